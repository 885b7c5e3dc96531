import { cpSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

// Where the server draws the order, the page names the script and the style by their address.
const tracker = dirname(fileURLToPath(import.meta.resolve("transak-order-tracker")));
for (const file of readdirSync(tracker)) {
  if (/^(style.css|transak-order-tracker(\.second)?\.(js|wasm)|words\..*|badge\.svg)$/.test(file)) cpSync(join(tracker, file), here(`public/tracker/${file}`));
}

/** @type {import("next").NextConfig} */
export default {
  // All samples share one folder of packages.
  outputFileTracingRoot: here(".."),
  turbopack: { root: here("..") },
};
