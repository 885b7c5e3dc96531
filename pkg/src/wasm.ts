/** Loads the WebAssembly, once a page, and notices when it has broken down. */

import { initSync } from "transak-order-tracker-glue";

/** The hash of the `.wasm` that this file was built with: page, loader and WebAssembly are one release or nothing. */
declare const WASM_INTEGRITY: string;

let loading: Promise<void> | undefined;

/** Resolves when the glue may be called. A failure is forgotten, so that a later element tries again. */
export function load(): Promise<void> {
  loading ??= compile().then(
    (module) => void initSync({ module }),
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

const address = (): URL => new URL("./transak-order-tracker.wasm", import.meta.url);

async function compile(): Promise<WebAssembly.Module> {
  // Whatever is not the right file, a "not found" too, fails the check. The second time past the cache, which may hold
  // the file of another release.
  const get = (cache: RequestCache): Promise<Response> => fetch(address(), { cache, integrity: WASM_INTEGRITY });
  const response = await get("default").catch(() => get("reload"));
  return /^application\/wasm$/i.test(response.headers.get("content-type") ?? "")
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer()); // a server that does not know the type
}

let broken = false;
const mourners = new Set<() => void>();

/** Whether the WebAssembly has trapped: its memory may be inconsistent, so nothing calls into it any more. */
export const isBroken = (): boolean => broken;

/** Calls back when the WebAssembly traps; the answer takes the callback back. */
export function onBreak(callback: () => void): () => void {
  mourners.add(callback);
  return () => void mourners.delete(callback);
}

/** True for a trap (not for any other exception), after having told everyone. */
export function broke(error: unknown): boolean {
  if (!(error instanceof WebAssembly.RuntimeError)) return false;
  broken = true;
  for (const callback of [...mourners]) callback();
  mourners.clear();
  return true;
}

/** A trap in a timer or a socket's callback reaches nobody but the window. Another module's has other files in its stack. */
export function watch(): void {
  const check = (error: unknown): void => {
    const stack = String((error as Error | undefined)?.stack);
    if (stack.includes(address().href) || stack.includes(import.meta.url)) broke(error);
  };
  addEventListener("error", (event) => check(event.error));
  addEventListener("unhandledrejection", (event) => check(event.reason));
}
