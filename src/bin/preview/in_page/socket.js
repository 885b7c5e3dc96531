// A stand-in for `WebSocket` at one address: the other end is in the page.

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/** Everything takes a moment, and arrives in the order in which it was sent. */
const later = (work) => setTimeout(work, 20);

export class PageSocket extends EventTarget {
  url;
  readyState = CONNECTING;
  binaryType = "blob";
  bufferedAmount = 0;
  extensions = "";
  protocol = "";
  #server;

  constructor(url, server) {
    super();
    this.url = url;
    this.#server = server;
    later(() => {
      if (this.readyState !== CONNECTING) return;
      this.readyState = OPEN;
      this.dispatchEvent(new Event("open"));
      server.opened(this);
    });
  }

  send(data) {
    if (this.readyState === CONNECTING) throw new DOMException("Still in CONNECTING state", "InvalidStateError");
    if (this.readyState === OPEN) later(() => this.readyState === OPEN && this.#server.received(this, String(data)));
  }

  close(code = 1005) {
    if (this.readyState >= CLOSING) return;
    this.readyState = CLOSING;
    later(() => this.end(code));
  }

  /** From the server. */
  deliver(text) {
    later(() => this.readyState === OPEN && this.dispatchEvent(new MessageEvent("message", { data: text })));
  }

  /** From the server, or at the end of `close()`. */
  end(code) {
    if (this.readyState === CLOSED) return;
    this.readyState = CLOSED;
    this.dispatchEvent(new CloseEvent("close", { code, wasClean: code !== 1006 }));
    this.#server.closed(this);
  }
}

export function install(address, opened, received, closed) {
  const server = { opened, received, closed };
  globalThis.WebSocket = new Proxy(globalThis.WebSocket, {
    construct(real, [url, ...more], target) {
      // The tracker adds a query of its own.
      if (String(url).split("?")[0] === address) return new PageSocket(String(url), server);
      return Reflect.construct(real, [url, ...more], target);
    },
  });
}
