// A thousand trackers come and go, and nothing of them is left: memory, sockets, timers, requests, listeners.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eventually } from "./lib/tracker.mjs";
import { newId, startWorld } from "./lib/world.mjs";

let world;
before(async () => (world = await startWorld()));
after(() => world?.stop());

const CYCLES = Number(process.env.CYCLES ?? 1_000);
const WARM = 100;

/** Runs in the page before anything else: remembers the WebAssembly's memory, and what timers and listeners there are. */
function watch() {
  window.left = { timers: new Set(), listeners: 0 };
  const { Instance } = WebAssembly;
  WebAssembly.Instance = function (...given) {
    const instance = new Instance(...given);
    window.memory = Object.values(instance.exports).find((it) => it instanceof WebAssembly.Memory);
    return instance;
  };
  for (const [set, clear] of [["setTimeout", "clearTimeout"], ["setInterval", "clearInterval"]]) {
    const [doSet, doClear] = [window[set], window[clear]];
    window[set] = (work, ...more) => {
      const id = doSet(() => (set === "setTimeout" && window.left.timers.delete(id), work()), ...more);
      window.left.timers.add(id);
      return id;
    };
    window[clear] = (id) => (window.left.timers.delete(id), doClear(id));
  }
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  window.addEventListener = function (...given) {
    if (!given[0].startsWith("order-")) window.left.listeners++;
    return addEventListener.apply(window, given);
  };
  window.removeEventListener = function (...given) {
    window.left.listeners--;
    return removeEventListener.apply(window, given);
  };
}

/** Trackers come, draw, and go again. */
async function cycles([count, options]) {
  for (let index = 0; index < count; index++) {
    const tracker = document.createElement("transak-order-tracker");
    for (const [name, value] of Object.entries(options)) tracker.setAttribute(name, value);
    document.body.append(tracker);
    await new Promise((done) => setTimeout(done));
    if (index === 0) await new Promise((done) => setTimeout(done, 500));
    tracker.remove();
    await new Promise((done) => setTimeout(done));
  }
}

test(`of_${CYCLES}_trackers_that_came_and_went_nothing_is_left`, async (test) => {
  const id = await world.sandbox.place("card");
  const options = { "order-id": id, "stream-url": world.sandbox.streamUrl, "status-url": world.sandbox.statusUrl };
  const page = await world.open("<p>Shop</p>", { before: (page) => page.addInitScript(watch) });
  const devtools = await page.context().newCDPSession(page);
  const measure = async () => {
    await page.evaluate(() => void (window.recorded.length = 0)); // the test's own
    for (let times = 0; times < 3; times++) await devtools.send("HeapProfiler.collectGarbage");
    const { usedSize } = await devtools.send("Runtime.getHeapUsage");
    const [pages, timers, listeners] = await page.evaluate(() => [window.memory.buffer.byteLength / 65_536, window.left.timers.size, window.left.listeners]);
    return { pages, heap: usedSize, timers, listeners };
  };
  await page.evaluate(cycles, [WARM, options]);
  const before = await measure();
  await page.evaluate(cycles, [CYCLES, options]);
  await eventually(async () => (await world.sandbox.connections()).sockets === 0, "no socket is left");
  await page.waitForTimeout(4_000);
  const after = await measure();
  test.diagnostic(`WebAssembly pages ${before.pages} → ${after.pages}, JS heap ${before.heap} → ${after.heap} bytes`);
  assert.equal(after.pages, before.pages, "WebAssembly memory has grown");
  assert.ok(after.heap - before.heap <= 100 * 1_024, `the JS heap has grown by ${after.heap - before.heap} bytes`);
  assert.equal(after.timers, 0, "timers are left");
  assert.ok(after.listeners <= 2, `${after.listeners} listeners are left on the window; the loader's two watch for traps`);
  await page.end();
});

test("an_element_that_never_loads_leaves_nothing_either", async () => {
  const page = await world.open("<p>Shop</p>", {
    before: async (page) => {
      await page.addInitScript(watch);
      await page.route("**/*.wasm", (route) => route.abort());
    },
  });
  await page.evaluate(cycles, [20, { "order-id": newId() }]);
  assert.equal(await page.evaluate(() => window.left.timers.size), 0);
  assert.equal((await world.sandbox.connections()).sockets, 0);
  await page.end();
});
