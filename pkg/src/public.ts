/** What a page may rely on: the types of `<transak-order-tracker>`. Nothing here runs. */

export type Side = "buy" | "sell";
export type Freshness = "live" | "checking" | "stale" | "offline" | "done";
export type Source = "stream" | "poll" | "push" | "redirect" | "initial";
export type ErrorCode =
  | "CONFIG"
  | "STREAM_REFUSED"
  | "STATUS_URL"
  | "AUTH"
  | "NOT_FOUND"
  | "WASM_BLOCKED"
  | "CONFLICT"
  | "INTERNAL";

/** What is shown now. Texts are `""` while unknown; times are ISO 8601 in UTC, or `null`. */
export interface TrackerState {
  readonly status: string;
  readonly side: Side | "";
  readonly stage: string;
  readonly final: boolean;
  readonly confirmed: boolean;
  readonly freshness: Freshness;
  readonly prompt: string;
  readonly lastConfirmedAt: string | null;
}

/** The detail of `order-status`. `status` is Transak's code, word for word. */
export interface StatusDetail {
  status: string;
  previous: string;
  side: Side | "";
  stage: string;
  confirmed: boolean;
  source: Source;
  at: string | null;
}

/** The detail of `order-final`. `again`: the order had ended before it was followed. */
export interface FinalDetail extends StatusDetail {
  again: boolean;
}

export interface TrackerEvents {
  "order-status": CustomEvent<StatusDetail>;
  "order-final": CustomEvent<FinalDetail>;
  "order-prompt": CustomEvent<{ prompt: string; actions: string[] }>;
  /** Cancelable: `preventDefault()` keeps the tracker from following `href`. */
  "order-action": CustomEvent<{ action: string; href: string | null }>;
  "order-freshness": CustomEvent<{ freshness: Freshness; lastConfirmedAt: string | null }>;
  "user-signal": CustomEvent<{ signal: "restricted" | "already-verified"; source: "user" }>;
  "order-error": CustomEvent<{ code: ErrorCode; message: string; retrying: boolean }>;
}

/** Signals about the user, from the partner's backend. */
export interface User {
  status?: string;
  kycStatus?: string;
  isAllowedToPlaceOrder?: boolean;
}

/** Asked instead of `status-url`: gives `{ data: order }` or the bare order. */
export type FetchOrder = (orderId: string, context: { signal: AbortSignal }) => Promise<object>;

/** The element. `null` and `undefined` take an attribute away again. */
export interface TransakOrderTracker extends HTMLElement {
  orderId: string | null | undefined;
  apiKey: string | null | undefined;
  partnerOrderId: string | null | undefined;
  side: Side | (string & {}) | null | undefined;
  status: string | null | undefined;
  statusUrl: string | null | undefined;
  streamUrl: string | null | undefined;
  eventsUrl: string | null | undefined;
  environment: "production" | "staging" | (string & {}) | null | undefined;
  /** As an attribute, `from-redirect` is on when it is there and is not `"false"`. */
  fromRedirect: boolean;
  locale: string | null | undefined;
  theme: "auto" | "light" | "dark" | (string & {}) | null | undefined;
  layout: "full" | "compact" | "line" | "diagram" | (string & {}) | null | undefined;
  resumeUrl: string | null | undefined;
  retryUrl: string | null | undefined;
  supportUrl: string | null | undefined;

  order: object | null | undefined;
  fetchOrder: FetchOrder | null | undefined;
  explorerHosts: readonly string[] | null | undefined;
  user: User | null | undefined;
  activeOrders: readonly object[] | null | undefined;
  messages: Readonly<Record<string, string>> | null | undefined;
  /** A plain, frozen object; the same shape before anything has loaded. */
  readonly state: TrackerState;

  /** Asks the status source now. Resolves when that is done, also where there is nothing to ask; it never rejects. */
  refresh(): Promise<void>;
  /** Takes news that the page has. Before the tracker has loaded, the last 64 are kept for it. */
  push(event: unknown): void;

  addEventListener<K extends keyof TrackerEvents>(
    type: K,
    listener: (this: TransakOrderTracker, event: TrackerEvents[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (this: TransakOrderTracker, event: HTMLElementEventMap[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof TrackerEvents>(
    type: K,
    listener: (this: TransakOrderTracker, event: TrackerEvents[K]) => void,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener<K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (this: TransakOrderTracker, event: HTMLElementEventMap[K]) => void,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "transak-order-tracker": TransakOrderTracker;
  }
}

/** What may stand in for a `.wasm` file beside the script (`transak-order-tracker/pure`). */
export type WasmSource = string | URL | Response | PromiseLike<Response> | BufferSource | WebAssembly.Module;
