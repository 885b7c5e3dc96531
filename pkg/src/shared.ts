/** What the tabs of an origin find each other by. */

/** The locks' and channels' names begin so. */
export const NAME = "transak-order-tracker:1";
/** Whether the browser has what they need. Without locks or channels every tab works alone. */
export const shares = !!globalThis.navigator?.locks && typeof BroadcastChannel === "function";
