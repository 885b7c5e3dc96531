// A canary in every field of Transak's that the tracker doesn't need: none of them gets anywhere, whichever way the order comes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ROOT } from "./lib/env.mjs";
import { trackers, whole } from "./lib/tracker.mjs";
import { startWorld } from "./lib/world.mjs";

let world;
before(async () => {
  world = await startWorld();
  world.site.pages["/spy"] = "<!doctype html><title>Spy</title>";
});
after(() => world?.stop());

/** The core's own test has the list (`tests/hostile/canaries.rs`). */
const FIELDS = [...readFileSync(join(ROOT, "tests/hostile/canaries.rs"), "utf8").split("= [")[1].split("];")[0].matchAll(/"([^"]+)"/g)].map(([, name]) => name);
const CANARY = "canary-7f3a";

/** The order with a canary in each of the fields; a number in a name is a place in a list. */
function laden(order) {
  const all = structuredClone(order);
  FIELDS.forEach((field, index) => {
    const names = field.split(".");
    const last = names.pop();
    let here = all;
    names.forEach((name, at) => {
      const wanted = /^\d+$/.test(names[at + 1] ?? last) ? Array.isArray : (it) => it && typeof it === "object" && !Array.isArray(it);
      if (!wanted(here[name])) here[name] = wanted === Array.isArray ? [] : {};
      here = here[name];
    });
    if (last !== "_id") here[last] = `${CANARY}-${index}`;
  });
  return all;
}

/** Everything of the page that anybody could read. */
const readable = (page) =>
  page.evaluate(() => {
    const markup = (root) => [...root.childNodes].map((node) => (node.outerHTML ?? node.textContent ?? "") + (node.shadowRoot ? markup(node.shadowRoot) : "") + markup(node)).join("\n");
    const trackers = [...document.querySelectorAll("transak-order-tracker")];
    return JSON.stringify([markup(document), trackers.map((it) => it.state), window.recorded, { ...sessionStorage }, { ...localStorage }, document.cookie, document.title, location.href]);
  });

test("no_canary_is_in_the_page_its_events_storage_console_requests_or_channels_nor_in_a_second_tab", async () => {
  assert.ok(FIELDS.length >= 40, String(FIELDS.length));
  const said = [];
  for (const side of ["card", "sell"]) {
    const id = await world.sandbox.place(side);
    const order = async () => laden(await world.sandbox.order(id));
    const first = await order();
    assert.ok(JSON.stringify(first).split(CANARY).length > 40, "the canaries are in the order");
    world.orders.set(id, first);
    const page = await world.open(world.follow(id, { "status-url": "/orders/{orderId}" }), {
      before: (page) => {
        page.on("console", (message) => said.push(message.text()));
        page.on("request", (request) => said.push(request.url(), request.postData() ?? "", JSON.stringify(request.headers())));
        page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => said.push(String(payload))));
      },
    });
    await page.until((it) => it.state.confirmed);
    // A second tab follows the same order by what the first hands on; and a script of the origin listens to that.
    const tab = await page.context().newPage();
    tab.on("console", (message) => said.push(message.text()));
    await tab.addInitScript(() => (window.recorded = []));
    await tab.goto(page.url());
    const second = Object.assign(tab, trackers(tab));
    await second.until((it) => it.state.confirmed);
    const spy = await page.context().newPage();
    await spy.goto(new URL("/spy", page.url()).href);
    await spy.evaluate(async (stream) => {
      window.heard = [];
      const name = "transak-order-tracker:1";
      const { held } = await navigator.locks.query();
      const names = new Set([name, ...held.map((lock) => lock.name), `${name}${stream}`]);
      for (const one of names) new BroadcastChannel(one).onmessage = ({ data }) => window.heard.push(JSON.stringify(data));
    }, world.sandbox.streamUrl);
    for (const status of ["PENDING_DELIVERY_FROM_TRANSAK", "FAILED", "REFUNDED"]) {
      await world.sandbox.status(id, status, { publish: false });
      const news = await order();
      // First: a source that lags is another test's matter.
      world.orders.set(id, news);
      await world.sandbox.publish(id, "ORDER_PROCESSING", news);
      await page.push({ eventID: "ORDER_PROCESSING", webhookData: news });
      await page.push({ event_id: "TRANSAK_ORDER_SUCCESSFUL", data: { eventName: "x", status: news } });
      await page.give({ order: news, activeOrders: [news] });
      await page.until((it) => it.status === status && it.state.confirmed && whole(it));
      await second.until((it) => it.status === status && it.state.confirmed && whole(it));
      said.push(await readable(page), await readable(second), ...(await spy.evaluate(() => window.heard.splice(0))));
    }
    await page.end();
  }
  assert.ok(said.some((text) => text.startsWith("{") && text.includes("ORDER_PROCESSING")), "a frame was handed on, and heard");
  for (const one of ["REFUNDED", "order-final", "pusher:subscribe", "/orders/"]) assert.ok(said.some((text) => text.includes(one)), `${one} was looked at`);
  const found = said.join("\n").match(new RegExp(`${CANARY}-\\d+`, "g")) ?? [];
  assert.deepEqual([...new Set(found)].map((canary) => FIELDS[Number(canary.split("-").at(-1))]), []);
});
