/**
 * The words of other languages: a file each, loaded when a tracker is to speak that language. English is in the WebAssembly. Invariant: only the files that
 * this one was built with are read; without them the words are English.
 */

import { get } from "./file.js";
import { type Languages, nearest } from "./language.js";

/** The hash of `words.json`, which has those of the files; empty where there is nothing beside this file. */
declare const WORDS_INTEGRITY: string;

/** What the tab shows when the person has asked to be told of the end. */
export const badge = WORDS_INTEGRITY && new URL("./badge.svg", import.meta.url).href;

/** What the WebAssembly is to be told of them. */
export interface Words {
  language: string;
  words: string;
}

/** Each is loaded once; a failure is forgotten. */
const texts = new Map<URL["href"], Promise<string>>();

function text(from: URL, integrity: string): Promise<string> {
  let it = texts.get(from.href);
  if (!it) {
    texts.set(from.href, (it = get(from, integrity).then((response) => response.text())));
    it.catch(() => texts.delete(from.href));
  }
  return it;
}

/** The first drawing waits this long for its words. */
export const inTime = (learnt: Promise<void>): Promise<void> =>
  new Promise((done) => {
    const timer = setTimeout(done, 2_000);
    const end = (): void => {
      clearTimeout(timer);
      done();
    };
    learnt.then(end, end);
  });

/** How often words were looked for: only the last time counts. */
const looks = new WeakMap<Element, number>();

/** Calls back with the words of an element's language, if they are others than those that it has; where they can't be had, it goes on with these. */
export async function learn(host: Element, known: Words | undefined, take: (words?: Words) => void): Promise<void> {
  const look = (looks.get(host) ?? 0) + 1;
  looks.set(host, look);
  const found = await find(host).catch(() => known);
  if (look === looks.get(host) && found?.language !== known?.language) take(found);
}

/** Nothing for English, and for a language that has none. */
async function find(host: Element): Promise<Words | undefined> {
  const wish = wished(host);
  if (!WORDS_INTEGRITY || /^en\b/i.test(wish)) return undefined;
  const languages = JSON.parse(await text(new URL("./words.json", import.meta.url), WORDS_INTEGRITY)) as Languages;
  const language = nearest(languages, wish);
  return language ? { language, words: await text(new URL(`./words.${language}.txt`, import.meta.url), languages[language]!) } : undefined;
}

/** What it says when it is not kept up to date any more. */
export const stale = (words?: Words): string => /^freshness.stale=(.*)/m.exec(words?.words ?? "")?.[1] ?? "May be out of date";

/** As in src/session.rs: the attribute, else the nearest `lang`, also beyond shadow roots, else the browser's. */
function wished(host: Element): string {
  const isTag = (wish: string | null | undefined): wish is string => /^\s*[a-z]{2,3}\b/i.test(wish ?? "");
  let wish = host.getAttribute("locale");
  for (let here: Element | undefined = host; here && !isTag(wish); here = (here.getRootNode() as ShadowRoot).host) wish = here.closest("[lang]")?.getAttribute("lang") ?? null;
  return isTag(wish) ? wish : navigator.language;
}
