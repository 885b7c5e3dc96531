/**
 * One socket for all the tabs of an origin that use the same stream: the browser's side of it. What is decided, election.ts decides.
 */

import { type Effects, Election, type News } from "./election.js";
import { Line, type Server } from "./line.js";
import { channel, lock, NAME, refused, shares } from "./shared.js";
import { soon } from "./soon.js";

/** As long as WebAssembly takes them. */
const LONGEST = 65_536;
/** How long a socket that nobody wants any more may take to open, to be closed then. */
const OPENING = 2_000;
/** A timer that is so late was kept up by a busy page. */
const LATE = 250;

const streams = new Map<string, Stream>();

function stream(url: string): Stream {
  let found = streams.get(url);
  if (!found) streams.set(url, (found = new Stream(url)));
  return found;
}

/** What the WebAssembly takes for a WebSocket. */
export const open = (url: string): Line => stream(url).open();

/**
 * Opens a line, and subscribes, for the WebAssembly that is still loading: [`open`] then gives that line, with all that it heard. Who began calls back what it
 * gives, if nobody wants the channel any more.
 */
export const begin = (url: string, channel: string): (() => void) => stream(url).begin(channel);

/** It does not come: nobody will want what was begun. */
export const abandon = (): void => streams.forEach((one) => one.abandon());

/** A request for the lock. */
interface Turn {
  abort: AbortController;
  /** Gives the lock back; there while this tab has it. */
  release?: () => void;
}

class Stream implements Effects, Server {
  readonly election = new Election(Math.random(), this);
  readonly #url: string;
  #line: Line | undefined;
  #socket: WebSocket | undefined;
  #channel: BroadcastChannel | undefined;
  #turn: Turn | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  readonly #see = (): void => this.election.seen(!document.hidden);

  open(): Line {
    if (this.#line?.kept) return this.#line.claim();
    this.#line = new Line(this);
    document.addEventListener("visibilitychange", this.#see);
    this.#see();
    if (shares()) this.#channel ??= channel(NAME + this.#url, (news: News) => this.election.heard(news));
    this.election.open(shares());
    return this.#line;
  }

  begin(channel: string): () => void {
    // The WebAssembly has a line: it does all of this.
    if (this.#line && !this.#line.kept) return () => {};
    const line = this.#line ?? this.open();
    line.begin(channel);
    return () => line.forget(channel);
  }

  abandon(): void {
    if (this.#line?.kept) this.#line.close();
  }

  send(text: string): void {
    this.election.send(text);
  }

  leave(line: Line): void {
    if (line !== this.#line) return;
    this.#line = undefined;
    this.election.leave();
  }

  connect(): void {
    let socket: WebSocket;
    try {
      socket = this.#socket = new WebSocket(this.#url);
    } catch {
      return this.election.closed(1006);
    }
    socket.onmessage = ({ data }) => {
      if (socket === this.#socket && typeof data === "string" && data.length <= LONGEST) this.election.frame(data);
    };
    socket.onclose = ({ code }) => {
      if (socket === this.#socket) this.election.closed(code);
    };
  }

  disconnect(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    if (!socket) return;
    const close = (): void => socket.close(1000);
    if (socket.readyState) return close();
    // A browser tells the page's console of each socket that is closed before it is open.
    const timer = setTimeout(close, OPENING);
    socket.onopen = close;
    socket.onclose = () => clearTimeout(timer);
  }

  transmit(text: string): void {
    if (this.#socket?.readyState === 1) this.#socket.send(text);
  }

  say(news: News): void {
    this.#channel?.postMessage(news);
  }

  queue(steal: boolean): void {
    this.#withdraw();
    const turn: Turn = (this.#turn = { abort: new AbortController() });
    const held = (): Promise<void> =>
      new Promise((release) => {
        turn.release = release;
        // It may come late: nobody wants it any more.
        if (turn === this.#turn) this.election.granted(Date.now());
        else release();
      });
    lock(NAME + this.#url, steal ? { steal } : { signal: turn.abort.signal }, held).catch(() => {
      if (turn !== this.#turn) return;
      this.#turn = undefined;
      if (turn.release) return this.election.robbed();
      refused();
      this.election.refused();
    });
  }

  rest(): void {
    this.#withdraw();
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#see);
    this.#channel?.close();
    this.#channel = undefined;
  }

  tick(milliseconds: number): void {
    clearTimeout(this.#timer);
    const begun = performance.now();
    this.#timer = setTimeout(() => this.election.due(performance.now() - begun > milliseconds + LATE), milliseconds);
  }

  hear(frame: string): void {
    const line = this.#line;
    // The WebAssembly may be in the middle of something.
    soon(() => line?.hear(frame));
  }

  end(code: number): void {
    const line = this.#line;
    // What was begun early is the WebAssembly's to hear, with its end.
    if (!line?.kept) this.#line = undefined;
    line?.end(code);
  }

  #withdraw(): void {
    const turn = this.#turn;
    this.#turn = undefined;
    turn?.abort.abort();
    turn?.release?.();
  }
}
