/**
 * Loads the WebAssembly, once a page, and starts it anew, once, when it has broken down. Invariants: an instance that has
 * trapped is never called again, whoever still has a callback of it; and it keeps no socket, request or interval.
 */

import { instance, type Mount } from "transak-order-tracker-glue";
import { soon } from "./soon.js";
import { open } from "./tabs.js";

/** A bundle for development says in the console what went wrong inside; the published one never does. */
declare const DEV: boolean;
/** Whether the page may say how the element is called and where the WebAssembly comes from: not in the file that most pages load. */
declare const GIVEN: boolean;
/** The hashes of the `.wasm` files that this file was built with: page, loader and WebAssembly are one release or nothing. */
declare const WASM_INTEGRITY: string;
declare const REST_INTEGRITY: string;
/** Whether the WebAssembly is in two files: what the first status needs, and the rest (xtask/src/split.rs). */
declare const SPLIT: boolean;

/** After this time the rest is loaded also where there is no status yet. */
const LATER = 500;
/** Between two tries to load it. */
const PAUSE = 5_000;

/** More questions than this are never open at a time; those before the last ones have long had their answer. */
const QUESTIONS = 64;

/** One start of the WebAssembly, which serves all trackers of the page. */
export interface Engine {
  /** Draws and follows. Not called `mount`: the bundler shortens this name, and that one is an export's, too. */
  begin: Mount;
  /** It has trapped, so its memory may be inconsistent. */
  dead: boolean;
  /** The rest is there. Before that, a trap most likely means that it was needed: nothing is wrong. */
  whole: boolean;
  /** The first status has been told: now the rest may come. */
  more: () => void;
  /** Called once, when it dies. */
  readonly mourners: Set<() => void>;
}

let loading: Promise<WebAssembly.Module> | undefined;
let more: Promise<WebAssembly.Module> | undefined;
let engine: Engine | undefined;
let deaths = 0;

/** What breaks a fresh instance too would break the next. */
export const isBroken = (): boolean => deaths > 1;

/** Whether there is no need to wait. */
export const isLoaded = (): boolean => !!engine;

/** Resolves to the instance to use, unless it is broken for good. A failure is forgotten, so that a later element tries again. */
export async function load(): Promise<Engine | undefined> {
  loading ??= compile((GIVEN && source) || new URL("./transak-order-tracker.wasm", import.meta.url), WASM_INTEGRITY);
  try {
    const module = await loading;
    // The second instance has all from the beginning.
    const all = SPLIT && engine?.dead ? await rest() : undefined;
    if (isBroken()) return undefined;
    return !engine || engine.dead ? (engine = start(module, all)) : engine;
  } catch (error) {
    loading = undefined;
    throw error;
  }
}

const rest = (): Promise<WebAssembly.Module> => (more ??= again());

/** The first part came from the same place, so this one will: there is no giving up. */
const again = (): Promise<WebAssembly.Module> =>
  compile((GIVEN && restSource) || new URL("./transak-order-tracker.rest.wasm", import.meta.url), REST_INTEGRITY).catch(
    () => new Promise((done) => setTimeout(() => done(again()), PAUSE)),
  );

/** What may stand in for the file beside the script. */
export type WasmSource = string | URL | Response | PromiseLike<Response> | BufferSource | WebAssembly.Module;

let source: WasmSource | undefined;
let restSource: WasmSource | undefined;

export function takeFrom(first?: WasmSource, rest?: WasmSource): void {
  source = first;
  restSource = rest;
}

async function compile(from: WasmSource, integrity: string): Promise<WebAssembly.Module> {
  const given: unknown = GIVEN && (await from);
  if (GIVEN) {
    if (given instanceof WebAssembly.Module) return given as WebAssembly.Module;
    if (given instanceof ArrayBuffer || ArrayBuffer.isView(given)) return WebAssembly.compile(given as BufferSource);
  }
  // Whatever is not the right file, a "not found" too, fails the check. The second time past the cache, which may hold
  // the file of another release.
  const get = (cache: RequestCache): Promise<Response> => fetch(from as URL, { cache, integrity });
  const response = GIVEN && given instanceof Response ? given : await get("default").catch(() => get("reload"));
  return response.headers.get("content-type") === "application/wasm"
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer()); // a server that does not know the type
}

type Call = (...args: unknown[]) => unknown;

/** Everything goes into the instance through a guard, and what has to end with it comes out through us. */
function start(module: WebAssembly.Module, all?: WebAssembly.Module): Engine {
  const it: Engine = { begin: undefined as never, more: undefined as never, dead: false, whole: !SPLIT || !!all, mourners: new Set() };
  let sockets: ReturnType<typeof open>[] = [];
  const questions: AbortController[] = [];

  const die = (error: unknown): void => {
    if (DEV) console.error(error);
    if (it.dead) return;
    it.dead = true;
    if (it.whole) deaths += 1;
    // Later: a call that led to this one may still be on its way through the dead instance, and open something.
    soon(() => {
      for (const socket of sockets) socket.close();
      for (const question of questions) question.abort();
    });
    for (const mourn of it.mourners) mourn();
  };
  // A trap, and any exception that went through the instance and left its work half done. The page hears nothing of it.
  const guard = (call: Call): Call => (...args) => {
    try {
      return it.dead ? 0 : call(...args);
    } catch (error) {
      die(error);
      return 0;
    }
  };

  const [begin, complete] = instance(
    module,
    (exports) =>
      Object.fromEntries(
        Object.entries(exports).map(([name, one]) => [name, typeof one === "function" ? guard(one as Call) : one]),
      ),
    function (url: string) {
      const socket = open(url);
      sockets = sockets.filter(({ readyState }) => readyState < 2);
      sockets.push(socket);
      return socket;
    },
    function () {
      const question = new AbortController();
      if (questions.push(question) > QUESTIONS) questions.shift();
      return question;
    },
    (work, time) => {
      const interval = setInterval(() => (it.dead ? clearInterval(interval) : work()), time);
      return interval;
    },
  );
  it.begin = begin;
  if (all) complete(all);
  let asked = it.whole;
  it.more = async () => {
    if (asked) return;
    asked = true;
    const module = await rest();
    if (it.dead) return;
    complete(module);
    it.whole = true;
  };
  if (SPLIT) setTimeout(it.more, LATER);
  return it;
}
