/**
 * One start of the WebAssembly, and its end. Invariants: an instance that has trapped is never called again, whoever still has a callback of it; and it
 * keeps no socket, request or interval. From the first status until the rest of the WebAssembly is there, nothing goes in.
 */

import { instance, type Mount } from "transak-order-tracker-glue";
import { waitFor } from "./ready.js";
import { soon } from "./soon.js";
import { open } from "./tabs.js";

/** A bundle for development says in the console what went wrong inside; the published one never does. */
declare const DEV: boolean;
/** Whether the WebAssembly is in two files: what the first status needs, and the rest (xtask/src/split.rs). */
declare const SPLIT: boolean;
/** Whether it is in one and there is nothing to wait for. */
declare const WHOLE: boolean;

/** More questions than this are never open at a time; those before the last ones have long had their answer. */
const QUESTIONS = 64;
/** After this time the rest is loaded also where there is no status yet. */
const LATER = 500;

/** It serves all trackers of the page. */
export interface Engine {
  /** Draws and follows. Not called `mount`: the bundler shortens this name, and that one is an export's, too. */
  begin: Mount;
  /** It has trapped, so its memory may be inconsistent; or its rest could not be had. */
  dead: boolean;
  /** The rest is there. Before that, a trap most likely means that it was needed: nothing is wrong. */
  whole: boolean;
  /** Loads the rest, and resolves when it is there, or will never be. Once there is a status, everything else waits for it. */
  more: (told?: boolean) => Promise<void>;
  /** Does something in there that does not need the rest and may not wait for it. */
  now: <T>(work: () => T) => T;
  /** Called once, when it dies. */
  readonly mourners: Set<() => void>;
}

let deaths = 0;

/** What breaks a fresh instance too would break the next. */
export const isBroken = (): boolean => deaths > 1;

type Call = (...args: unknown[]) => unknown;

/** Everything goes into the instance through a guard, and what has to end with it comes out through us. `all`: the rest, if it is there already. */
export function start(module: WebAssembly.Module, rest: () => Promise<WebAssembly.Module>, all?: WebAssembly.Module): Engine {
  /** What came after the first status and before the rest. */
  let late: (() => void)[] | undefined;
  /** How deep we are in there. */
  let depth = 0;
  const it: Engine = {
    begin: undefined as never,
    dead: false,
    whole: !SPLIT || !!all,
    mourners: new Set(),
    more: async (told) => {
      if (!SPLIT || it.whole || it.dead) return;
      if (told) late ??= [];
      const module = await rest().catch(die);
      if (!module || it.whole || it.dead) return;
      complete(module);
      it.whole = true;
      const calls = late;
      late = undefined;
      for (const call of calls ?? []) call();
    },
    now: (work) => {
      depth += 1;
      try {
        return work();
      } finally {
        depth -= 1;
      }
    },
  };
  let sockets: { readonly readyState: number; close(): void }[] = [];
  const questions: AbortController[] = [];

  const die = (error: unknown): void => {
    if (DEV) console.error(error);
    if (it.dead) return;
    it.dead = true;
    late = undefined;
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
    const go = (): unknown => {
      try {
        return it.dead ? 0 : it.now(() => call(...args));
      } catch (error) {
        die(error);
        return 0;
      }
    };
    return SPLIT && late && !depth ? late.push(go) && 0 : go();
  };

  const [begin, complete] = instance(
    module,
    (exports) =>
      Object.fromEntries(
        Object.entries(exports).map(([name, one]) => [name, typeof one === "function" ? guard(one as Call) : one]),
      ),
    function (url: string) {
      // The partner's own events come by a source of their own (src/web/events.rs), which ends with us, too.
      const socket = /^wss?:/.test(url) ? open(url) : new EventSource(url);
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
    // No first status needs to free anything.
    function (free) {
      return new FinalizationRegistry((held) => void it.more().then(() => it.whole && free(held)));
    },
  );
  it.begin = begin;
  if (WHOLE || all) complete(all);
  if (SPLIT) {
    waitFor(it.more);
    setTimeout(() => void it.more(), LATER);
  }
  return it;
}
