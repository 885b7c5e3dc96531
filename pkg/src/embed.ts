/**
 * The tracker in a frame of its own (embed.html), for pages that cannot allow WebAssembly; `frame.ts` is its other side.
 * Invariant: it listens to nobody but the page that made it: by window, origin and nonce, and then by the port that came with them.
 */

import { define } from "./define.js";
import type { FromFrame, FromPage, Hello, Welcome } from "./frame-messages.js";
import { EVENTS } from "./options.js";
import type { TransakOrderTracker } from "./public.js";

define();

const [nonce, page] = location.hash.slice(1).split(",").map(decodeURIComponent);

function begin(port: MessagePort): void {
  const tracker = document.createElement("transak-order-tracker") as TransakOrderTracker & Record<string, unknown>;
  const tell = (message: FromFrame): void => port.postMessage(message);
  const waiting = new Map<number, { done: (order: object) => void; failed: (why: object) => void }>();
  let count = 0;

  for (const name of EVENTS) {
    tracker.addEventListener(name, (event) => {
      // The page decides, and follows: a frame can't wait for its word.
      if (name === "order-action") event.preventDefault();
      tell({ name, detail: (event as CustomEvent<object>).detail, state: tracker.state });
    });
  }
  const ask = (orderId: string): Promise<object> =>
    new Promise((done, failed) => {
      const number = ++count;
      waiting.set(number, { done, failed });
      tell({ ask: { number, orderId } });
    });

  port.onmessage = ({ data }: MessageEvent<FromPage>) => {
    if (data.page) {
      const { lang, query, tokens, asks } = data.page;
      document.documentElement.lang = lang;
      history.replaceState(null, "", query || location.pathname);
      for (const name in tokens) document.documentElement.style.setProperty(name, tokens[name]!);
      tracker.fetchOrder = asks ? ask : undefined;
    }
    for (const name in data.options) tracker[name] = data.options[name];
    if (data.options && !tracker.isConnected) {
      document.body.style.margin = "0";
      document.body.append(tracker);
    }
    if ("push" in data) tracker.push(data.push);
    if (data.refresh) void tracker.refresh().then(() => tell({ done: data.refresh!, state: tracker.state }));
    if (data.answer) {
      const question = waiting.get(data.answer.to);
      waiting.delete(data.answer.to);
      const { order, source } = data.answer;
      if (order) question?.done(order);
      else if (source) question?.done(new Response(source.text, { status: source.status, headers: source.retryAfter ? { "retry-after": source.retryAfter } : {} }));
      else question?.failed({});
    }
  };
  new ResizeObserver(() => tell({ height: Math.ceil(tracker.getBoundingClientRect().height), state: tracker.state })).observe(tracker);
}

if (window.parent !== window && nonce && page) {
  const listen = ({ source, origin, data, ports }: MessageEvent<Partial<Welcome> | null>): void => {
    if (source !== window.parent || origin !== page || data?.nonce !== nonce || !ports[0]) return;
    removeEventListener("message", listen);
    begin(ports[0]);
  };
  addEventListener("message", listen);
  // The browser keeps this from any other page.
  window.parent.postMessage({ hello: nonce } satisfies Hello, page);
}
