/**
 * What wasm-bindgen's glue gives us (src/embed.rs is its other side), put into a function by `bundler`.
 * `transak-order-tracker-glue` is this file for the type checker and the generated one for the bundler, so that the loader can be
 * type-checked without a build of the WebAssembly.
 */

import type { TrackerState } from "./public.js";

export interface Hooks {
  /** Dispatches an event on the host; false when its default was prevented. */
  emit(name: string, detail: object, cancelable: boolean): boolean;
  states(final: boolean, attention: boolean, stale: boolean): void;
}

/** How the WebAssembly asks: by what all the tabs of the origin share. */
export interface Tabs {
  ask(url: string, options: RequestInit, age: number): Promise<unknown>;
}

export class Handle {
  update(options: object): void;
  refresh(): Promise<void>;
  push(event: unknown): void;
  state(): TrackerState;
  unmount(): void;
  free(): void;
}

/** Draws into the root, beside what is there. An element that comes back, by its number, goes on with what was known of it. */
export type Mount = (root: ShadowRoot, tabs: Tabs, options: object, hooks: Hooks, element: number) => Handle;

/** What of the glue we call, by the names that `xtask/src/optimise.rs` gives it. */
export interface Glue {
  /** Instantiates the first part. */
  start(given: { module: WebAssembly.Module }): void;
  begin: Mount;
  /** What is good to have is there: all trackers show it from now on. */
  fill(): void;
}

/**
 * The glue, in a scope of its own. These stand in for the page's own `WebAssembly`, `WebSocket`, `AbortController` and `setInterval`, with `new` where
 * those need it.
 */
export function instance(
  wasm: object,
  socket: (url: string) => object,
  request: () => AbortController,
  interval: (work: () => void, time: number) => unknown,
): Glue;
