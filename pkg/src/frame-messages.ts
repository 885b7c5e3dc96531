/** What the page (frame.ts) and the frame (embed.ts) tell each other, through a port that only the two have. */

import type { TrackerState } from "./public.js";

/** The frame's first word, by `postMessage`: it is there, and answers to the page that made it. */
export interface Hello {
  hello: string;
}

/** The page's answer, with the port. */
export interface Welcome {
  nonce: string;
}

export interface FromPage {
  /** Attributes and properties, as the element's own. */
  options?: Record<string, unknown>;
  /** What the tracker would see of the page around it. */
  page?: { lang: string; query: string; tokens: Record<string, string>; asks: boolean };
  push?: unknown;
  /** The number of a question that is to be answered by `done`. */
  refresh?: number;
  /** The answer to `ask`: what `fetchOrder` gave, or the status source's own answer, or neither: nobody could be reached. */
  answer?: { to: number; order?: unknown; source?: { status: number; text: string; retryAfter: string | null } };
}

export interface FromFrame {
  /** An event of the tracker's. */
  name?: string;
  detail?: object;
  state?: TrackerState;
  height?: number;
  /** The page is asked for the order: it has the cookies, and its own `fetchOrder`. */
  ask?: { number: number; orderId: string | null };
  done?: number;
}
