/**
 * Which tab of an origin has the socket of a stream, seen from one of them. What happens comes in by calls, what is to be done goes out to [`Effects`]; there
 * is no browser in here, and no clock.
 *
 * Who holds the lock of the stream leads: it has the socket, and passes on what that says. To the WebAssembly of the others it looks like a socket of their own.
 * The browser gives the lock on when the leader's tab is closed or crashes. A tab that is frozen keeps the lock and says nothing: then who is seen takes it.
 * Invariants: a tab has a socket only while it leads, or is alone; a frame is the server's, whoever passed it on; of its fields other tabs get those that are
 * allowed (allowed.ts).
 */

import { frame as allowed } from "./allowed.js";
import { named } from "./pusher.js";

/** How long the leader may take to say that it is there; two silences in a row are too many. */
const PATIENCE = 550;

/** What the tabs say to each other. */
export interface News {
  from: number;
  /** Only for this tab. */
  to?: number | undefined;
  /** The leader says it with all that it says: since when it leads. */
  term?: number;
  /** Who leads? And whether the server's first frame is wanted again. */
  call?: boolean;
  /** The server's first frame: a new socket is up. */
  hello?: string | undefined;
  /** A frame of the server. */
  frame?: string;
  /** A frame for the server. */
  send?: string;
  /** The socket is gone, by this code. */
  over?: number;
  /** The sender leads no more: the lock was taken from it. */
  lost?: true;
}

/** What a tab does. */
export interface Effects {
  /** Opens the socket: what it says comes by `frame` and `closed`. */
  connect(): void;
  /** Closes the socket, of which nothing comes any more. */
  disconnect(): void;
  /** To the server. */
  transmit(text: string): void;
  /** To the other tabs. */
  say(news: News): void;
  /** Wants the lock, at once if need be, in place of what it wanted or had: `granted`, and then maybe `robbed`; or `refused`. */
  queue(steal: boolean): void;
  /** Wants no lock any more, has none, and listens to no other tab. */
  rest(): void;
  /** Calls `due` after so many milliseconds, once, in place of what was to come. */
  tick(milliseconds: number): void;
  /** To the WebAssembly: a frame of the server. */
  hear(frame: string): void;
  /** To the WebAssembly: the end of its line. */
  end(code: number): void;
}

export class Election {
  /** `idle`: nobody here wants the stream. `alone`: there are no locks or channels. */
  #role: "idle" | "alone" | "following" | "leading" = "idle";
  /** Whether the WebAssembly has a line, and what it subscribed to by it: a new socket has to be told. */
  #line = false;
  readonly #wanted = new Map<string, string>();
  #socket = false;
  /** The server's first frame, its grants by channel, and what it was asked for. */
  #hello: string | undefined;
  readonly #granted = new Map<string, string>();
  readonly #asked = new Set<string>();
  /** Whether other tabs may need what this one subscribed to. */
  #followed = false;
  /** Since when the leader leads; what one from before says is old. */
  #term = 0;
  #silences = 0;
  #seen = true;
  readonly #me: number;
  readonly #do: Effects;

  constructor(me: number, effects: Effects) {
    this.#me = me;
    this.#do = effects;
  }

  /** The WebAssembly opens a line. */
  open(shares: boolean): void {
    this.#line = true;
    this.#wanted.clear();
    if (!shares) this.#role = "alone";
    if (this.#role === "leading" || this.#role === "alone") return this.#connect();
    if (this.#role === "idle") this.#do.queue(false);
    this.#follow();
  }

  /** The WebAssembly closes its line. */
  leave(): void {
    this.#line = false;
    this.#wanted.clear();
    this.#drop();
    this.#rest();
  }

  /** The WebAssembly has something for the server. */
  send(text: string): void {
    if (!this.#line) return;
    const channel = named(text, "pusher:subscribe");
    if (channel) this.#wanted.set(channel, text);
    this.#wanted.delete(named(text, "pusher:unsubscribe") ?? "");
    if (this.#socket) this.#forward(text);
    else this.#say({ send: text });
  }

  /** The lock is this tab's. */
  granted(now: number): void {
    if (!this.#line) return this.#rest();
    this.#role = "leading";
    this.#term = Math.max(now, this.#term + 1);
    this.#connect();
    this.#say({});
  }

  /** Another tab has taken the lock. */
  robbed(): void {
    // It may have been frozen when it was granted the lock, and lead for a moment when it wakes: who believes it asks anew who leads.
    this.#say({ lost: true });
    this.#term = 0;
    this.#drop();
    if (!this.#line) return this.#rest();
    this.#do.queue(false);
    this.#follow();
  }

  /** There are locks, but not for this page. */
  refused(): void {
    this.#do.rest();
    this.#role = "alone";
    if (this.#line && !this.#socket) this.#connect();
  }

  /** The socket of this tab says something. */
  frame(text: string): void {
    const hello = named(text, "pusher:connection_established") !== undefined;
    if (hello) {
      this.#hello = text;
      for (const wanted of this.#wanted.values()) this.#forward(wanted);
    }
    const channel = named(text, "pusher_internal:subscription_succeeded");
    // What was given up meanwhile is not granted any more.
    if (channel && this.#asked.has(channel)) this.#granted.set(channel, text);
    if (this.#role === "leading") this.#say({ [hello ? "hello" : "frame"]: allowed(text) });
    if (this.#line) this.#do.hear(text);
  }

  /** The socket of this tab is gone: everybody's line is. Whoever opens one first leads. */
  closed(code: number): void {
    this.#drop();
    if (this.#role === "leading") this.#say({ over: code });
    this.#end(code);
  }

  /** The page is seen, or is not any more. */
  seen(seen: boolean): void {
    this.#seen = seen;
    if (seen && this.#role === "following" && this.#line) this.#call(false);
  }

  /** The time is over; or long over: then this tab was too busy to hear an answer. */
  due(late: boolean): void {
    if (this.#role !== "following" || !this.#line) return;
    if (late) this.#silences = 0;
    if (this.#silences > 1) {
      this.#silences = 0;
      this.#do.queue(true);
      this.#do.tick(PATIENCE);
    } else if (this.#seen || this.#silences) this.#call(false);
  }

  /** Another tab says something; or whoever else writes there. */
  heard({ from, to, term, call, hello, frame, send, over, lost }: News): void {
    if ((to && to !== this.#me) || [hello, frame, send].some((one) => one && typeof one !== "string")) return;
    if (this.#role === "leading") {
      if (call === undefined && !send) return;
      // It needs a socket, and this tab does not.
      if (!this.#line && !this.#socket) return this.#rest();
      this.#followed = true;
      if (send) this.#forward(send, from);
      else this.#say({ to: from, hello: call && this.#hello ? allowed(this.#hello) : undefined });
    } else if (this.#role === "following" && this.#line && term! >= this.#term) {
      this.#term = lost ? 0 : term!;
      this.#silences = 0;
      if (lost) {
        // Who leads now may have been silent all the while.
        this.#silences = 1;
        this.#hello = undefined;
        this.#call(true);
      } else if (hello) {
        this.#hello = hello;
        this.#do.hear(hello);
        for (const wanted of this.#wanted.values()) this.#say({ send: wanted });
      } else if (over) this.#end(over);
      else if (frame && this.#hello) this.#do.hear(frame);
    }
  }

  #say(news: Omit<News, "from">): void {
    if (this.#role === "leading") news.term = this.#term;
    this.#do.say({ ...news, from: this.#me });
  }

  #follow(): void {
    this.#role = "following";
    this.#silences = 0;
    this.#call(true);
  }

  #call(wantsHello: boolean): void {
    this.#silences += 1;
    this.#say({ call: wantsHello });
    this.#do.tick(PATIENCE);
  }

  #connect(): void {
    this.#drop();
    this.#socket = true;
    this.#do.connect();
  }

  #drop(): void {
    this.#hello = undefined;
    this.#granted.clear();
    this.#asked.clear();
    this.#followed = false;
    if (this.#socket) this.#do.disconnect();
    this.#socket = false;
  }

  #end(code: number): void {
    this.#hello = undefined;
    this.#wanted.clear();
    if (this.#line) this.#do.end(code);
    this.#line = false;
  }

  /** Nothing of this tab's needs the stream: another may lead. */
  #rest(): void {
    this.#role = "idle";
    this.#do.rest();
  }

  /** Something for the server. What it has granted is not asked for again, and what others may need is not given up. */
  #forward(text: string, from?: number): void {
    const channel = named(text, "pusher:subscribe") ?? "";
    const grant = this.#granted.get(channel);
    if (grant) return from ? this.#say({ to: from, frame: allowed(grant) }) : this.#do.hear(grant);
    const given = named(text, "pusher:unsubscribe");
    const needless = from ? given || text.includes("pusher:pong") || this.#asked.has(channel) : given && this.#followed;
    if (needless || !this.#hello) return;
    if (channel) this.#asked.add(channel);
    if (given) {
      this.#asked.delete(given);
      this.#granted.delete(given);
    }
    this.#do.transmit(text);
  }
}
