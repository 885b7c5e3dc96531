/**
 * Loads the WebAssembly, once a page, and starts it anew, once, when it has broken down. Invariant: only the files that this one was built with are run.
 */

import { get } from "./file.js";
import { type Engine, isBroken, start } from "./instance.js";

/** Whether the page may say how the element is called and where the WebAssembly comes from: not in the file that most pages load. */
declare const GIVEN: boolean;
/** The hashes of the `.wasm` files that this file was built with: page, loader and WebAssembly are one release or nothing. */
declare const WASM_INTEGRITY: string;
declare const REST_INTEGRITY: string;
/** Whether the WebAssembly is in two files: what the first status needs, and the rest (xtask/src/split.rs). */
declare const SPLIT: boolean;

/** Between two tries to load the rest. The first part came from the same place: there is no giving up. */
export const PAUSE = 5_000;

let loading: Promise<WebAssembly.Module> | undefined;
let more: Promise<WebAssembly.Module> | undefined;
let engine: Engine | undefined;

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
    return !engine || engine.dead ? (engine = start(module, rest, all)) : engine;
  } catch (error) {
    loading = undefined;
    throw error;
  }
}

function rest(): Promise<WebAssembly.Module> {
  return (more ??= compile((GIVEN && restSource) || new URL("./transak-order-tracker.rest.wasm", import.meta.url), REST_INTEGRITY).catch((error) => {
    more = undefined;
    throw error;
  }));
}

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
  const response = GIVEN && given instanceof Response ? given : await get(from as URL, integrity);
  return response.headers.get("content-type") === "application/wasm"
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer()); // a server that does not know the type
}

