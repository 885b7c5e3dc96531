/**
 * The life of the page's instance of the WebAssembly: absent, loading, running, failed. It serves all elements of the page. There is no browser in here.
 * Invariants: one instance runs at a time, and none after two have broken down; an element that wants to be drawn is drawn by the running one, or hears why not;
 * one that went away hears nothing more.
 */

import type { ErrorCode } from "./public.js";

/** An element. */
export interface Client {
  /** There is an instance to draw it. */
  run(): void;
  /** The instance that drew it has broken down. What comes next, comes by itself. */
  died(): void;
  /** It can't be drawn: the WebAssembly could not be loaded, or has failed for good. */
  failed(code: ErrorCode): void;
}

export interface Effects {
  /** Loads what an instance is made of; then `loaded`. */
  load(): void;
  /** Starts an instance, and calls `died` when it breaks down, maybe at once. Gives `false` where there can be none. */
  start(): boolean;
  /** Does it when what runs now has ended. */
  soon(work: () => void): void;
}

export class Life {
  #module: "absent" | "loading" | "there" = "absent";
  #runs = false;
  #deaths = 0;
  /** Who wants to be drawn, and whether it is ready; and who is. */
  readonly #waiting = new Map<Client, boolean>();
  readonly #drawn = new Set<Client>();
  readonly #do: Effects;

  constructor(effects: Effects) {
    this.#do = effects;
  }

  /** Whether there is no need to wait for a file. */
  get isLoaded(): boolean {
    return this.#module === "there";
  }

  /** What breaks a fresh instance, too, would break the next. */
  get hasFailed(): boolean {
    return this.#deaths > 1;
  }

  /** An element wants to be drawn, as soon as it says that it is ready. */
  want(client: Client): void {
    this.#waiting.set(client, false);
    this.#later();
  }

  ready(client: Client): void {
    if (!this.#waiting.has(client)) return;
    this.#waiting.set(client, true);
    this.#later();
  }

  /** An element goes away. */
  leave(client: Client): void {
    this.#waiting.delete(client);
    this.#drawn.delete(client);
  }

  /** What an instance is made of is there, or can't be had: then an element that comes later tries again. */
  loaded(there: boolean): void {
    this.#module = there ? "there" : "absent";
    if (there) this.#go();
    else this.#fail("WASM_BLOCKED");
  }

  /** The instance has broken down; those that it drew are drawn anew. */
  died(): void {
    this.#runs = false;
    this.#deaths += 1;
    for (const client of [...this.#drawn]) {
      this.#drawn.delete(client);
      this.#waiting.set(client, true);
      client.died();
    }
    this.#later();
  }

  /** A call that led here may still be on its way through an instance. */
  #later(): void {
    this.#do.soon(() => this.#go());
  }

  #go(): void {
    if (!this.#waiting.size) return;
    if (this.hasFailed) return this.#fail("INTERNAL");
    if (this.#module === "absent") {
      this.#module = "loading";
      this.#do.load();
    }
    if (this.#module !== "there") return;
    if (!this.#runs) {
      this.#runs = true;
      if (!this.#do.start()) {
        this.#runs = false;
        return this.loaded(false);
      }
    }
    for (const [client, ready] of [...this.#waiting]) {
      if (!ready || !this.#runs || !this.#waiting.delete(client)) continue;
      this.#drawn.add(client);
      client.run();
    }
  }

  #fail(code: ErrorCode): void {
    for (const client of [...this.#waiting.keys()]) {
      if (this.#waiting.delete(client)) client.failed(code);
    }
  }
}
