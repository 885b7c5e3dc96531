// A thousand trackers come and go, and nothing of them is left: memory, sockets, timers, requests, listeners.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eventually } from "./lib/tracker.mjs";
import { newId, startWorld } from "./lib/world.mjs";

let world;
// What V8 compiles and keeps of hot code (100 to 170 KB, in the first thousand) is not what is looked for: it compiles nothing here.
const STILL = "--js-flags=--no-opt --no-sparkplug --no-maglev";
before(async () => (world = await startWorld({ launch: { args: [STILL] } })));
after(() => world?.stop());

const CYCLES = Number(process.env.CYCLES ?? 1_000);
const WARM = 100;

/** Runs in the page before anything else: remembers the WebAssembly's memory. */
function watchMemory() {
  const { Instance } = WebAssembly;
  WebAssembly.Instance = function (...given) {
    const instance = new Instance(...given);
    window.memory ??= Object.values(instance.exports).find((it) => it instanceof WebAssembly.Memory);
    return instance;
  };
}

/** The same, for the timers and the window's listeners that there are. */
function watchRest() {
  window.left = { timers: new Set(), listeners: 0 };
  window.begun = { timers: 0, listeners: 0 };
  for (const [set, clear] of [["setTimeout", "clearTimeout"], ["setInterval", "clearInterval"]]) {
    const [doSet, doClear] = [window[set], window[clear]];
    window[set] = (work, ...more) => {
      const id = doSet(() => (set === "setTimeout" && window.left.timers.delete(id), work()), ...more);
      window.left.timers.add(id);
      window.begun.timers++;
      return id;
    };
    window[clear] = (id) => (window.left.timers.delete(id), doClear(id));
  }
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  window.addEventListener = function (...given) {
    if (!given[0].startsWith("order-")) (window.left.listeners++, window.begun.listeners++);
    return addEventListener.apply(window, given);
  };
  window.removeEventListener = function (...given) {
    window.left.listeners--;
    return removeEventListener.apply(window, given);
  };
}

/** Trackers come, draw, and go again; how many have drawn. */
async function cycles([count, options]) {
  let drawn = 0;
  for (let index = 0; index < count; index++) {
    const tracker = document.createElement("transak-order-tracker");
    for (const [name, value] of Object.entries(options)) tracker.setAttribute(name, value);
    document.body.append(tracker);
    await new Promise((done) => setTimeout(done));
    const parts = () => tracker.shadowRoot.querySelectorAll("[part=tracker]").length;
    if (index === 0) await new Promise((done) => setTimeout(done, 500));
    // On a busy machine the WebAssembly comes later; where it is blocked, never.
    for (let wait = 0; index === 0 && !parts() && wait < 90; wait++) await new Promise((done) => setTimeout(done, 50));
    drawn += parts();
    tracker.remove();
    await new Promise((done) => setTimeout(done));
  }
  return drawn;
}

/** Waits until what ends late has ended. */
const settled = async (page) => {
  await eventually(async () => (await world.sandbox.connections()).sockets === 0, "no socket is left");
  await page.waitForTimeout(500);
};

test(`of_${CYCLES}_trackers_that_came_and_went_no_memory_is_left`, async (test) => {
  const id = await world.sandbox.place("card");
  const options = { "order-id": id, "stream-url": world.sandbox.streamUrl, "status-url": world.sandbox.statusUrl };
  const page = await world.open("<p>Shop</p>", { before: (page) => page.addInitScript(watchMemory) });
  const devtools = await page.context().newCDPSession(page);
  const measure = async () => {
    await settled(page);
    await page.evaluate(() => void (window.recorded.length = 0)); // the test's own
    for (let times = 0; times < 3; times++) await devtools.send("HeapProfiler.collectGarbage");
    const { usedSize: heap } = await devtools.send("Runtime.getHeapUsage");
    return { heap, pages: await page.evaluate(() => window.memory.buffer.byteLength / 65_536) };
  };
  const all = [];
  const round = async (count) => {
    assert.equal(await page.evaluate(cycles, [count, options]), count, "all have drawn");
    all.push(await measure());
  };
  const grown = (what) => all.at(-1)[what] - all.at(-2)[what];
  await round(WARM);
  await round(CYCLES);
  // More of them may have lived at once than before, on a busy machine; what leaks grows each time.
  if (grown("pages") > 0) await round(CYCLES);
  test.diagnostic(`after ${WARM} and ${CYCLES} more: ${all.map(({ pages, heap }) => `${pages} pages, ${heap} bytes of JS`).join("; ")}`);
  assert.equal(grown("pages"), 0, "WebAssembly memory has grown");
  assert.ok(grown("heap") <= 100 * 1_024, `the JS heap has grown by ${grown("heap")} bytes`);
  await page.end();
});

test("of_trackers_that_came_and_went_no_timer_listener_socket_or_question_is_left", async () => {
  const id = await world.sandbox.place("card");
  const options = { "order-id": id, "stream-url": world.sandbox.streamUrl, "status-url": world.sandbox.statusUrl };
  const page = await world.open("<p>Shop</p>", { before: (page) => page.addInitScript(watchRest) });
  assert.equal(await page.evaluate(cycles, [50, options]), 50, "all have drawn");
  await settled(page);
  assert.deepEqual(await page.evaluate(() => [window.left.timers.size, window.left.listeners]), [0, 0]);
  const begun = await page.evaluate(() => window.begun);
  // The test's own are two for each.
  assert.ok(begun.timers > 110 && begun.listeners > 0, JSON.stringify(begun));
  let asked = 0;
  page.on("request", () => asked++);
  await page.waitForTimeout(1_000);
  assert.equal(asked, 0);
  await page.end();
});

test("an_element_that_never_loads_leaves_nothing_either", async () => {
  let refused = 0;
  const page = await world.open("<p>Shop</p>", {
    before: async (page) => {
      await page.addInitScript(watchRest);
      await page.route("**/*.wasm", (route) => (refused++, route.abort()));
    },
  });
  await page.evaluate(cycles, [20, { "order-id": newId() }]);
  assert.ok(refused > 0);
  // The last one's question for the WebAssembly may still be open.
  await eventually(() => page.evaluate(() => window.left.timers.size === 0), "no timer is left");
  await eventually(async () => (await world.sandbox.connections()).sockets === 0, "no socket is left");
  await page.end();
});
