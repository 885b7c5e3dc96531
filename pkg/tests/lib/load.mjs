// The loader's modules as they are, or with one text of one file replaced, with what they import, for Node.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const src = fileURLToPath(new URL("../../src", import.meta.url));

/** `spoilt`: `{ file, from, to }`; `from` occurs in it once. */
export async function load(names, spoilt) {
  const contents = names.map((name) => `export * as ${name.replace("-", "_")} from "./${name}.ts";`).join("\n");
  const folder = await mkdtemp(join(tmpdir(), "loader-"));
  const outfile = join(folder, "modules.mjs");
  await build({
    stdin: { contents, resolveDir: src, loader: "ts" },
    bundle: true,
    format: "esm",
    outfile,
    define: { VERSION: '"0"' },
    plugins: spoilt ? [spoil(spoilt)] : [],
  });
  const modules = await import(pathToFileURL(outfile));
  await rm(folder, { recursive: true });
  return modules;
}

const spoil = ({ file, from, to }) => ({
  name: "spoil",
  setup: ({ onLoad }) =>
    onLoad({ filter: new RegExp(`/${file}\\.ts$`) }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      assert.equal(text.split(from).length, 2, `"${from}" occurs once in ${file}.ts`);
      return { contents: text.replace(from, () => to), loader: "ts" };
    }),
});
