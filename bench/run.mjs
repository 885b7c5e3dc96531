// `cargo xtask bench`: our package beside the same job done with pusher-js, in one run, and as ratios: these machines are noisy.
//   node run.mjs [--quick]
import { createServer, connect } from "node:net";
import { readFileSync } from "node:fs";
import { createServer as createHttp } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "../pkg/node_modules/esbuild/lib/main.js";
import { launch } from "../tests/e2e/lib/browser.mjs";
import { DIST } from "../tests/e2e/lib/env.mjs";
import { startSandbox } from "../tests/e2e/lib/sandbox.mjs";
import { attributes, control, newId } from "../tests/e2e/lib/world.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const RUNS = process.argv.includes("--quick") ? 3 : 15;
const KEY = "1d9ffac87de599c61283";
const FRAMES = 300;
const MANY = 1_000;
const PROFILES = [
  { name: "no throttling", latency: 0, throughput: -1, cpu: 1 },
  { name: "9 Mbit/s, 60 ms", latency: 60, throughput: 9e6 / 8, cpu: 1 },
  { name: "1.6 Mbit/s, 150 ms, processor ÷4", latency: 150, throughput: 1.6e6 / 8, cpu: 4 },
];

const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
const at = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
const sorted = (numbers) => [...numbers].sort((a, b) => a - b);
const median = (numbers) => at(sorted(numbers), 0.5);

/** Path → { type, bytes, packed }. */
const files = new Map();
const TYPES = { js: "text/javascript", wasm: "application/wasm", html: "text/html; charset=utf-8" };
const put = (path, bytes) => files.set(path, { type: TYPES[path.split(".").pop()], bytes, packed: brotli(bytes) });

/** A peer is a script, and how its page asks for an order. */
async function peers() {
  const own = ["transak-order-tracker.js", "transak-order-tracker.wasm", "transak-order-tracker.rest.wasm"];
  for (const name of own) put(`/ours/${name}`, readFileSync(join(DIST, name)));
  const all = [{ name: "ours", script: "/ours/transak-order-tracker.js" }];
  for (const [name, file] of [["pusher-js + preact", "preact.jsx"], ["pusher-js + react", "react.jsx"], ["pusher-js, by hand", "hand.js"]]) {
    const script = `/${file.split(".")[0]}.js`;
    const { outputFiles } = await build({
      absWorkingDir: here, entryPoints: [`peers/${file}`], bundle: true, minify: true, format: "esm", target: "es2022", write: false, jsx: "automatic",
      define: { "process.env.NODE_ENV": '"production"' },
    });
    put(script, Buffer.from(outputFiles[0].contents));
    all.push({ name, script });
  }
  return all;
}

/** A wire with a latency: each piece takes half of it, and the first waits for the handshakes of TCP and TLS, which loopback has not. */
function wire(port) {
  const state = { latency: 0 };
  const server = createServer((socket) => {
    const other = connect(port, "127.0.0.1");
    const pass = (from, to, first) => {
      let ready = Date.now() + first;
      from.on("data", (bytes) => {
        ready = Math.max(ready, Date.now() + state.latency / 2);
        setTimeout(() => to.writable && to.write(bytes), ready - Date.now());
      });
      for (const end of ["close", "error"]) from.on(end, () => to.destroy());
    };
    pass(socket, other, state.latency * 2.5);
    pass(other, socket, 0);
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done({ state, port: server.address().port, stop: () => server.close() })));
}

const page = (peer, orders) => {
  const body = orders.map(({ id, host, port, source }) => {
    if (peer.name === "ours") {
      return `<transak-order-tracker ${attributes({ "order-id": id, "stream-url": `ws://${host}:${port}/app/${KEY}`, "status-url": source })}></transak-order-tracker>`;
    }
    return `<div ${attributes({ "data-order": JSON.stringify({ id, host, port, source, appKey: KEY }) })}></div>`;
  });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Order</title>` +
    `<script type="module" src="${peer.script}"></script><body>${body.join("")}</body></html>`;
};

/** Runs in the page: `part()` is what has the status; `shown` becomes the time of the first paint that has one. */
function watch() {
  window.part = (host) => host?.shadowRoot?.querySelector("[part=tracker]") ?? host?.querySelector?.(".tracker");
  window.hosts = () => document.querySelectorAll("transak-order-tracker,[data-order]");
  window.shown = new Promise((done) => {
    const look = () => {
      if (window.part(window.hosts()[0])?.dataset.status) setTimeout(() => done(performance.now()));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  window.heard = 0;
  window.sockets = 0;
  const Real = window.WebSocket;
  window.WebSocket = class extends Real {
    constructor(...given) {
      super(...given);
      window.sockets++;
      this.addEventListener("message", () => (window.heard = performance.now()));
    }
  };
  const { Instance } = WebAssembly;
  WebAssembly.Instance = function (...given) {
    const instance = new Instance(...given);
    window.memory ??= Object.values(instance.exports).find((it) => it instanceof WebAssembly.Memory);
    return instance;
  };
}

const all = await peers();
const server = await startSandbox();
const sandbox = control(server);
const line = await wire(server.port);
const requests = [];
const http = createHttp(async (request, response) => {
  const { pathname } = new URL(request.url, "http://127.0.0.1");
  if (pathname === "/favicon.ico") return response.writeHead(204).end();
  if (pathname.startsWith("/orders/")) {
    requests.push(pathname);
    return response.setHeader("content-type", "application/json").end(JSON.stringify({ data: await sandbox.order(pathname.slice(8)) }));
  }
  const file = files.get(pathname);
  if (!file) return response.writeHead(404).end();
  requests.push(pathname);
  const packed = /\bbr\b/.test(request.headers["accept-encoding"] ?? "");
  response.setHeader("content-type", file.type).setHeader("cache-control", "no-store");
  if (packed) response.setHeader("content-encoding", "br");
  response.end(packed ? file.packed : file.bytes);
});
await new Promise((done) => http.listen(0, "127.0.0.1", done));
const origin = `http://127.0.0.1:${http.address().port}`;
const browser = await launch();

async function open(peer, orders, { profile = PROFILES[0] } = {}) {
  put("/index.html", Buffer.from(page(peer, orders)));
  line.state.latency = profile.latency;
  const context = await browser.newContext();
  const tab = await context.newPage();
  await tab.addInitScript(watch);
  const devtools = await context.newCDPSession(tab);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", { offline: false, latency: profile.latency, downloadThroughput: profile.throughput, uploadThroughput: profile.throughput });
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: profile.cpu });
  requests.length = 0;
  await tab.goto(`${origin}/index.html`, { waitUntil: "commit" });
  return { tab, devtools, end: () => context.close() };
}
const order = (id, source = true) => ({ id, host: "127.0.0.1", port: line.port, source: source ? `/orders/${id}` : undefined });
async function processing() {
  const id = await sandbox.place("card");
  await sandbox.status(id, "PROCESSING");
  return id;
}

const table = (title, rows) => {
  console.log(`\n${title}`);
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  for (const row of rows) console.log("  " + row.map((cell, column) => (column ? String(cell).padStart(widths[column]) : String(cell).padEnd(widths[column]))).join("  "));
};
const ratio = (mine, theirs) => (mine / theirs).toFixed(2);

/* Bytes and requests before the first status. */
{
  const rows = [["bytes before the first status", "raw", "brotli 11", "requests"]];
  for (const peer of all) {
    const { tab, end } = await open(peer, [order(await processing())]);
    await tab.evaluate(() => window.shown);
    const loaded = [...new Set(requests)].filter((path) => files.has(path) && path !== "/index.html" && !path.includes(".rest."));
    const sum = (what) => loaded.reduce((total, path) => total + files.get(path)[what].length, 0);
    rows.push([peer.name, sum("bytes"), sum("packed"), loaded.length + 1]);
    await end();
  }
  table("Size", rows);
}

/* From navigation to the first shown status. */
for (const profile of PROFILES) {
  const times = all.map(() => []);
  for (let run = 0; run < RUNS; run++) {
    for (const [index, peer] of all.entries()) {
      const { tab, end } = await open(peer, [order(await processing())], { profile });
      times[index].push(await tab.evaluate(() => window.shown));
      await end();
    }
  }
  const mine = median(times[0]);
  table(`From navigation to the first shown status: ${profile.name} (${RUNS} runs, interleaved)`, [
    ["", "median ms", "p90 ms", "ours / this"],
    ...all.map((peer, index) => [peer.name, Math.round(median(times[index])), Math.round(at(sorted(times[index]), 0.9)), ratio(mine, median(times[index]))]),
  ]);
}

/* From a received frame to the DOM. */
{
  const results = [];
  for (const peer of all) {
    const id = await processing();
    const data = await sandbox.order(id);
    const { tab, end } = await open(peer, [order(id, false)]);
    await tab.evaluate(() => new Promise((done) => setTimeout(done, 1_000)));
    await sandbox.publish(id, "ORDER_PROCESSING", data);
    await tab.evaluate(() => window.shown);
    await tab.evaluate(() => new Promise((done) => setTimeout(done, 1_000)));
    await tab.evaluate(() => {
      window.delays = [];
      const part = window.part(window.hosts()[0]);
      new MutationObserver(() => {
        if (window.heard) window.delays.push(performance.now() - window.heard);
        window.heard = 0;
      }).observe(part, { childList: true, characterData: true, subtree: true, attributes: true });
    });
    for (let frame = 1; frame <= FRAMES; frame++) {
      const updatedAt = new Date(Date.now() + frame).toISOString();
      await sandbox.publish(id, "ORDER_PROCESSING", { ...data, cryptoAmount: Number((0.01 + frame / 10_000).toFixed(4)), updatedAt });
      await new Promise((done) => setTimeout(done, 8));
    }
    await tab.evaluate(() => new Promise((done) => setTimeout(done, 300)));
    results.push(sorted(await tab.evaluate(() => window.delays)));
    await end();
  }
  table(`From a received frame to the DOM (${FRAMES} frames)`, [
    ["", "shown", "p50 ms", "p95 ms", "p95: ours / this"],
    ...all.map((peer, index) => [peer.name, results[index].length, at(results[index], 0.5)?.toFixed(2), at(results[index], 0.95)?.toFixed(2), ratio(at(results[0], 0.95), at(results[index], 0.95))]),
  ]);
}

/* A thousand on a page. */
{
  const rows = [["", "sockets", "all shown ms", "JS heap MB", "WebAssembly MB", "heap: ours / this"]];
  let mine;
  for (const peer of all) {
    const ids = Array.from({ length: MANY }, newId);
    const { tab, devtools, end: close } = await open(peer, ids.map((id) => order(id, false)));
    for (const id of ids) await sandbox.place("card", { orderId: id });
    const end = Date.now() + 60_000;
    while ((await sandbox.connections()).subscriptions < MANY) {
      if (Date.now() > end) throw new Error(`${peer.name}: not all were subscribed in a minute`);
      await new Promise((done) => setTimeout(done, 50));
    }
    const begin = Date.now();
    for (const id of ids) await sandbox.status(id, "PROCESSING");
    await tab.waitForFunction((count) => [...window.hosts()].filter((host) => window.part(host)?.dataset.status === "PROCESSING").length === count, MANY, { timeout: 120_000 });
    const took = Date.now() - begin;
    await devtools.send("HeapProfiler.enable");
    await devtools.send("HeapProfiler.collectGarbage");
    const { usedSize } = await devtools.send("Runtime.getHeapUsage");
    const { sockets, wasm } = await tab.evaluate(() => ({ sockets: window.sockets, wasm: window.memory?.buffer.byteLength ?? 0 }));
    mine ??= usedSize;
    rows.push([peer.name, sockets, took, (usedSize / 1e6).toFixed(1), (wasm / 1e6).toFixed(1), ratio(mine, usedSize)]);
    await close();
  }
  table(`${MANY} trackers on a page`, rows);
}

await browser.close();
await server.stop();
http.close();
line.stop();
