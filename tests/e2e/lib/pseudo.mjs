// The pseudo-locale: every English message with accents, two fifths longer, and in brackets, so that what is cut off, or comes from nowhere, shows.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { ROOT } from "./env.mjs";

const ACCENTS = Object.fromEntries([..."aàeéiîoöuûcçnñsšyýAÀEÉIÎOÖUÛCÇNÑSŠYÝ"].reduce((pairs, letter, index, all) => (index % 2 ? pairs : [...pairs, [letter, all[index + 1]]]), []));

const english = () => ["en.txt", "more.txt"].map((name) => readFileSync(resolve(ROOT, "src/text", name), "utf8")).join("");

/** A text of the pseudo-locale. Placeholders stay. */
export function pseudo(text) {
  const accented = text.split(/(\{\w+\})/).map((part) => (part.startsWith("{") ? part : part.replace(/[a-zA-Z]/g, (letter) => ACCENTS[letter] ?? letter))).join("");
  const more = "one two three four five six seven eight nine ten eleven twelve ".repeat(4).slice(0, Math.ceil(text.length * 0.4)).trim();
  return `[${accented} ${more}]`;
}

/** `messages` of the pseudo-locale. */
export const pseudoMessages = () =>
  Object.fromEntries(english().trimEnd().split("\n").map((line) => line.split(/=(.*)/s)).map(([key, text]) => [key, pseudo(text)]));
