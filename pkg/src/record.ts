/**
 * What was shown last, for after a reload: status and side of the last orders of this tab, and nothing that tells which orders they are.
 * Invariant: storage that is blocked, full or corrupt is as good as none.
 */

const KEY = "transak-order-tracker:1";
const MOST = 20;

/** An order's mark, which doesn't give the order away: whoever knows its id may listen to it. */
function mark(order: string): string {
  let hash = 0;
  for (const letter of order) hash = (hash * 31 + letter.charCodeAt(0)) | 0;
  return hash.toString(36);
}

/** By order: its mark, status, side. */
function records(): string[][] {
  try {
    return sessionStorage.getItem(KEY)!.split(";").map((one) => one.split(","));
  } catch {
    return [];
  }
}

/** The last status and side of the order, by whatever names it. */
export function recall(order: string): { status?: string | undefined; side?: string | undefined } {
  const [, status, side] = records().find(([one]) => one === mark(order)) ?? [];
  return { status, side };
}

export function remember(order: string, { status, side }: { status: string; side: string }): void {
  const others = records().filter(([one]) => one !== mark(order));
  try {
    sessionStorage.setItem(KEY, [[mark(order), status, side], ...others].slice(0, MOST).join(";"));
  } catch {
    // As above.
  }
}
