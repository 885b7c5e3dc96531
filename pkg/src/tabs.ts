/**
 * One socket for all the tabs of an origin that use the same stream.
 *
 * Who holds the lock of a stream leads: it has the socket, and passes every frame on. The others' lines look like sockets of
 * their own. When the leader goes (closed, frozen, crashed), the browser gives the lock to another, which opens a socket and subscribes anew.
 * Invariant: a frame is the server's, whoever passed it on; of its fields other tabs get those that are allowed (allowed.ts).
 */

import { frame as allowed } from "./allowed.js";
import { channel, lock, NAME, refused, shares } from "./shared.js";
import { soon } from "./soon.js";

/** As long as WebAssembly takes them. */
const LONGEST = 65_536;
/** How long a leader without a socket may hold the lock while nothing of its own opens one. */
const IDLE = 3_000;

/** How long a line that was begun early waits for the WebAssembly, and how many frames it keeps meanwhile. */
const UNCLAIMED = 30_000;
const KEPT = 32;

const me = Math.random();

/** `to`: only for this tab. `frame`: of the server; `send`: for it; `over`: the socket ended so; `lead`: a new one is up. */
interface News {
  from: number;
  to?: number | undefined;
  join?: true;
  lead?: true;
  frame?: string;
  send?: string;
  over?: number;
}

const lines = new Map<string, Tabs>();

function group(url: string): Tabs {
  let tabs = lines.get(url);
  if (!tabs) lines.set(url, (tabs = new Tabs(url)));
  return tabs;
}

/** What the WebAssembly takes for a WebSocket. */
export const open = (url: string): Line => group(url).open();

/**
 * Opens a line, and subscribes, for the WebAssembly that is still loading: [`open`] then gives that line, with all that it heard. Who began calls back what it
 * gives, if nobody wants the channel any more.
 */
export const begin = (url: string, channel: string): (() => void) => group(url).begin(channel);

/** It does not come: nobody will want what was begun. */
export function abandon(): void {
  for (const tabs of lines.values()) tabs.abandon();
}

/** The name in Pusher's frame of this event, or nothing. */
function named(text: string, event: string): string | undefined {
  try {
    const frame = text.includes(event) && JSON.parse(text);
    return frame.event === event ? String((frame.channel ?? frame.data?.channel) || "") : undefined;
  } catch {
    return undefined;
  }
}

/** The line of this tab: it outlives the socket under it, and the leader that passes on its frames. */
class Line extends EventTarget {
  readyState = 0;
  /** The frames that subscribed, by channel: what a new socket has to be told. */
  readonly wished = new Map<string, string>();
  /** The channels that were subscribed to before the WebAssembly could do it, and for how many trackers. */
  readonly early = new Map<string, number>();
  /** What is kept for it. */
  kept: string[] | undefined;
  /** How it ended meanwhile. */
  #over = 0;
  #patience: ReturnType<typeof setTimeout> | undefined;
  readonly #tabs: Tabs;

  constructor(tabs: Tabs) {
    super();
    this.#tabs = tabs;
  }

  /** A frame for the WebAssembly. */
  hear(data: string): void {
    this.readyState = 1;
    if (this.kept) {
      if (this.kept.push(data) > KEPT) this.close();
    } else this.dispatchEvent(new MessageEvent("message", { data }));
  }

  /** Keeps what comes, but not for ever. */
  keep(): void {
    this.kept = [];
    this.#patience = setTimeout(() => this.close(), UNCLAIMED);
  }

  /** The WebAssembly listens from now on. */
  claim(): this {
    clearTimeout(this.#patience);
    soon(() => {
      const kept = this.kept;
      this.kept = undefined;
      for (const frame of kept ?? []) this.hear(frame);
      if (this.#over) {
        this.#tabs.leave(this);
        this.end(this.#over);
      }
    });
    return this;
  }

  end(code: number): void {
    this.readyState = 3;
    if (this.kept) this.#over = code;
    else soon(() => this.dispatchEvent(new CloseEvent("close", { code }))); // whoever has just opened it does not listen yet
  }

  send(text: string): void {
    const channel = named(text, "pusher:subscribe") ?? "";
    if (this.early.delete(channel)) return; // it is on its way, or granted
    if (channel) this.wished.set(channel, text);
    this.wished.delete(named(text, "pusher:unsubscribe") ?? "");
    this.#tabs.send(text);
  }

  /** One tracker less wants a channel that was begun early. Once the WebAssembly has subscribed to it, that is its own affair. */
  forget(channel: string): void {
    const left = (this.early.get(channel) ?? 0) - 1;
    if (left > 0) this.early.set(channel, left);
    else if (this.early.delete(channel)) {
      this.send(JSON.stringify({ event: "pusher:unsubscribe", data: { channel } }));
      if (this.kept && !this.early.size) this.close();
    }
  }

  close(): void {
    this.readyState = 3;
    clearTimeout(this.#patience);
    this.#tabs.leave(this);
  }
}

class Tabs {
  readonly #url: string;
  #channel: BroadcastChannel | undefined;
  #line: Line | undefined;
  #real: WebSocket | undefined;
  /** Gives the lock back; there while this tab leads. */
  #release: (() => void) | undefined;
  #waiting: AbortController | undefined;
  /** The server's first frame, and its grants by channel. */
  #hello: string | undefined;
  readonly #granted = new Map<string, string>();
  readonly #asked = new Set<string>();
  #followed = false;
  /** How often nobody answered. */
  #fruitless = 0;

  constructor(url: string) {
    this.#url = url;
  }

  open(): Line {
    if (this.#line?.kept) return this.#line.claim();
    const line = (this.#line = new Line(this));
    if (shares()) this.#channel ??= channel(NAME + this.#url, (news: News) => this.#hear(news));
    if (!shares() || this.#release || this.#fruitless > 1) this.#connect();
    else {
      this.#queue();
      this.#say({ join: true });
    }
    return line;
  }

  begin(channel: string): () => void {
    // The WebAssembly has a line: it does all of this.
    if (this.#line && !this.#line.kept) return () => {};
    const line = this.#line ?? this.open();
    if (!line.kept) line.keep();
    if (!line.early.has(channel)) line.send(JSON.stringify({ event: "pusher:subscribe", data: { channel } }));
    line.early.set(channel, (line.early.get(channel) ?? 0) + 1);
    return () => line.forget(channel);
  }

  abandon(): void {
    if (this.#line?.kept) this.#line.close();
  }

  send(text: string): void {
    if (this.#real) this.#forward(text);
    else this.#say({ send: text });
  }

  /** The line is closed from within. */
  leave(line: Line): void {
    if (line !== this.#line) return;
    this.#fruitless += this.#hello || this.#real ? 0 : 1;
    this.#line = undefined;
    this.#drop();
    this.#rest();
  }

  /** Nothing of this tab's needs a socket: another may lead, and nothing is left here. */
  #rest(): void {
    this.#waiting?.abort();
    this.#release?.();
    this.#channel?.close();
    this.#channel = undefined;
  }

  #say(news: Omit<News, "from">): void {
    this.#channel?.postMessage({ ...news, from: me });
  }

  /** Waits for its turn to lead. */
  #queue(): void {
    if (this.#waiting) return;
    const waiting = (this.#waiting = new AbortController());
    const held = (): Promise<void> | undefined => {
      if (this.#waiting === waiting) this.#waiting = undefined;
      if (!this.#line) return;
      return new Promise((done) => {
        this.#release = () => {
          this.#release = undefined;
          done();
        };
        this.#connect();
      });
    };
    lock(NAME + this.#url, waiting.signal, held).catch(() => {
      if (this.#waiting === waiting) this.#waiting = undefined;
      if (waiting.signal.aborted) return;
      // There are locks, but not for this page: it works alone.
      refused();
      this.#channel?.close();
      this.#channel = undefined;
      if (this.#line && !this.#real) this.#connect();
    });
  }

  #connect(): void {
    let real: WebSocket;
    this.#drop();
    try {
      real = this.#real = new WebSocket(this.#url);
    } catch {
      return this.#over(1006);
    }
    real.onmessage = ({ data }) => {
      if (real === this.#real && typeof data === "string" && data.length <= LONGEST) this.#frame(data);
    };
    real.onclose = ({ code }) => {
      if (real === this.#real) this.#over(code);
    };
  }

  #drop(): void {
    const real = this.#real;
    this.#real = this.#hello = undefined;
    this.#granted.clear();
    this.#asked.clear();
    this.#followed = false;
    real?.close(1000);
  }

  /** A frame of the server, for everybody. */
  #frame(text: string): void {
    const lead = named(text, "pusher:connection_established") !== undefined;
    if (lead) {
      this.#hello = text;
      this.#fruitless = 0;
      for (const wish of this.#line?.wished.values() ?? []) this.#forward(wish);
    }
    const channel = named(text, "pusher_internal:subscription_succeeded");
    // What was given up meanwhile is not granted any more.
    if (channel && this.#asked.has(channel)) this.#granted.set(channel, text);
    if (this.#release) this.#say(lead ? { lead, frame: allowed(text) } : { frame: allowed(text) });
    this.#line?.hear(text);
  }

  /** The socket is gone: everybody's line is. */
  #over(code: number): void {
    const line = this.#line;
    if (!line?.kept) this.#line = undefined;
    this.#drop();
    if (this.#release) {
      this.#say({ over: code });
      // A hidden page waits long before its next socket, a refused one for ever: let another try.
      if (document.hidden) this.#release();
    }
    setTimeout(() => this.#line || this.#rest(), IDLE);
    line?.end(code);
  }

  /** Something for the server. What it has granted is not asked for again, and what others may need is not given up. */
  #forward(text: string, from?: number): void {
    const channel = named(text, "pusher:subscribe") ?? "";
    const grant = this.#granted.get(channel);
    if (grant) {
      if (from) this.#say({ to: from, frame: allowed(grant) });
      else soon(() => this.#line?.hear(grant));
      return;
    }
    const given = named(text, "pusher:unsubscribe");
    const needless = from ? given || text.includes("pusher:pong") || this.#asked.has(channel) : given && this.#followed;
    if (needless || this.#real?.readyState !== 1) return;
    if (channel) this.#asked.add(channel);
    if (given) {
      this.#asked.delete(given);
      this.#granted.delete(given);
    }
    this.#real.send(text);
  }

  #hear({ from, to, join, lead, frame, send, over }: News): void {
    if (to && to !== me) return;
    if (this.#real) {
      if (!this.#release) return;
      this.#followed ||= !!(join || send);
      if (join && this.#hello) this.#say({ to: from, lead: true, frame: allowed(this.#hello) });
      if (send) this.#forward(send, from);
      return;
    }
    const line = this.#line;
    if (!line) return;
    if (over) this.#over(over);
    else if (frame && (lead || this.#hello)) {
      if (lead) {
        this.#hello = frame;
        this.#fruitless = 0;
        for (const wish of line.wished.values()) this.send(wish);
      }
      line.hear(frame);
    }
  }
}
