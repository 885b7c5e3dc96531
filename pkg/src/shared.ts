/** What the tabs of an origin find each other by. */

/** The locks' and channels' names begin so. */
export const NAME = "transak-order-tracker:1";

let there = !!globalThis.navigator?.locks && typeof BroadcastChannel === "function";

/** Whether the browser has what they need. Without locks or channels every tab works alone. */
export const shares = (): boolean => there;

/** They are there, but refused (a sandboxed frame): as good as none, from now on. */
export function refused(): void {
  there = false;
}

/** A channel of this name, if the browser gives one. */
export function channel(name: string, hear: (data: never) => void): BroadcastChannel | undefined {
  try {
    const opened = new BroadcastChannel(name);
    // Any script of the origin may write there.
    opened.onmessage = ({ data }) => data && hear(data as never);
    return opened;
  } catch {
    return void refused();
  }
}

/** Calls `held` when the lock is this page's. A browser that throws instead of rejecting rejects here, too. */
export const lock = async <T>(name: string, options: LockOptions, held: () => Promise<T>): Promise<T> =>
  navigator.locks.request(name, options, held);
