/**
 * The class behind `<transak-order-tracker>`. It owns the shadow root, the fallback and the life cycle; all the rest is in
 * the WebAssembly. Invariants: nothing that happens in there, or in a listener, throws into the page; what was shown stays
 * until something newer is there to take its place.
 */

import type { Handle, Hooks } from "transak-order-tracker-glue";
import { start } from "./early.js";
import { Base, blank, emit, keep, together } from "./host.js";
import type { Engine } from "./instance.js";
import type { Client } from "./life.js";
import { define, OBSERVED, read, upgrade, type Values } from "./options.js";
import type { ErrorCode, StatusDetail, TrackerState, TransakOrderTracker } from "./public.js";
import { ask } from "./questions.js";
import { recall, remember } from "./record.js";
import { soon } from "./soon.js";
import { subject } from "./subject.js";
import { abandon } from "./tabs.js";
import { life, loadSecond, running } from "./wasm.js";
import { badge, inTime, learn, stale, type Words } from "./words.js";

/** The package's version. */
declare const VERSION: string;

/** What is good to have loads this long after the first status is told: when that has been painted. */
const PAINTED = 100;

let count = 0;

export class TrackerElement extends Base {
  static readonly observedAttributes = OBSERVED;
  static readonly version = VERSION;

  static {
    define(
      this.prototype,
      (host) => host.#values,
      (host) => host.#changed(),
    );
  }

  /** By this number the WebAssembly knows the element again when it comes back. */
  readonly #id = ++count;
  /** A server may have drawn in one already. */
  readonly #root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
  readonly #slot = document.createElement("slot");
  readonly #values: Values = {};
  readonly #failed = new Set<string>();
  readonly #asking = new Set<() => void>();
  /** In an older browser there are none, and no `:state()`. */
  readonly #internals = this.attachInternals?.() as ElementInternals | undefined;
  #handle: Handle | undefined;
  #last: TrackerState | undefined;
  #queue: unknown[] = [];
  /** Whether it is drawn, or to be drawn. */
  #wanted = false;
  /** Kept when it is, or can't be. */
  #settled: Promise<void> | undefined;
  #settle: (() => void) | undefined;
  /** Those of another language than English. */
  #words: Words | undefined;
  /** What was begun early, and how to end it. */
  #early: string | undefined;
  #endEarly: (() => void) | undefined;
  /** Which order `#last` is about. */
  #whose = "";
  /** A final status that was told before a restart, and is not told again. */
  #told: string | undefined;

  constructor() {
    super();
    upgrade(this);
    // With what it was drawn from. It stays until there is something newer.
    const drawn = this.#root.querySelector<HTMLElement>("[data-given]");
    if (!drawn) this.#root.append(this.#slot);
    try {
      Object.assign(this.#values, { ...JSON.parse(drawn!.dataset.given!), ...this.#values });
    } catch {
      // Nothing was drawn, or somebody has changed it.
    }
  }

  connectedCallback(): void {
    if (this.#wanted) this.#changed(); // moved: its language may be another one here
    else this.#mount();
  }

  disconnectedCallback(): void {
    // Moving an element takes it out and puts it in again, at once.
    soon(() => this.isConnected || this.#unmount());
  }

  adoptedCallback(): void {
    this.#unmount(); // style sheets belong to a document
  }

  /** The WebAssembly calls it, too, when a `lang` of the page changes. */
  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (before !== after) this.#changed();
  }

  get state(): TrackerState {
    const state = this.#handle?.state();
    if (state) return (this.#last = Object.freeze(state));
    return Object.freeze({
      ...blank(this),
      ...this.#last,
      // Nobody is listening now. What is done stays done.
      freshness: this.#last?.freshness === "done" ? "done" : this.#failed.size ? "stale" : "checking",
    } as const);
  }

  async refresh(): Promise<void> {
    await this.#settled;
    const asked = this.#handle?.refresh();
    if (!asked) return;
    // A dead instance keeps no promise.
    await new Promise<void>((done) => {
      const end = (): void => {
        this.#asking.delete(end);
        done();
      };
      this.#asking.add(end);
      asked.then(end, end);
    });
  }

  push(event: unknown): void {
    keep(this.#queue, event);
    this.#flush();
  }

  #flush(): void {
    // What breaks an instance down is gone then, and does not break the next.
    while (this.#handle && this.#queue.length) this.#handle.push(this.#queue.shift());
  }

  #mount(): void {
    this.#wanted = true;
    this.#unsettle();
    soon(() => this.#waits && this.#beginEarly(this.#options()));
    // What a server has drawn has all places filled, and should keep them so.
    if (this.#root.firstChild !== this.#slot) loadSecond();
    life.want(this.#client);
    void inTime(this.#learn()).then(() => life.ready(this.#client));
  }

  /** What the life of the WebAssembly does with it. */
  readonly #client: Client = {
    run: () => this.#run(running()),
    died: () => {
      // The instance has trapped, maybe below us.
      this.#handle = undefined;
      this.#unsettle();
      for (const end of this.#asking) end();
      soon(() => life.hasFailed || this.#fail("INTERNAL", true));
    },
    failed: (code) => {
      abandon();
      this.#wanted = false;
      this.#giveUp(code);
      this.#settle?.();
    },
  };

  #unsettle(): void {
    this.#settled = new Promise((settle) => (this.#settle = settle));
  }

  #run(engine: Engine): void {
    const options = this.#options();
    this.#beginEarly(options);
    // Known from an instance that is no more, or from before a reload: not confirmed, until there is news.
    const last = this.#last ?? recall(this.#whose);
    options.status = this.#last?.status || options.status || last.status;
    options.side ??= last.side || undefined;
    this.#told = this.#last?.freshness === "done" ? this.#last.status : undefined;
    const before = [...this.#root.childNodes];
    const handle = engine.begin(this.#root, { ask }, options, this.#hooks(engine), this.#id);
    // What is new takes the place of what was there, or else that stays.
    for (const node of [...this.#root.childNodes]) if (before.includes(node) !== engine.dead) node.remove();
    if (engine.dead) return;
    this.#handle = handle;
    this.#endEarly = undefined; // the WebAssembly has taken it over
    void this.state; // remembers it, for the case that it can't be asked any more
    this.#flush();
    this.#settle?.();
  }

  /** Whether it is still to be drawn. */
  get #waits(): boolean {
    return this.#wanted && !this.#handle && this.isConnected;
  }

  /** Connects and asks while the WebAssembly is on its way. What was begun for another order or address ends. */
  #beginEarly(options: Values): void {
    const what = JSON.stringify([options.orderId, options.apiKey, options.partnerOrderId, options.streamUrl, options.eventsUrl, options.statusUrl]);
    if (what === this.#early) return;
    this.#endEarly?.();
    this.#early = what;
    this.#endEarly = life.isLoaded ? undefined : start(options);
  }

  #unmount(): void {
    this.#endEarly?.();
    this.#endEarly = this.#early = undefined;
    this.#wanted = false;
    life.leave(this.#client);
    this.#settle?.();
    const handle = this.#handle;
    if (!handle) return;
    void this.state; // remembers it
    this.#handle = undefined;
    handle.unmount();
    handle.free();
    this.#root.replaceChildren(this.#slot);
  }

  #options(): Values {
    const options: Values = { ...read(this, this.#values), ...this.#words, badge };
    const whose = subject(options);
    if (whose !== this.#whose) {
      this.#last = this.#told = undefined;
      if (life.hasFailed || (this.#whose && !this.#handle)) this.#root.replaceChildren(this.#slot);
    }
    this.#whose = whose;
    return options;
  }

  #hooks(engine: Engine): Hooks {
    return {
      emit: (name, detail, cancelable) => {
        if (engine.dead) return false;
        void this.state;
        if (name === "order-status") {
          remember(this.#whose, detail as StatusDetail);
          setTimeout(loadSecond, PAINTED);
        }
        const again = name === "order-final" && (detail as StatusDetail).status === this.#told;
        return again || emit(this, name, detail, cancelable);
      },
      states: (final, attention, stale) => this.#states({ final, attention, stale }),
    };
  }

  #states(states: Record<string, boolean>): void {
    try {
      for (const name in states) this.#internals?.states[states[name] ? "add" : "delete"](name);
    } catch {
      // An older browser: no custom states, or only those that begin with two dashes.
    }
  }

  /** However many attributes and properties change in one go: one update. */
  readonly #changed = together(() => {
    void this.#learn();
    const options = this.#options();
    if (this.#handle) this.#handle.update(options);
    else if (this.#waits) this.#beginEarly(options);
  });

  /** Takes the words of its language, if they are others. */
  #learn(): Promise<void> {
    return learn(this, this.#words, (words) => {
      this.#words = words;
      this.#handle?.update(this.#options());
    });
  }

  /** Each once an element. The messages are fixed: an exception's own could hold anything. */
  #fail(code: ErrorCode, retrying = false): void {
    const what = code + retrying;
    if (this.#failed.has(what)) return;
    this.#failed.add(what);
    const message = code === "INTERNAL" ? "The tracker has failed." : "WebAssembly is forbidden or could not be loaded.";
    emit(this, "order-error", { code, message, retrying });
  }

  /** A fresh instance has failed too, or there is none at all. */
  #giveUp(code: ErrorCode): void {
    this.#stop();
    if (this.#last?.freshness !== "done") this.#root.append(this.#slot);
    this.#fail(code);
  }

  /** Nothing in here is kept up to date now, and may not go on as if it were. */
  #stop(): void {
    const label = this.#root.querySelector<HTMLElement>('[part="freshness"]');
    // Actions would not ask the page first, and the clock has stopped.
    for (const it of this.#root.querySelectorAll('[part~="action"],[part="countdown"]')) it.remove();
    if (this.#last?.freshness !== "done") {
      if (label) {
        label.dataset.freshness = "stale";
        label.textContent = String((this.#values.messages as Values)?.["freshness.stale"] ?? stale(this.#words));
      }
      this.#states({ stale: true });
    }
  }
}

// The properties of options.ts are defined at run time; this tells the type checker.
export interface TrackerElement extends Omit<TransakOrderTracker, keyof HTMLElement | "state" | "refresh" | "push"> {}
