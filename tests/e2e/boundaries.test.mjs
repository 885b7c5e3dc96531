// Where the element goes and where it does not, what it remembers and for whom, and what it does where the browser refuses.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startPusher } from "./lib/pusher.mjs";
import { eventually, rest, trackers } from "./lib/tracker.mjs";
import { newId, startWorld, tracker } from "./lib/world.mjs";

let world, pusher;
before(async () => {
  world = await startWorld();
  pusher = await startPusher();
});
after(async () => {
  await pusher?.stop();
  await world?.stop();
});

const live = (it) => it.state.confirmed && it.freshness === "live";
/** Writes down where the page goes. */
const watched = (page) => {
  page.went = [];
  page.on("request", (request) => page.went.push(request.url()));
  page.on("websocket", (socket) => page.went.push(socket.url()));
};
const order = (id, status) => ({ id, status, isBuyOrSell: "BUY", fiatAmount: 50, fiatCurrency: "EUR" });

describe("a wrong address", { concurrency: 3 }, () => {
  for (const url of ["/orders/{orderID}", "https://{orderId}.x.example/", "\\\\x.example\\{orderId}", "https://user:word@x.example/{orderId}", "/orders/{orderId"]) {
    test(`status-url=${url}_is_told_and_nobody_is_asked`, async () => {
      const page = await world.open(tracker({ "order-id": newId(), "stream-url": "none", "status-url": url }), { before: watched });
      const [error] = await page.untilHeard("order-error");
      assert.equal(error.code, "CONFIG");
      assert.match(error.message, /^status-url /);
      await page.refresh();
      assert.deepEqual(page.went.filter((one) => /orders\/|example/.test(one)), []);
      await page.end();
    });
  }

  for (const [attribute, url] of [
    ["stream-url", "wss://mine.example/other"],
    ["stream-url", "javascript:alert(1)"],
    ["stream-url", "ws://elsewhere.example/app/key"],
    ["events-url", "/events/{orderID}"],
    ["events-url", "http://elsewhere.example/{orderId}"],
  ]) {
    test(`${attribute}=${url}_is_told_and_no_stream_takes_its_place`, async () => {
      const id = newId();
      world.orders.set(id, order(id, "PROCESSING"));
      const page = await world.open(tracker({ "order-id": id, "status-url": "/orders/{orderId}", [attribute]: url }), { before: watched });
      const [error] = await page.untilHeard("order-error");
      assert.equal(error.code, "CONFIG");
      assert.ok(error.message.startsWith(`${attribute} `), error.message);
      await page.until((it) => it.state.confirmed);
      assert.deepEqual(page.went.filter((one) => /^ws|pusher|events/.test(one)), []);
      await page.end();
    });
  }
});

describe("what is remembered", { concurrency: 3 }, () => {
  for (const [name, more] of [
    ["the_redirect_s_query_alone", {}],
    ["the_query_and_a_reference", { "api-key": newId(), "partner-order-id": "7" }],
    ["the_query_and_a_key", { "api-key": newId() }],
  ]) {
    test(`a_second_purchase_in_the_tab_is_not_shown_as_the_first_named_by_${name}`, async () => {
      const [a, b] = [newId(), newId()];
      const body = tracker({ "from-redirect": true, "stream-url": "none", ...more });
      const page = await world.open(body, { query: `?orderId=${a}&status=PROCESSING&partnerOrderId=7` });
      await page.until((it) => it.status === "PROCESSING");
      await page.push(order(a, "COMPLETED"));
      await page.until((it) => it.status === "COMPLETED" && it.state.confirmed);
      await page.goto(page.url().replace(a, b));
      const shown = await page.until((it) => it.mounted && it.status);
      assert.equal(shown.status, "PROCESSING");
      assert.ok(shown.steps.some(({ state }) => state === "todo"));
      await page.end();
    });
  }

  test("the_same_purchase_is_remembered_over_a_reload", async () => {
    const id = newId();
    const page = await world.open(tracker({ "from-redirect": true, "stream-url": "none" }), { query: `?orderId=${id}&status=PROCESSING` });
    await page.until((it) => it.status === "PROCESSING");
    await page.push(order(id, "PENDING_DELIVERY_FROM_TRANSAK"));
    await page.until((it) => it.status === "PENDING_DELIVERY_FROM_TRANSAK");
    await page.reload();
    const shown = await page.until((it) => it.mounted && it.status);
    assert.equal(shown.status, "PENDING_DELIVERY_FROM_TRANSAK");
    await page.end();
  });
});

describe("where the browser refuses", { concurrency: 2 }, () => {
  test("a_sandboxed_frame_asks_and_streams_as_any_page_does", async () => {
    const id = await world.sandbox.place("card");
    await world.sandbox.status(id, "PROCESSING");
    world.site.headers = { "access-control-allow-origin": "*" };
    world.site.pages["/inside"] = `<!doctype html><html lang="en"><script type="module" src="/dist/transak-order-tracker.js"></script>${world.follow(id)}`;
    const page = await world.open('<iframe sandbox="allow-scripts" src="/inside"></iframe>');
    const [, frame] = page.frames();
    const shown = await trackers(frame).until(live);
    assert.equal(shown.status, "PROCESSING");
    const refused = await frame.evaluate(() => navigator.locks.request("x", () => {}).then(() => "given", ({ name }) => name));
    assert.equal(refused, "SecurityError", "or else this looks at nothing");
    await page.end();
  });

  for (const [name, refuse] of [
    ["locks_that_are_refused", () => (navigator.locks.request = () => Promise.reject(new DOMException("no", "SecurityError")))],
    ["locks_that_throw", () => (navigator.locks.request = () => { throw new DOMException("no", "SecurityError"); })],
    ["no_BroadcastChannel_that_opens", () => (window.BroadcastChannel = class { constructor() { throw new DOMException("no", "SecurityError"); } })],
    ["storage_that_throws", () => Object.defineProperty(window, "sessionStorage", { get() { throw new DOMException("no", "SecurityError"); } })],
    ["no_AbortSignal_timeout", () => delete AbortSignal.timeout],
  ]) {
    test(`${name}_are_as_good_as_none`, async () => {
      const id = await world.sandbox.place("card");
      await world.sandbox.status(id, "PROCESSING");
      const page = await world.open(world.follow(id), {
        before: async (page) => {
          await page.addInitScript(() => {
            window.unhandled = [];
            addEventListener("unhandledrejection", ({ reason }) => window.unhandled.push(String(reason)));
          });
          await page.addInitScript(refuse);
        },
      });
      await page.until(live);
      await world.sandbox.status(id, "COMPLETED");
      await page.until((it) => it.status === "COMPLETED" && it.state.confirmed);
      assert.deepEqual(await page.evaluate(() => window.unhandled), []);
      assert.deepEqual(await page.heard("order-error"), []);
      await page.end();
    });
  }
});

describe("what others hear", { concurrency: 3 }, () => {
  test("the_status_source_does_not_hear_which_page_asks", async () => {
    const id = newId();
    const referers = [];
    world.orders.set(id, (request, response) => {
      referers.push(request.headers.referer);
      response.setHeader("content-type", "application/json").end(JSON.stringify({ data: order(id, "PROCESSING") }));
    });
    const page = await world.open(tracker({ "order-id": id, "stream-url": "none", "status-url": "/orders/{orderId}" }), { query: "?secret=1" });
    await page.until((it) => it.state.confirmed);
    await page.refresh();
    assert.ok(referers.length >= 2);
    assert.deepEqual(referers.filter(Boolean), []);
    await page.end();
  });

  test("a_second_tracker_on_a_line_that_was_refused_is_told_the_code", async () => {
    // The server doesn't know this key, and closes with 4001.
    const url = pusher.url("unknown");
    const page = await world.open(tracker({ "order-id": newId(), "stream-url": url }));
    const [first] = await page.untilHeard("order-error");
    assert.match(first.message, /code 4001/);
    await page.evaluate((html) => document.body.insertAdjacentHTML("beforeend", html), tracker({ "order-id": newId(), "stream-url": url }));
    const [, second] = await page.untilHeard("order-error", (all) => all.length === 2);
    assert.match(second.message, /code 4001/);
    assert.equal(second.code, "STREAM_REFUSED");
    await page.end();
  });

  test("an_answer_that_another_tab_asked_for_is_confirmed_when_that_was_asked", async () => {
    const id = newId();
    world.orders.set(id, order(id, "PROCESSING"));
    const first = await world.open(tracker({ "order-id": id, "stream-url": "none", "status-url": "/orders/{orderId}" }));
    const { lastConfirmedAt } = (await first.until((it) => it.state.confirmed)).state;
    await rest(1_500);
    const tab = await first.context().newPage();
    await tab.goto(first.url());
    const second = trackers(tab);
    const shown = await second.until((it) => it.state.confirmed);
    const asked = world.orders.asked(id);
    // Each said a time of an answer, and no time after the last question.
    assert.ok(new Date(shown.state.lastConfirmedAt) >= new Date(lastConfirmedAt));
    assert.ok(new Date(shown.state.lastConfirmedAt) <= new Date(), "not in the future");
    assert.ok(asked >= 1);
    await first.end();
  });
});
