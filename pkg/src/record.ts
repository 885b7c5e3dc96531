/**
 * What was shown last, for after a reload: status and side of the last orders of this tab, and nothing that tells which orders they are.
 * Invariant: storage that is blocked, full or corrupt is as good as none.
 */

const KEY = "transak-order-tracker:1";
const MOST = 20;

type Record = [order: string, status: string, side: string];

/** An order's mark, which doesn't give the order away: whoever knows its id may listen to it. */
function mark(order: string): string {
  let hash = 0;
  for (const letter of order) hash = (hash * 31 + letter.charCodeAt(0)) | 0;
  return hash.toString(36);
}

function records(): Record[] {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "").filter((one: unknown) => Array.isArray(one));
  } catch {
    return [];
  }
}

/** The last status and side of the order, by whatever names it. */
export function recall(order: string): { status?: string | undefined; side?: string | undefined } {
  const [, status, side] = records().find((one) => one[0] === mark(order)) ?? [];
  const text = (it: unknown): string | undefined => (typeof it === "string" ? it : undefined);
  return { status: text(status), side: text(side) };
}

export function remember(order: string, { status, side }: { status: string; side: string }): void {
  const others = records().filter((one) => one[0] !== mark(order));
  try {
    sessionStorage.setItem(KEY, JSON.stringify([[mark(order), status, side], ...others].slice(0, MOST)));
  } catch {
    // As above.
  }
}
