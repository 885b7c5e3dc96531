/**
 * One start of the WebAssembly, and its end. Invariants: an instance that has trapped is never called again, whoever still has a callback of it; and it
 * keeps no socket, request or interval.
 */

import { instance, type Mount } from "transak-order-tracker-glue";
import { soon } from "./soon.js";
import { open } from "./tabs.js";

/** A bundle for development says in the console what went wrong inside; the published one never does. */
declare const DEV: boolean;

/** More requests than this are never open at a time; those before the last ones have long had their answer. */
const REQUESTS = 64;

/** It serves all trackers of the page. */
export interface Engine {
  /** Draws and follows. */
  readonly begin: Mount;
  /** It has trapped, so its memory may be inconsistent. */
  dead: boolean;
  /** What is good to have is there from now on. The second part brings it, or it is in the first. */
  readonly complete: (second?: WebAssembly.Module) => void;
}

type Call = (...args: unknown[]) => unknown;

/** Everything goes into the instance through a guard, and what has to end with it comes out through us. `onDeath` is called once. */
export function start(module: WebAssembly.Module, onDeath: () => void): Engine {
  let sockets: { readonly readyState: number; close(): void }[] = [];
  const requests: AbortController[] = [];
  let imports: WebAssembly.Imports = {};
  let first: WebAssembly.Exports = {};
  let exports: Record<string, unknown> = {};

  const die = (error: unknown): void => {
    if (DEV) console.error(error);
    if (it.dead) return;
    it.dead = true;
    // Later: a call that led to this one may still be on its way through the dead instance, and open something.
    soon(() => {
      for (const socket of sockets) socket.close();
      for (const request of requests) request.abort();
    });
    onDeath();
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
  const guarded = (all: WebAssembly.Exports): Record<string, unknown> =>
    Object.fromEntries(Object.entries(all).map(([name, one]) => [name, typeof one === "function" ? guard(one as Call) : one]));

  const glue = instance(
    {
      Module: WebAssembly.Module,
      Instance: function (module: WebAssembly.Module, given: WebAssembly.Imports) {
        imports = given;
        first = new WebAssembly.Instance(module, given).exports;
        return { exports: (exports = guarded(first)) };
      },
    },
    function (url: string) {
      // The partner's own events come by a source of their own (src/web/events.rs), which ends with us, too.
      const socket = /^wss?:/.test(url) ? open(url) : new EventSource(url);
      sockets = sockets.filter(({ readyState }) => readyState < 2);
      sockets.push(socket);
      return socket;
    },
    function () {
      const request = new AbortController();
      if (requests.push(request) > REQUESTS) requests.shift();
      return request;
    },
    (work, time) => {
      const interval = setInterval(() => (it.dead ? clearInterval(interval) : work()), time);
      return interval;
    },
  );
  const it: Engine = {
    begin: glue.begin,
    dead: false,
    complete: (second) => {
      if (it.dead) return;
      try {
        // It takes what it shares from the first part, and puts its functions into the first part's table.
        if (second) Object.assign(exports, guarded(new WebAssembly.Instance(second, { ...imports, first }).exports));
      } catch (error) {
        if (DEV) console.error(error);
        return; // a page gave the file of another release: it changes nothing, and only what is good to have is missing
      }
      glue.fill();
    },
  };
  glue.start({ module });
  return it;
}
