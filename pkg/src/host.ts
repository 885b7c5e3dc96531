/** What the tracker's element and the one that stands for a frame share. */

import type { TrackerState } from "./public.js";
import { soon } from "./soon.js";

/** On a server there is no HTMLElement; the class is then never used, but may be imported. */
export const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/** How much news is kept for a tracker that has not loaded yet. The newest counts most. */
const QUEUE = 64;

export function keep(queue: unknown[], news: unknown): void {
  if (queue.push(news) > QUEUE) queue.shift();
}

/** The state before anything is known. */
export function blank(host: HTMLElement): TrackerState {
  const side = host.getAttribute("side");
  return {
    status: "",
    side: side === "buy" || side === "sell" ? side : "",
    stage: "",
    final: false,
    confirmed: false,
    freshness: "checking",
    prompt: "",
    lastConfirmedAt: null,
  };
}

/** Gives `false` where a listener has prevented what would follow. One that throws is reported by the browser and stops nothing here. */
export const emit = (host: HTMLElement, name: string, detail: object, cancelable = false): boolean =>
  host.dispatchEvent(new CustomEvent(name, { detail, cancelable, bubbles: true, composed: true }));

/** However often it is called in one go: the work is done once, afterwards. */
export function together(work: () => void): () => void {
  let due = false;
  return () => {
    if (due) return;
    due = true;
    soon(() => {
      due = false;
      work();
    });
  };
}
