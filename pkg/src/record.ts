/**
 * What was shown last, for after a reload: status and side of the last orders of this tab, and nothing that tells which orders they are.
 * Invariant: storage that is blocked, full or corrupt is as good as none.
 */

const KEY = "transak-order-tracker:1";
const MOST = 20;

type Record = [order: string, status: string, side: string];

/** An order's mark, which doesn't give the order away: whoever knows its id may listen to it. */
function mark(options: object): string {
  const { orderId, apiKey, partnerOrderId } = options as { [name: string]: string | undefined };
  let hash = 0;
  for (const letter of `${orderId}/${apiKey}/${partnerOrderId}`) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) + 5381;
  return hash.toString(36);
}

function records(): Record[] {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "").filter((one: unknown) => Array.isArray(one));
  } catch {
    return [];
  }
}

/** The last status and side of the order that these options name. */
export function recall(options: object): { status: string | undefined; side: string | undefined } {
  const order = mark(options);
  const [, status, side] = records().find((one) => one[0] === order) ?? [];
  const text = (it: unknown): string | undefined => (typeof it === "string" ? it : undefined);
  return { status: text(status), side: text(side) };
}

export function remember(options: object, { status, side }: { status: string; side: string }): void {
  const order = mark(options);
  const others = records().filter((one) => one[0] !== order);
  try {
    sessionStorage.setItem(KEY, JSON.stringify([[order, status, side], ...others].slice(0, MOST)));
  } catch {
    // As above.
  }
}
