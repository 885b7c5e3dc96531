// Tells what the built files weigh, and whether that keeps the budget (budget.json); above it is an error where `--enforce` is given.
//   node sizes.mjs DIST LOADER [--enforce]
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const [dist, loader, enforce] = process.argv.slice(2);
const budget = JSON.parse(readFileSync(join(dirname(fileURLToPath(import.meta.url)), "budget.json"), "utf8"));

/** As servers do it that compress once. */
const measure = (bytes) => ({
  raw: bytes.length,
  gzip: gzipSync(bytes, { level: 9 }).length,
  brotli: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 } }).length,
});
const print = (name, { raw, gzip, brotli }) => console.log(name.padEnd(36) + [raw, gzip, brotli].map((bytes) => String(bytes).padStart(10)).join(""));
const sum = (sizes) => sizes.reduce((one, other) => ({ raw: one.raw + other.raw, gzip: one.gzip + other.gzip, brotli: one.brotli + other.brotli }));

console.log("file".padEnd(36) + ["raw", "gzip 9", "brotli 11"].map((head) => head.padStart(10)).join(""));
const runs = readdirSync(dist).filter((name) => /\.(js|wasm|html)$/.test(name)).sort();
const sizes = Object.fromEntries(runs.map((name) => [name, measure(readFileSync(join(dist, name)))]));
for (const name of runs) print(name, sizes[name]);

const found = {
  first: sum(budget.first.files.map((name) => sizes[name])),
  all: sum(budget.all.files.map((name) => sizes[name])),
  loader: measure(readFileSync(loader)),
};
let over = false;
for (const [what, size] of Object.entries(found)) {
  const { about, brotli } = budget[what];
  print(`= ${what}`, size);
  console.log(`  ${about}: ${size.brotli} of ${brotli} bytes`);
  over ||= size.brotli > brotli;
}
if (over && enforce) {
  console.error("error: above the budget of pkg/budget.json (brotli 11)");
  process.exit(1);
}
