/**
 * What wasm-bindgen's glue gives us (src/embed.rs is its other side). `transak-order-tracker-glue` is this file
 * for the type checker and the generated one for the bundler, so that the loader can be type-checked without a build of the WebAssembly.
 */

import type { TrackerState } from "./public.js";

export interface Hooks {
  /** The first render is in the root: the fallback may go. */
  ready(): void;
  /** Dispatches an event on the host; false when its default was prevented. */
  emit(name: string, detail: object, cancelable: boolean): boolean;
  states(final: boolean, attention: boolean, stale: boolean): void;
}

/** How the WebAssembly reaches the network: by what all the tabs of the origin share. */
export interface Tabs {
  open(url: string): object;
  ask(url: string, options: RequestInit, age: number): Promise<Response>;
}

/** What was known, opaque, to be handed to the next mount of the same element. */
export class Kept {
  free(): void;
}

export class Handle {
  update(options: object): void;
  refresh(): Promise<void>;
  push(event: unknown): void;
  state(): TrackerState;
  unmount(): Kept | undefined;
  free(): void;
}

export function mount(root: ShadowRoot, tabs: Tabs, options: object, hooks: Hooks, kept?: Kept): Handle;
export function initSync(source: { module: WebAssembly.Module }): unknown;
