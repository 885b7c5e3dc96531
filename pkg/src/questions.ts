/**
 * One question at a time for all the tabs of an origin that ask the same URL. Invariant: an answer was asked for after the question that it answers, or that
 * question said what age will do.
 */

import { read } from "./body.js";
import { NAME, shares } from "./shared.js";

/** How long a question waits for another tab's. */
const PATIENCE = 2_000;

/** How the partner's endpoint is asked (as in src/web/fetch.rs). */
const QUESTION: RequestInit = { cache: "no-store", redirect: "manual", headers: { accept: "application/json" } };

interface Answer {
  at: number;
  text: string;
}

/** The last answer to each question, whichever tab asked; and what was asked before the WebAssembly could. */
const answers = new Map<string, Answer>();
const early = new Map<string, { at: number; answer: Promise<string | Response> }>();
let told: BroadcastChannel | undefined;

/** Asks for the WebAssembly that is still loading. */
export function askEarly(url: string): void {
  const answer = question(url, { ...QUESTION, signal: AbortSignal.timeout(10_000) }, 0);
  early.set(url, { at: Date.now(), answer });
  answer.catch(() => {});
}

/**
 * Asks for an order. Resolves to what the JSON says (`null`: it is none), or to the response if that is no 200. An answer of any tab that was
 * asked for less than `age` ms ago will do; and while one tab asks, the others wait for what it hears, but not long. (The clock is the
 * wall's, which all tabs share.)
 */
export async function ask(url: string, options: RequestInit, age: number): Promise<unknown> {
  const answer = await question(url, options, age);
  return typeof answer === "string" ? parse(answer) : answer;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The text of an answer that is one; it is empty where it is too long, or no text. */
async function get(url: string, options: RequestInit): Promise<string | Response> {
  const response = await fetch(url, options);
  return response.status === 200 && !response.redirected ? ((await read(response)) ?? "") : response;
}

async function question(url: string, options: RequestInit, age: number): Promise<string | Response> {
  const since = Date.now() - age;
  url = new URL(url, document.baseURI).href;
  const begun = early.get(url);
  if (begun && begun.at > since && early.delete(url)) return begun.answer;
  if (!shares) return get(url, options);
  if (!told) {
    told = new BroadcastChannel(NAME);
    told.onmessage = ({ data }) => answers.set(data.url, data);
  }
  const waiting = new AbortController();
  const patience = setTimeout(() => waiting.abort(), PATIENCE);
  const turn = async (): Promise<string | Response> => {
    clearTimeout(patience);
    const known = answers.get(url);
    if (known && known.at > since) return known.text;
    const at = Date.now();
    const text = await get(url, options);
    if (text && typeof text === "string") {
      const answer = { url, at, text };
      answers.set(url, answer);
      told?.postMessage(answer);
    }
    return text;
  };
  return navigator.locks.request(NAME + "?" + url, { signal: waiting.signal }, turn).catch((error: unknown) => {
    if (waiting.signal.aborted) return get(url, options);
    throw error;
  });
}
