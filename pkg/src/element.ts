/**
 * The class behind `<transak-order-tracker>`. It owns the shadow root, the fallback and the life cycle; all the rest is in
 * the WebAssembly. Invariant: nothing that happens in there, or in a listener, throws into the page.
 */

import { mount, type Handle, type Kept } from "transak-order-tracker-glue";
import { define, OBSERVED, read, upgrade, type Values } from "./options.js";
import type { ErrorCode, StatusDetail, TrackerState, TransakOrderTracker } from "./public.js";
import { recall, remember } from "./record.js";
import * as tabs from "./tabs.js";
import { broke, isBroken, load, onBreak } from "./wasm.js";

/** A bundle for development says in the console what went wrong inside; the published one never does. */
declare const DEV: boolean;

/** How much news is kept for a tracker that has not loaded yet. The newest counts most. */
const QUEUE = 64;

const MESSAGES: Partial<Record<ErrorCode, string>> = {
  WASM_BLOCKED: "The WebAssembly could not be loaded, or this page's policy forbids it. The fallback stays.",
  INTERNAL: "The tracker has failed. What it showed stays, but is no longer kept up to date.",
};

// On a server there is no HTMLElement; the class is then never used, but may be imported.
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

export class TrackerElement extends Base {
  static readonly observedAttributes = OBSERVED;

  static {
    define(
      this.prototype,
      (host) => host.#values,
      (host, name, value) => {
        host.#values[name] = value ?? undefined;
        host.#changed();
      },
    );
  }

  readonly #root: ShadowRoot;
  readonly #slot: HTMLSlotElement;
  readonly #values: Values = {};
  readonly #failed = new Set<ErrorCode>();
  #internals: ElementInternals | undefined;
  #handle: Handle | undefined;
  #kept: Kept | undefined;
  #last: TrackerState | undefined;
  #queue: unknown[] = [];
  #waiting = false;
  #mounted: Promise<void> | undefined;
  #updating = false;
  #unwatch: (() => void) | undefined;

  constructor() {
    super();
    this.#root = this.attachShadow({ mode: "open" });
    this.#slot = this.ownerDocument.createElement("slot");
    this.#root.append(this.#slot);
    try {
      this.#internals = this.attachInternals();
    } catch {
      // An older browser: no :state().
    }
    upgrade(this);
  }

  connectedCallback(): void {
    if (this.#handle) this.#changed(); // moved: its language may be another one here
    else if (!this.#waiting) this.#mounted = this.#mount();
  }

  disconnectedCallback(): void {
    // Moving an element takes it out and puts it in again, at once.
    queueMicrotask(() => this.isConnected || this.#unmount());
  }

  adoptedCallback(): void {
    this.#unmount(); // style sheets belong to a document
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (before !== after) this.#changed();
  }

  get state(): TrackerState {
    const state = this.#call((handle) => handle.state());
    if (state) return (this.#last = Object.freeze(state));
    const side = this.getAttribute("side");
    return Object.freeze({
      status: "",
      side: side === "buy" || side === "sell" ? side : "",
      stage: "",
      final: false,
      confirmed: false,
      prompt: "",
      lastConfirmedAt: null,
      ...this.#last,
      // Nobody is listening now. What is done stays done.
      freshness: this.#last?.freshness === "done" ? "done" : this.#failed.size ? "stale" : "checking",
    } as const);
  }

  async refresh(): Promise<void> {
    await this.#mounted;
    try {
      await this.#call((handle) => handle.refresh());
    } catch (error) {
      this.#fail("INTERNAL", error);
    }
  }

  push(event: unknown): void {
    if (this.#handle) this.#call((handle) => handle.push(event));
    else if (this.#queue.push(event) > QUEUE) this.#queue.shift();
  }

  async #mount(): Promise<void> {
    this.#waiting = true;
    let failure: unknown;
    await load().catch((error: unknown) => (failure = error ?? true));
    this.#waiting = false;
    if (failure) return this.#fail("WASM_BLOCKED", failure);
    if (!this.isConnected || this.#handle) return;
    if (isBroken()) return this.#fail("INTERNAL");
    const kept = this.#kept;
    this.#kept = undefined;
    const options = read(this, this.#values);
    try {
      this.#handle = mount(this.#root, tabs, kept ? options : { ...recall(options), ...options }, this.#hooks(), kept);
    } catch (error) {
      this.#root.replaceChildren(this.#slot);
      return this.#fail("INTERNAL", error);
    }
    this.#unwatch = onBreak(() => this.#fail("INTERNAL"));
    for (const event of this.#queue.splice(0)) this.push(event);
  }

  #unmount(): void {
    if (!this.#handle || isBroken()) return;
    void this.state; // remembers it
    const handle = this.#handle;
    this.#unwatch?.();
    try {
      this.#kept = handle.unmount();
      handle.free();
    } catch (error) {
      this.#fail("INTERNAL", error);
    }
    this.#handle = undefined;
    this.#root.replaceChildren(this.#slot);
  }

  #hooks() {
    return {
      ready: () => this.#slot.remove(),
      emit: (name: string, detail: object, cancelable: boolean) => {
        const { status, side } = detail as Partial<StatusDetail>;
        if (status !== undefined && side !== undefined) remember(read(this, this.#values), status, side);
        return this.#emit(name, detail, cancelable);
      },
      states: (final: boolean, attention: boolean, stale: boolean) => this.#states({ final, attention, stale }),
    };
  }

  /** A listener that throws is reported by the browser and stops nothing here. */
  #emit(name: string, detail: object, cancelable = false): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, cancelable, bubbles: true, composed: true }));
  }

  #states(states: Record<string, boolean>): void {
    try {
      for (const name in states) this.#internals?.states[states[name] ? "add" : "delete"](name);
    } catch {
      // An older browser: no custom states, or only those that begin with two dashes.
    }
  }

  /** However many attributes and properties change in one go: one update. */
  #changed(): void {
    if (!this.#handle || this.#updating) return;
    this.#updating = true;
    queueMicrotask(() => {
      this.#updating = false;
      this.#call((handle) => handle.update(read(this, this.#values)));
    });
  }

  #call<T>(work: (handle: Handle) => T): T | undefined {
    try {
      if (this.#handle && !isBroken()) return work(this.#handle);
    } catch (error) {
      this.#fail("INTERNAL", error);
    }
    return undefined;
  }

  /** Each code once an element. The messages are fixed: an exception's own could hold anything. */
  #fail(code: ErrorCode, error?: unknown): void {
    if (DEV && error) console.error(error);
    broke(error);
    if (this.#failed.has(code)) return;
    this.#failed.add(code);
    const freshness = this.#root.querySelector('[part~="freshness"]');
    if (freshness && isBroken()) {
      // Whatever it said, it is not kept up to date any more, and may not go on saying so.
      freshness.setAttribute("data-freshness", "stale");
      freshness.textContent = "";
      this.#states({ stale: true });
    }
    this.#emit("order-error", { code, message: MESSAGES[code], retrying: false });
  }
}

// The properties of options.ts are defined at run time; this tells the type checker.
export interface TrackerElement extends Omit<TransakOrderTracker, keyof HTMLElement | "state" | "refresh" | "push"> {}
