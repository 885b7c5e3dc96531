/** Importing this does nothing: the page says when, by which name, and where the WebAssembly comes from. */

import { define as defineAs } from "./define.js";
import type { WasmSource } from "./public.js";
import { takeFrom } from "./wasm.js";

export type * from "./public.js";

export interface DefineOptions {
  /**
   * Where the WebAssembly is, or the WebAssembly itself; beside the script if it is not given. What is fetched has to be this version's file: its hash
   * is checked. The same for all names.
   */
  wasm?: WasmSource | undefined;
  /** The same for `transak-order-tracker.second.wasm`, with what is good to have. */
  second?: WasmSource | undefined;
  /** The tag; `transak-order-tracker` if it is not given. */
  name?: string | undefined;
}

/** Defines the element. On a server it does nothing, and where the name is taken it warns. */
export function define({ wasm, second, name }: DefineOptions = {}): void {
  takeFrom(wasm, second);
  defineAs(name);
}
