/**
 * `<transak-order-tracker>` for pages that cannot allow WebAssembly: the tracker runs in a frame (embed.html, embed.ts), and this stands for it, with the same
 * attributes, properties, methods and events. Invariant: nothing is taken but from that frame: by window, origin and nonce, and then by a port of its own.
 */

import { address } from "./address.js";
import { read as body } from "./body.js";
import type { FromFrame, FromPage, Hello, Welcome } from "./frame-messages.js";
import { Base, blank, emit, keep, together } from "./host.js";
import { define, EVENTS, OBSERVED, read, upgrade, type Values } from "./options.js";
import type { TrackerState, TransakOrderTracker } from "./public.js";
import { QUESTION } from "./question.js";
import { soon, within } from "./soon.js";

declare const VERSION: string;
/** The custom properties that a page may set, by style/tokens.css. */
declare const TOKENS: readonly string[];

export type * from "./public.js";

const NAME = "transak-order-tracker";

type Answer = NonNullable<FromPage["answer"]>;

/** What the frame is told of a response. A status that no Response can be made of there is as good as one of the server's. */
async function source(response: Response): Promise<NonNullable<Answer["source"]>> {
  const redirected = response.redirected || response.type === "opaqueredirect";
  const status = redirected ? 302 : response.status < 200 ? 500 : response.status;
  const text = status === 200 ? ((await body(response)) ?? "") : "";
  return { status, text, retryAfter: response.headers.get("retry-after") };
}

/** Why the page's `fetchOrder` gave none: it may reject with a response, or with anything that has a `status`. */
function refusal(why: unknown): Pick<Answer, "source"> {
  const { status } = (why ?? {}) as { status?: unknown };
  const known = typeof status === "number" && status >= 300 && status < 600;
  const retryAfter = why instanceof Response ? why.headers.get("retry-after") : null;
  return known ? { source: { status, text: "", retryAfter } } : {};
}

/** A random text that nobody can guess. */
const random = (): string => [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("");

class FramedTracker extends Base {
  static readonly observedAttributes = [...OBSERVED, "frame-url"];
  static readonly version = VERSION;

  static {
    define(
      this.prototype,
      (host) => host.#values,
      (host) => host.#changed(),
    );
  }

  readonly #root = this.attachShadow({ mode: "open" });
  readonly #slot = document.createElement("slot");
  readonly #values: Values = {};
  readonly #asked = new Map<number, () => void>();
  #frame: HTMLIFrameElement | undefined;
  #port: MessagePort | undefined;
  #leave: (() => void) | undefined;
  #state: TrackerState | undefined;
  #queue: unknown[] = [];
  #count = 0;

  constructor() {
    super();
    this.#root.append(this.#slot);
    upgrade(this);
  }

  connectedCallback(): void {
    if (!this.#frame) this.#open();
  }

  disconnectedCallback(): void {
    soon(() => this.isConnected || this.#close());
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after) return;
    if (name !== "frame-url") return this.#changed();
    this.#close();
    if (this.isConnected) this.#open();
  }

  get state(): TrackerState {
    return Object.freeze(this.#state ?? blank(this));
  }

  refresh(): Promise<void> {
    if (!this.#port) return Promise.resolve();
    return new Promise((done) => {
      this.#asked.set(++this.#count, done);
      this.#tell({ refresh: this.#count });
    });
  }

  push(event: unknown): void {
    if (this.#port) this.#tell({ push: event });
    else keep(this.#queue, event);
  }

  #open(): void {
    let url: URL;
    try {
      url = new URL(this.getAttribute("frame-url") ?? new URL("./embed.html", import.meta.url), document.baseURI);
    } catch {
      return;
    }
    const nonce = random();
    url.hash = [nonce, location.origin].map(encodeURIComponent).join();
    const frame = (this.#frame = document.createElement("iframe"));
    frame.src = url.href;
    frame.setAttribute("part", "frame");
    // Scripts, its own storage, and links in a tab of their own: nothing else, and no way to lead this page away.
    frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox");
    frame.allow = "clipboard-write";
    frame.referrerPolicy = "no-referrer";
    frame.title = this.getAttribute("aria-label") ?? "Order";
    frame.width = "100%";
    frame.height = "0";
    frame.setAttribute("frameborder", "0");

    const listen = ({ source, origin, data }: MessageEvent<Partial<Hello> | null>): void => {
      if (source !== frame.contentWindow || origin !== url.origin || data?.hello !== nonce) return;
      const { port1, port2 } = new MessageChannel();
      this.#port?.close();
      this.#port = port1;
      port1.onmessage = ({ data }: MessageEvent<FromFrame>) => this.#hear(data);
      frame.contentWindow!.postMessage({ nonce } satisfies Welcome, url.origin, [port2]);
      this.#update();
      for (const event of this.#queue.splice(0)) this.push(event);
    };
    addEventListener("message", listen);
    this.#leave = () => removeEventListener("message", listen);
    this.#root.append(frame);
  }

  #close(): void {
    this.#leave?.();
    this.#port?.close();
    this.#frame?.remove();
    this.#frame = this.#port = this.#leave = undefined;
    this.#root.append(this.#slot);
    for (const done of this.#asked.values()) done();
    this.#asked.clear();
  }

  #tell(message: FromPage): void {
    try {
      this.#port?.postMessage(message);
    } catch {
      // A function in an order, say.
      const detail = { code: "CONFIG", message: "What was given cannot be copied into the frame.", retrying: false };
      emit(this, "order-error", detail);
    }
  }

  readonly #changed = together(() => this.#update());

  #update(): void {
    const { fetchOrder, statusUrl, ...options } = read(this, this.#values);
    // The frame's address is another one.
    options.eventsUrl &&= address({ ...options, statusUrl: options.eventsUrl } as object) || options.eventsUrl;
    const style = getComputedStyle(this);
    const tokens = Object.fromEntries(TOKENS.map((name) => [name, style.getPropertyValue(name)]));
    const lang = this.closest<HTMLElement>("[lang]")?.lang ?? "";
    this.#tell({ options, page: { lang, query: location.search, tokens, asks: !!(fetchOrder || statusUrl) } });
  }

  #hear({ name, detail, state, height, ask, done }: FromFrame): void {
    if (state) this.#state = state;
    if (height && this.#frame) {
      this.#frame.height = String(height);
      this.#slot.remove();
    }
    if (done) {
      this.#asked.get(done)?.();
      this.#asked.delete(done);
    }
    if (ask) void this.#ask(ask.number, ask.orderId);
    const known = EVENTS.find((one) => one === name);
    if (!known || !detail) return;
    const go = emit(this, known, detail, known === "order-action");
    const { href } = detail as { href?: unknown };
    if (known === "order-action" && go && typeof href === "string" && /^https?:/.test(href)) open(href, "_blank", "noopener,noreferrer");
  }

  /** The page asks: it has the cookies, and its endpoint needs no CORS. */
  async #ask(to: number, orderId: string | null): Promise<void> {
    const options = read(this, this.#values);
    const fetchOrder = options.fetchOrder as TransakOrderTracker["fetchOrder"];
    const url = address({ ...options, orderId: orderId ?? options.orderId } as object);
    const answer = within(10_000, async (signal) => {
      if (fetchOrder) return { order: await fetchOrder(orderId!, { signal }) };
      return url ? { source: await source(await fetch(url, { ...QUESTION, signal })) } : {};
    });
    this.#tell({ answer: { to, ...(await answer.catch(refusal)) } });
  }
}

// The properties of options.ts are defined at run time; this tells the type checker.
interface FramedTracker extends Omit<TransakOrderTracker, keyof HTMLElement | "state" | "refresh" | "push"> {}

if (globalThis.customElements) {
  if (customElements.get(NAME)) console.warn(`<${NAME}> is defined already: the frame is not used.`);
  else customElements.define(NAME, FramedTracker);
}
