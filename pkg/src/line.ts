/**
 * What the WebAssembly takes for a WebSocket. It may be begun before the WebAssembly is there, which then gets it with all that it heard. It outlives the socket
 * under it, and the tab whose socket that is.
 */

import { about, named } from "./pusher.js";
import { soon } from "./soon.js";

/** How long a line that was begun early waits for the WebAssembly, and how many frames it keeps meanwhile. */
const UNCLAIMED = 30_000;
const KEPT = 32;

/** Who serves the line. */
export interface Server {
  /** A frame for the Pusher server. */
  send(text: string): void;
  /** The line is closed from within. */
  leave(line: Line): void;
}

export class Line extends EventTarget {
  readyState = 0;
  /** The channels that were subscribed to before the WebAssembly could do it, and for how many trackers. */
  readonly early = new Map<string, number>();
  /** What is kept for it. */
  kept: string[] | undefined;
  /** How it ended meanwhile. */
  #over = 0;
  #patience: ReturnType<typeof setTimeout> | undefined;
  readonly #server: Server;

  constructor(server: Server) {
    super();
    this.#server = server;
  }

  /** A frame for the WebAssembly. */
  hear(data: string): void {
    if (this.readyState > 1) return;
    this.readyState = 1;
    if (this.kept) {
      if (this.kept.push(data) > KEPT) this.close();
    } else this.dispatchEvent(new MessageEvent("message", { data }));
  }

  /** Subscribes for a WebAssembly that is still loading. */
  begin(channel: string): void {
    if (!this.kept) {
      this.kept = [];
      this.#patience = setTimeout(() => this.close(), UNCLAIMED);
    }
    if (!this.early.has(channel)) this.#server.send(about(channel, "subscribe"));
    this.early.set(channel, (this.early.get(channel) ?? 0) + 1);
  }

  /** One tracker less wants a channel that was begun early. Once the WebAssembly has subscribed to it, that is its own affair. */
  forget(channel: string): void {
    const left = (this.early.get(channel) ?? 0) - 1;
    if (left > 0) this.early.set(channel, left);
    else if (this.early.delete(channel)) {
      this.#server.send(about(channel, "unsubscribe"));
      if (this.kept && !this.early.size) this.close();
    }
  }

  /** The WebAssembly listens from now on. */
  claim(): this {
    clearTimeout(this.#patience);
    soon(() => {
      const kept = this.kept;
      this.kept = undefined;
      for (const frame of kept ?? []) this.hear(frame);
      if (this.#over) {
        this.#server.leave(this);
        this.end(this.#over);
      }
    });
    return this;
  }

  end(code: number): void {
    if (this.kept) this.#over = code;
    else {
      this.readyState = 3;
      soon(() => this.dispatchEvent(new CloseEvent("close", { code }))); // whoever has just opened it does not listen yet
    }
  }

  send(text: string): void {
    // Begun early, it is on its way, or granted.
    if (!this.early.delete(named(text, "pusher:subscribe") ?? "")) this.#server.send(text);
  }

  close(): void {
    this.readyState = 3;
    clearTimeout(this.#patience);
    this.#server.leave(this);
  }
}
