// Puts the words of each language (src/text/words/) beside the script, with words.json, by which it knows them, and all of them in one file for
// servers; prints the hash of words.json.
//   node words.mjs DIST ALL
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const from = join(dirname(fileURLToPath(import.meta.url)), "../src/text/words");
const [dist, all] = process.argv.slice(2);
/** What a file may weigh, in bytes, by brotli 11. */
const LIMIT = 3_328;
/** Tags that say nothing of the file that has their words. */
const ALIASES = { "zh-tw": "zh-hant", "zh-hk": "zh-hant", "zh-mo": "zh-hant", no: "nb", nn: "nb", iw: "he", in: "id", tl: "fil" };

const hash = (bytes, by) => `${by}-${createHash(by).update(bytes).digest("base64")}`;
const list = {};
const texts = {};
for (const name of readdirSync(from).sort()) {
  const bytes = readFileSync(join(from, name));
  const tag = name.replace(".txt", "").toLowerCase();
  const size = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
  if (size > LIMIT) throw new Error(`${name}: ${size} bytes, ${size - LIMIT} above the limit (brotli 11)`);
  // The longest hash: bundlers put what is smaller than 4 KiB into an address, which a policy may forbid.
  list[tag] = hash(bytes, "sha512");
  texts[tag] = bytes.toString();
  writeFileSync(join(dist, `words.${tag}.txt`), bytes);
}
for (const [alias, tag] of Object.entries(ALIASES)) if (list[tag] && !list[alias]) list[alias] = texts[alias] = tag;
writeFileSync(all, JSON.stringify(texts));
const text = JSON.stringify(list) + "\n";
writeFileSync(join(dist, "words.json"), text);
console.log(hash(text, "sha256"));
