/**
 * Loads and starts the WebAssembly: the browser's side of life.ts. Invariants: only the files that this one was built with are run; nothing waits for the second
 * part.
 */

import { get } from "./file.js";
import { type Engine, start } from "./instance.js";
import { Life } from "./life.js";
import type { WasmSource } from "./public.js";
import { soon } from "./soon.js";

/** Whether the page may say how the element is called and where the WebAssembly comes from: not in the file that most pages load. */
declare const GIVEN: boolean;
/** The hashes of the `.wasm` files that this file was built with: page, loader and WebAssembly are one release or nothing. */
declare const WASM_INTEGRITY: string;
declare const SECOND_INTEGRITY: string;
/** Whether the WebAssembly is in two files: what every status needs, and what is good to have (bundler/README.md). */
declare const SPLIT: boolean;

/** How long after the start the second part is loaded where there is no status yet; and the first pause after a failure, doubled each time. */
const LATER = 1_000;
const PAUSE = 5_000;
const LONGEST = 300_000;

let module: WebAssembly.Module | undefined;
let second: WebAssembly.Module | undefined;
let fetching = false;
let pause = PAUSE;
let engine: Engine | undefined;

/** The instance that runs. */
export const running = (): Engine => engine!;

export const life = new Life({
  load() {
    compile(() => (GIVEN && source) || new URL("./transak-order-tracker.wasm", import.meta.url), WASM_INTEGRITY).then(
      (compiled) => {
        module = compiled;
        life.loaded(true);
      },
      () => life.loaded(false),
    );
  },
  start() {
    try {
      engine = start(module!, () => life.died());
    } catch {
      return false;
    }
    if (!SPLIT || second) engine.complete(second);
    else setTimeout(loadSecond, LATER);
    return true;
  },
  soon,
});

/** Loads the second part, if it is neither there nor on its way. Without it the tracker does all that it must, so a failure is no error. */
export function loadSecond(): void {
  if (!SPLIT || fetching) return;
  fetching = true;
  compile(() => (GIVEN && secondSource) || new URL("./transak-order-tracker.second.wasm", import.meta.url), SECOND_INTEGRITY).then(
    (module) => {
      second = module;
      engine?.complete(module);
    },
    () => {
      setTimeout(() => {
        fetching = false;
        loadSecond();
      }, pause);
      pause = Math.min(pause * 2, LONGEST);
    },
  );
}

let source: WasmSource | undefined;
let secondSource: WasmSource | undefined;

export function takeFrom(first?: WasmSource, second?: WasmSource): void {
  source = first;
  secondSource = second;
}

async function compile(where: () => WasmSource, integrity: string): Promise<WebAssembly.Module> {
  const from = where();
  const given: unknown = GIVEN && (await from);
  if (GIVEN) {
    if (given instanceof WebAssembly.Module) return given as WebAssembly.Module;
    if (given instanceof ArrayBuffer || ArrayBuffer.isView(given)) return WebAssembly.compile(given as BufferSource);
  }
  const response = GIVEN && given instanceof Response ? given : await get(from as URL, integrity);
  return response.headers.get("content-type") === "application/wasm"
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer()); // a server that does not know the type
}
