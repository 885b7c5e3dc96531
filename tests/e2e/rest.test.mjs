// The WebAssembly is in two files. The second loads after the first status; what needs it earlier waits for it, and nobody notices.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { DIST } from "./lib/env.mjs";
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
  // Of several trackers, the second's answer may be there before the first's is told; it waits for the rest, and so asks for it.
  for (const [name, count] of [["after_the_first_status", 1], ["once_for_all_trackers", 3]]) {
    test(`it_is_asked_for_${name}`, async () => {
      const ids = await Promise.all(Array.from({ length: count }, processing));
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
      await eventually(async () => (await order()).filter((one) => one === "status").length === count && (await order()).includes("rest"), "the statuses and the rest");
      await rest(1_000);
      const seen = await order();
      await page.end();
      assert.equal(seen.filter((one) => one === "rest").length, 1);
      if (count === 1) assert.equal(seen[0], "status");
    });
  }

  // Each would be slow each time: the first part would have to start anew with the rest.
  test("nothing_that_a_page_rightly_writes_needs_it_for_the_first_status", async () => {
    const id = await processing();
    const order = await world.sandbox.order(id);
    for (const status of ["AWAITING_PAYMENT_FROM_USER", "PROCESSING", "COMPLETED", "FAILED"]) {
      world.orders.set(id, { ...order, status });
      for (const way of [
        { "status-url": `/orders/${id}` },
        { "status-url": "orders/{orderId}", environment: "staging", locale: "pt-BR", theme: "dark", side: "buy" },
        { "status-url": world.site.url("/orders/{orderId}"), locale: "zh-Hant-TW", layout: "compact" },
        { "status-url": "/orders/{orderId}", "resume-url": "https://shop.example/pay?a=1", "retry-url": "/pay", "support-url": "../help#chat" },
      ]) {
        const page = await world.open(world.follow(id, way), held());
        await page.until((it) => it.status === status && it.state.status === status);
        await page.end();
      }
    }
  });

  test("what_a_server_drew_stays_until_it_is_there", async () => {
    const { render } = await import(pathToFileURL(join(DIST, "server.js")));
    for (const status of ["AWAITING_PAYMENT_FROM_USER", "COMPLETED"]) {
      const id = await world.sandbox.place("card");
      await world.sandbox.status(id, status);
      const order = await world.sandbox.order(id);
      const html = render(order, { orderId: id, statusUrl: world.sandbox.statusUrl, streamUrl: world.sandbox.streamUrl });
      const page = await world.open(html, held());
      await eventually(() => page.asked > 0, "the rest is wanted");
      await rest(300);
      const drawn = () => page.evaluate(() => !!document.querySelector("transak-order-tracker").shadowRoot.querySelector("[data-given]"));
      assert.ok(await drawn());
      page.load();
      await page.until((it) => it.status === status && it.state?.status === status);
      assert.equal(await drawn(), false);
      await page.end();
    }
  });

  test("until_it_is_there_what_was_shown_stays_and_then_everything_comes_in_order", async () => {
    const id = await processing();
    const page = await world.open(world.follow(id), held());
    await page.until((it) => it.status === "PROCESSING" && it.state.status === "PROCESSING");
    await eventually(() => page.asked === 1, "the rest is wanted");
    for (const status of ["PENDING_DELIVERY_FROM_TRANSAK", "COMPLETED"]) {
      await world.sandbox.status(id, status);
      await rest(100);
    }
    // Nothing of what needs it throws or is lost meanwhile.
    const asked = page.evaluate(() => {
      const tracker = document.querySelector("transak-order-tracker");
      tracker.theme = "dark";
      return tracker.refresh().then(() => "answered");
    });
    await rest(200);
    assert.equal((await page.look()).state.status, "PROCESSING");
    page.load();
    await page.until((it) => it.state.final && it.state.confirmed);
    assert.equal(await asked, "answered");
    const told = (await page.heard("order-status")).map(({ status, previous }) => [status, previous]);
    assert.deepEqual(told[0], ["PROCESSING", ""]);
    assert.ok(told.every(([status, previous]) => previous !== "COMPLETED" || status === "COMPLETED"), "no step backward");
    assert.equal((await page.heard("order-final")).length, 1);
    assert.deepEqual(await page.heard("order-error"), []);
    assert.deepEqual(page.problems, []);
    assert.equal((await world.sandbox.connections()).sockets, 0);
    await page.end();
  });

  test("news_that_is_pushed_meanwhile_counts", async () => {
    const id = await processing();
    const page = await world.open(world.follow(id, { "status-url": null, "stream-url": "none" }), held());
    await page.evaluate(([id]) => document.querySelector("transak-order-tracker").push({ id, status: "PROCESSING", isBuyOrSell: "BUY" }), [id]);
    await rest(1_000);
    await page.evaluate(([id]) => document.querySelector("transak-order-tracker").push({ id, status: "COMPLETED", isBuyOrSell: "BUY" }), [id]);
    page.load();
    await page.until((it) => it.state.status === "COMPLETED");
    assert.deepEqual(await page.heard("order-error"), []);
    await page.end();
  });

  test("what_is_pressed_meanwhile_is_done_then_and_can_still_be_prevented", async () => {
    const page = await world.open(world.follow(await world.sandbox.place("card"), { "resume-url": "/pay" }), held());
    await page.until((it) => it.actions.some(({ action }) => action === "resume"));
    await page.evaluate(() => addEventListener("order-action", (event) => event.preventDefault()));
    await page.click("transak-order-tracker [data-action=resume]");
    await rest(300);
    assert.deepEqual(await page.heard("order-action"), []);
    page.load();
    await page.untilHeard("order-action");
    assert.deepEqual((await page.heard("order-action")).map(({ action }) => action), ["resume"]);
    assert.match(page.url(), /page-/);
    await page.end();
  });

  test("a_tracker_that_is_taken_out_meanwhile_leaves_no_socket", async () => {
    const page = await world.open(world.follow(await processing()), held());
    await page.until((it) => it.state.status === "PROCESSING");
    await page.evaluate(() => document.querySelector("transak-order-tracker").remove());
    page.load();
    await eventually(async () => (await world.sandbox.connections()).sockets === 0, "the socket is closed");
    assert.deepEqual(page.problems, []);
    await page.end();
  });

  test("a_wrong_option_is_told_once_also_before_it", async () => {
    const page = await world.open(world.follow(await processing(), { side: "swap", theme: "pink" }), held());
    await eventually(() => page.asked > 0, "the rest is wanted");
    page.load();
    await page.until(live);
    assert.deepEqual((await page.heard("order-error")).map(({ code }) => code), ["CONFIG", "CONFIG"]);
    assert.deepEqual(page.problems, []);
    await page.end();
  });

  test("where_it_fails_the_tracker_says_that_it_may_be_out_of_date_and_goes_on_when_it_comes", async () => {
    let failures = 4; // twice, each time also past the cache
    const id = await processing();
    const page = await world.open(world.follow(id), held((route) => (failures-- > 0 ? route.abort() : route.continue())));
    page.load();
    await page.until((it) => it.state.status === "PROCESSING" && it.freshness === "stale");
    await world.sandbox.status(id, "COMPLETED");
    await page.until((it) => it.state.final && it.state.confirmed, { within: 20_000 });
    assert.deepEqual((await page.heard("order-error")).map(({ code, retrying }) => [code, retrying]), [["WASM_BLOCKED", true]]);
    await page.end();
  });
});
