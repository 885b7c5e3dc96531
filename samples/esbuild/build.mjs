// esbuild leaves `new URL("….wasm", import.meta.url)` as it is: the files have to lie next to the script, and so those of the languages.
import { build } from "esbuild";
import { cpSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
await build({ absWorkingDir: here, entryPoints: ["src/main.js"], bundle: true, minify: true, format: "esm", outdir: "dist" });
cpSync(join(here, "index.html"), join(here, "dist/index.html"));

const tracker = dirname(fileURLToPath(import.meta.resolve("transak-order-tracker")));
for (const file of readdirSync(tracker)) {
  if (/^(transak-order-tracker.*\.wasm|words\..*|badge\.svg)$/.test(file)) cpSync(join(tracker, file), join(here, "dist", file));
}
