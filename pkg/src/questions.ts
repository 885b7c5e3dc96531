/**
 * One question at a time for all the tabs of an origin that ask the same URL. Invariant: an answer was asked for after the question that it answers, or that
 * question said what age will do.
 */

import { order } from "./allowed.js";
import { read } from "./body.js";
import { QUESTION } from "./question.js";
import { channel, lock, NAME, refused, shares } from "./shared.js";
import { within } from "./soon.js";

/** How long a question waits for another tab's. */
const PATIENCE = 2_000;

/** The text of an answer, and when it was asked for. */
interface Answer {
  at: number;
  text: string;
}

/** The last answer to each question, whichever tab asked; and what was asked before the WebAssembly could. */
const answers = new Map<string, Answer>();
const early = new Map<string, { at: number; answer: Promise<Answer | Response> }>();
let told: BroadcastChannel | undefined;

/** Asks for the WebAssembly that is still loading. */
export function askEarly(url: string): void {
  const answer = within(10_000, (signal) => question(url, { ...QUESTION, signal }, 0));
  early.set(url, { at: Date.now(), answer });
  answer.catch(() => {});
}

/**
 * Asks for an order. Resolves to what the JSON says (`null`: it is none), and how many milliseconds ago that was asked for; or to the response if that is no 200.
 * An answer of any tab that was asked for less than `age` ms ago will do; and while one tab asks, the others wait for what it hears, but not long. (The clock
 * is the wall's, which all tabs share.)
 */
export async function ask(url: string, options: RequestInit, age: number): Promise<{ order: unknown; age: number } | Response> {
  const asked = Date.now();
  const answer = await question(url, options, age);
  if (answer instanceof Response) return answer;
  return { order: parse(answer.text), age: Math.max(0, asked - answer.at) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The text of an answer that is one; it is empty where it is too long, or no text. */
async function get(url: string, options: RequestInit): Promise<Answer | Response> {
  const at = Date.now();
  const response = await fetch(url, options);
  return response.status === 200 && !response.redirected ? { at, text: (await read(response)) ?? "" } : response;
}

/** Whether it was asked for within the last `age` ms. A clock that was put back makes no answer young. */
const isYoung = (at: number, age: number): boolean => at <= Date.now() && at > Date.now() - age;

async function question(url: string, options: RequestInit, age: number): Promise<Answer | Response> {
  const asked = Date.now();
  url = new URL(url, document.baseURI).href;
  const begun = early.get(url);
  if (begun && isYoung(begun.at, age) && early.delete(url)) return begun.answer;
  if (!shares()) return get(url, options);
  told ??= channel(NAME, (answer: Answer & { url: string }) => answers.set(answer.url, answer));
  if (!told) return get(url, options);
  const waiting = new AbortController();
  const patience = setTimeout(() => waiting.abort(), PATIENCE);
  let turned = false;
  const turn = async (): Promise<Answer | Response> => {
    turned = true;
    clearTimeout(patience);
    const known = answers.get(url);
    // What another tab asked for while this one waited for its turn was asked for after the question.
    if (known && isYoung(known.at, age + Date.now() - asked)) return known;
    const answer = await get(url, options);
    if (!(answer instanceof Response) && answer.text) {
      const shared = { url, at: answer.at, text: JSON.stringify(order(parse(answer.text))) };
      answers.set(url, shared);
      told?.postMessage(shared);
    }
    return answer;
  };
  try {
    return await lock(NAME + "?" + url, { signal: waiting.signal }, turn);
  } catch (error) {
    clearTimeout(patience);
    if (turned) throw error;
    if (!waiting.signal.aborted) refused();
    return get(url, options);
  }
}
