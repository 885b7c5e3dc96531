// The WebAssembly is in two files. The second loads after the first status; what needs it earlier waits for it, and nobody notices.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { eventually, rest } from "./lib/tracker.mjs";
import { startWorld } from "./lib/world.mjs";

let world;
before(async () => (world = await startWorld()));
after(() => world?.stop());

const REST = "**/*.rest.wasm";
const live = (it) => it.state.confirmed && it.freshness === "live";

/** Holds the second file back; `page.load()` lets it come, and `page.asked` says how often it was wanted. */
const held = (answer = (route) => route.continue()) => ({
  before: async (page) => {
    const gate = new Promise((done) => (page.load = done));
    page.asked = 0;
    await page.route(REST, async (route) => {
      page.asked += 1;
      await gate;
      await answer(route).catch(() => {});
    });
  },
});

async function processing() {
  const id = await world.sandbox.place("card");
  await world.sandbox.status(id, "PROCESSING");
  return id;
}

describe("the rest of the WebAssembly", () => {
  test("it_is_asked_for_after_the_first_status_and_once_for_all_trackers", async () => {
    const ids = [await processing(), await processing(), await processing()];
    const page = await world.open(ids.map((id) => world.follow(id)).join(""), {
      before: (page) =>
        page.addInitScript(() => {
          window.order = [];
          addEventListener("order-status", () => window.order.push("status"));
          const { fetch } = window;
          window.fetch = (url, ...more) => (/rest/.test(url) && window.order.push("rest"), fetch(url, ...more));
        }),
    });
    const order = () => page.evaluate(() => window.order);
    await eventually(async () => (await order()).filter((one) => one === "status").length === 3 && (await order()).includes("rest"), "three statuses and the rest");
    await rest(1_000);
    assert.equal((await order())[0], "status");
    assert.equal((await order()).filter((one) => one === "rest").length, 1);
    await page.end();
  });

  test("a_tracker_goes_on_without_it_and_what_needs_it_is_done_when_it_is_there", async () => {
    const id = await processing();
    const page = await world.open(world.follow(id), held());
    await page.until(live);
    await world.sandbox.status(id, "PENDING_DELIVERY_FROM_TRANSAK");
    await page.until((it) => it.state.status === "PENDING_DELIVERY_FROM_TRANSAK" && it.state.confirmed);
    await eventually(() => page.asked === 1, "the rest is wanted");
    // A webhook's news by `push()`, of an order that nothing else tells of.
    const pushed = await world.sandbox.place("card");
    const data = { id: pushed, isBuyOrAdmin: true, isBuyOrSell: "BUY", status: "PROCESSING", createdAt: "2026-01-01T00:00:00.000Z" };
    await page.evaluate(([order]) => {
      const tracker = document.querySelector("transak-order-tracker");
      tracker.removeAttribute("status-url");
      tracker.setAttribute("order-id", order.id);
      tracker.push(order);
    }, [data]);
    await rest(300);
    page.load();
    await page.until((it) => it.state.status === "PROCESSING");
    assert.deepEqual(await page.heard("order-error"), []);
    assert.deepEqual(page.problems, []);
    await page.end();
  });

  test("a_tracker_that_is_taken_out_before_it_is_there_leaves_no_socket", async () => {
    const page = await world.open(world.follow(await processing()), held());
    await page.until(live);
    await page.evaluate(() => document.querySelector("transak-order-tracker").remove());
    await eventually(async () => (await world.sandbox.connections()).sockets === 0, "the socket is closed");
    assert.deepEqual(page.problems, []);
    await page.end();
  });

  test("a_refresh_before_it_is_there_is_answered", async () => {
    const page = await world.open(world.follow(await processing()), held());
    await page.until(live);
    const asked = page.evaluate(() => document.querySelector("transak-order-tracker").refresh().then(() => "answered"));
    await rest(200);
    page.load();
    assert.equal(await asked, "answered");
    assert.ok((await page.until(live)).state.confirmed);
    await page.end();
  });

  test("where_it_fails_it_is_asked_for_again_until_it_comes", async () => {
    let failures = 2;
    const id = await processing();
    const page = await world.open(world.follow(id), held((route) => (failures-- > 0 ? route.abort() : route.continue())));
    page.load();
    await page.until(live);
    await world.sandbox.status(id, "COMPLETED");
    await page.until((it) => it.state.final && it.state.confirmed);
    // Twice in a row is one try: the second goes past the cache.
    await eventually(() => page.asked >= 3, "a further try", 15_000);
    assert.deepEqual(await page.heard("order-error"), []);
    await page.end();
  });
});
