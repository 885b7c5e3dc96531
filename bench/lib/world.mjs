// What the candidates run in: Chromium, a site that serves them, the local Transak, and lines that are slow.
import { createServer } from "node:http";
import { brotliCompressSync, constants } from "node:zlib";
import { launch } from "../../tests/e2e/lib/browser.mjs";
import { startSandbox } from "../../tests/e2e/lib/sandbox.mjs";
import { control } from "../../tests/e2e/lib/world.mjs";
import { candidates, page } from "./candidates.mjs";
import { watch } from "./watch.mjs";
import { wire } from "./wire.mjs";

export const PROFILES = [
  { name: "no throttling", latency: 0, throughput: -1, cpu: 1 },
  { name: "9 Mbit/s, 60 ms", latency: 60, throughput: 9e6 / 8, cpu: 1 },
  { name: "1.6 Mbit/s, 150 ms, processor ÷4", latency: 150, throughput: 1.6e6 / 8, cpu: 4 },
];
export const SLOW = PROFILES.at(-1);
/** How the first status comes. */
export const WAYS = ["stream", "source"];

const TYPES = { js: "text/javascript", wasm: "application/wasm", html: "text/html; charset=utf-8" };
const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });

export async function startBench() {
  /** Path → { type, bytes, packed }. */
  const files = new Map();
  const put = (path, bytes) => files.set(path, { type: TYPES[path.split(".").pop()], bytes, packed: brotli(bytes) });
  const all = await candidates(put);
  const server = await startSandbox();
  const sandbox = control(server);
  const line = await wire(server.port);
  const requests = [];
  const http = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://127.0.0.1");
    if (pathname === "/favicon.ico") return response.writeHead(204).end();
    requests.push(pathname);
    if (pathname.startsWith("/orders/")) {
      return response.setHeader("content-type", "application/json").end(JSON.stringify({ data: await sandbox.order(pathname.slice(8)) }));
    }
    const file = files.get(pathname);
    if (!file) return response.writeHead(404).end();
    const packed = /\bbr\b/.test(request.headers["accept-encoding"] ?? "");
    response.setHeader("content-type", file.type).setHeader("cache-control", "no-store");
    if (packed) response.setHeader("content-encoding", "br");
    return response.end(packed ? file.packed : file.bytes);
  });
  await new Promise((done) => http.listen(0, "127.0.0.1", done));
  const browser = await launch();

  /** A page with trackers of these orders; `prepare` is called with the tab before it goes there. */
  async function open(candidate, orders, { profile = PROFILES[0], prepare } = {}) {
    put("/index.html", Buffer.from(page(candidate, orders)));
    line.state.latency = profile.latency;
    const context = await browser.newContext();
    const tab = await context.newPage();
    await tab.addInitScript(watch);
    const devtools = await context.newCDPSession(tab);
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", { offline: false, latency: profile.latency, downloadThroughput: profile.throughput, uploadThroughput: profile.throughput });
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: profile.cpu });
    await prepare?.(tab);
    requests.length = 0;
    await tab.goto(`http://127.0.0.1:${http.address().port}/index.html`, { waitUntil: "commit" });
    return { tab, devtools, end: () => context.close() };
  }

  /** A page with one tracker, whose first status comes only by the source, or as the event that follows the grant of its channel. */
  async function openOne(candidate, way, options) {
    const id = await placed();
    const event = await sandbox.order(id);
    const publish = () => {
      line.state.granted = undefined;
      sandbox.publish(id, "ORDER_PROCESSING", event);
    };
    line.state.granted = way === "stream" ? publish : undefined;
    const order = way === "stream" ? streamed(id) : { ...streamed(id), source: `/orders/${id}`, stream: false };
    const { tab, end } = await open(candidate, [order], options);
    const shown = await tab.evaluate(() => Promise.race([window.shown, new Promise((_, fail) => setTimeout(fail, 30_000, new Error("no status in 30 s")))]));
    return { tab, shown, end };
  }

  /** What a page is told of an order that comes by the stream alone. */
  const streamed = (id) => ({ id, host: "127.0.0.1", port: line.port });
  async function placed() {
    const id = await sandbox.place("card");
    await sandbox.status(id, "PROCESSING");
    return id;
  }
  async function stop() {
    await browser.close();
    await server.stop();
    http.close();
    line.stop();
  }
  return { all, browser, files, open, openOne, placed, requests, sandbox, stop, streamed };
}

/** Calls `work(item, index)` for each, so many rounds, each beginning with another: none is always the one after the same other. */
export async function interleaved(rounds, items, work) {
  for (let round = 0; round < rounds; round++) {
    for (let step = 0; step < items.length; step++) {
      const index = (round + step) % items.length;
      await work(items[index], index);
    }
  }
}
