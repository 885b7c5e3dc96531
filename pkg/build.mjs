// Makes the package's scripts from the loader, wasm-bindgen's glue and the WebAssembly. Every way in is one file, so that a hash allows all of it and no
// script loads another.
//   node build.mjs BETWEEN DIST published|plain|dev
// BETWEEN holds instance.js and plain.wasm, and server/ the same for Node (xtask/src/optimise.rs); DIST holds the WebAssembly that ships.
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const NAME = "transak-order-tracker";
const here = dirname(fileURLToPath(import.meta.url));
const [between, dist, kind] = process.argv.slice(2);
const { version } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
const text = (path) => JSON.stringify(path);
const integrity = (file) => text("sha256-" + createHash("sha256").update(readFileSync(join(dist, file))).digest("base64"));
const words = text(execFileSync(process.execPath, [join(here, "words.mjs"), dist, join(between, "words.json")], { encoding: "utf8" }).trim());

/** The custom properties that a page may set. */
const sheet = readFileSync(join(here, "../style/tokens.css"), "utf8");
const tokens = [...new Set(sheet.match(/(?<=var\()--order-tracker-[\w-]+/g))].sort();

/** What the loader's code is built for; `given`: the page may say where the WebAssembly comes from; `alone`: nothing lies beside the file. */
const defines = ({ given = false, alone = false } = {}) => ({
  DEV: String(kind === "dev"),
  GIVEN: String(given),
  SPLIT: String(kind === "published" && !alone),
  TOKENS: JSON.stringify(tokens),
  VERSION: text(version),
  WASM_INTEGRITY: integrity(`${NAME}.wasm`),
  SECOND_INTEGRITY: integrity(`${NAME}.second.wasm`),
  WORDS_INTEGRITY: alone ? '""' : words,
});

/** Each of these needs a looser policy than the pages that we promise to run in. The glue describes a function as "Function(name)": that is no call. */
const SINKS = /(?<![\w$"'`])(eval|Function)\(|(?<![\w$])(innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|document\.write|createContextualFragment)/;

async function make(source, outfile, options) {
  await build({
    absWorkingDir: here,
    entryPoints: [`src/${source}.ts`],
    outfile,
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    legalComments: "none",
    logLevel: "warning",
    // wasm-bindgen's own, which nobody outside the glue sees.
    mangleProps: /^(__wbg_ptr|__wrap|__destroy_into_raw|_wbg_cb_unref)$/,
    loader: { ".wasm": "binary" },
    ...options,
  });
  const sink = options.platform !== "node" && SINKS.exec(readFileSync(outfile, "utf8"));
  if (sink) throw new Error(`${outfile} uses ${sink[0]}: a strict Content-Security-Policy or Trusted Types would stop it`);
}
const glue = { [`${NAME}-glue`]: join(between, "instance.js"), [`${NAME}-wasm`]: join(between, "plain.wasm") };
const way = (source, file, options) => make(source, join(dist, file), { alias: glue, define: defines(options) });

await way("index", `${NAME}.js`);
await way("pure", "pure.js", { given: true });
await way("single", `${NAME}.single.js`, { given: true, alone: true });
await way("embed", "embed.js");
await way("frame", "frame.js");

// The page of the frame. With the script's hash it runs that and nothing else.
const page = readFileSync(join(here, "embed.html"), "utf8").split('src="./embed.js"');
if (page.length !== 2) throw new Error("pkg/embed.html does not name its script as expected");
writeFileSync(join(dist, "embed.html"), page.join(`src="./embed.js" integrity=${integrity("embed.js")}`));

// The element is a file beside it: a page that uses both ways has one tracker.
await make("react", join(dist, "react.js"), {
  banner: { js: '"use client";' },
  external: ["react", `./${NAME}.js`],
  alias: { [`${NAME}-element`]: `./${NAME}.js` },
});

// For servers, whose bundlers move files apart: with its WebAssembly and all languages inside.
const server = { "server-glue": "server/instance.js", wasm: "server/plain.wasm", words: "words.json" };
await make("server", join(dist, "server.js"), {
  platform: "node",
  alias: Object.fromEntries(Object.entries(server).map(([name, file]) => [`${NAME}-${name}`, join(between, file)])),
});

// The loader without the glue, and without what has a file of its own for good reasons: what has a limit of its own.
const apart = ["tabs", "questions", "record", "instance", "words"].map((name) => `./${name}.js`);
await make("index", join(between, "loader.js"), { external: [`${NAME}-glue`, ...apart], define: defines() });

// The sheets that src/style.rs names, each once, for pages that a server draws.
const names = readFileSync(join(here, "../src/style.rs"), "utf8").match(/(?<="\.\.\/)style\/\w+\.css/g);
writeFileSync(join(dist, "style.css"), [...new Set(names)].map((name) => readFileSync(join(here, "..", name), "utf8")).join(""));

// The public types of each way in.
execFileSync(process.execPath, [join(here, "node_modules/typescript/bin/tsc"), "--project", here, "--outDir", join(between, "types")], { stdio: "inherit" });
for (const [source, file] of [["public", NAME], ["pure", "pure"], ["react", "react"], ["server", "server"]]) {
  const types = readFileSync(join(between, "types", `${source}.d.ts`), "utf8").replaceAll(/"(\.\/public\.js|transak-order-tracker-element)"/g, `"./${NAME}.js"`);
  if (types.replaceAll(`from "./${NAME}.js"`, "").includes('from "./')) throw new Error(`pkg/src/${source}.ts may not name types of inner files: they are not shipped`);
  writeFileSync(join(dist, `${file}.d.ts`), types);
}
