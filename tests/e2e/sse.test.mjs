// The partner's own events (`events-url`, Server-Sent Events) in place of the stream.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { eventually, rest } from "./lib/tracker.mjs";
import { newId, startWorld, tracker } from "./lib/world.mjs";

let world;
before(async () => (world = await startWorld()));
after(() => world?.stop());

const KEY = "11111111-2222-4333-8444-555555555555";
const order = (id, status, more = {}) => ({ id, status, isBuyOrSell: "BUY", fiatAmount: 45, fiatCurrency: "EUR", cryptoCurrency: "ETH", ...more });
const live = (it) => it.freshness === "live";

/** A source of one order's events, at `/events/ID` of the site: the current state first, if there is one, then what it is told to tell. */
function source(id, status) {
  let number = 0;
  const write = (to, name, data) => to.write(`id: ${++number}\nevent: ${name}\ndata: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`);
  const it = {
    order: status && order(id, status),
    lines: new Set(),
    opened: 0,
    /** Takes who comes from now on, and tells them nothing. */
    mute: false,
    tell: (name, data) => it.lines.forEach((line) => write(line, name, data)),
    status(status, more) {
      it.order = order(id, status, more);
      it.tell("order", it.order);
    },
    cut: () => it.lines.forEach((line) => line.destroy()),
  };
  world.site.pages[`/events/${id}`] = (_, response) => {
    it.opened += 1;
    it.lines.add(response);
    response.on("close", () => it.lines.delete(response));
    if (it.mute) return;
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    write(response, it.order ? "order" : "ping", it.order ?? {});
  };
  return it;
}

/** A page with a tracker that hears those; `page.sockets` are the WebSockets that it opened. */
async function follow(id, attributes = {}, before) {
  const sockets = [];
  const page = await world.open(tracker({ "order-id": id, "events-url": "/events/{orderId}", ...attributes }), {
    before: async (page) => {
      page.on("websocket", (socket) => sockets.push(socket.url()));
      await before?.(page);
    },
  });
  return Object.assign(page, { sockets });
}

describe("events_of_the_partner_s", () => {
  test("without_a_status_source_their_word_stands_and_no_socket_is_opened", async () => {
    const id = newId();
    const events = source(id, "PROCESSING");
    const page = await follow(id);
    assert.equal((await page.until((it) => it.state.confirmed && live(it))).status, "PROCESSING");
    events.status("PENDING_DELIVERY_FROM_TRANSAK");
    await page.until((it) => it.status === "PENDING_DELIVERY_FROM_TRANSAK" && it.state.confirmed, { within: 2_000 });
    assert.ok((await page.heard("order-status")).every(({ source }) => source === "stream"));
    assert.deepEqual([page.sockets, page.problems, await page.heard("order-error")], [[], [], []]);
    assert.equal(events.opened, 1);
    await page.end();
  });

  test("with_one_they_are_hints_until_it_has_confirmed_them", async () => {
    const id = newId();
    const events = source(id);
    let answer = order(id, "PROCESSING");
    let gate = Promise.resolve();
    world.orders.set(id, (_, response) => gate.then(() => response.setHeader("content-type", "application/json").end(JSON.stringify(answer))));
    const page = await follow(id, { "status-url": "/orders/{orderId}" });
    await page.until((it) => it.status === "PROCESSING" && it.state.confirmed && live(it));
    await eventually(() => world.orders.asked(id) >= 2, "it is asked after the subscription, too");
    await rest(200);
    let open;
    gate = new Promise((done) => (open = done));
    events.status("COMPLETED");
    await page.until((it) => it.status === "COMPLETED" && !it.state.confirmed && !it.state.final);
    answer = order(id, "COMPLETED");
    open();
    await page.until((it) => it.state.final);
    assert.deepEqual((await page.heard("order-final")).map(({ source }) => source), ["poll"]);
    assert.deepEqual([page.sockets, page.problems], [[], []]);
    await page.end();
  });

  test("an_order_that_is_not_known_yet_has_pings_only_and_is_shown_when_it_comes", async () => {
    const id = newId();
    const events = source(id);
    const page = await follow(id);
    await page.until(live);
    assert.equal((await page.look()).status, "");
    events.tell("ping", {});
    events.status("AWAITING_PAYMENT_FROM_USER");
    await page.until((it) => it.status === "AWAITING_PAYMENT_FROM_USER");
    await page.end();
  });

  test("after_a_cut_it_connects_again_and_what_was_missed_is_shown", async () => {
    const id = newId();
    const events = source(id, "PROCESSING");
    const page = await follow(id);
    await page.until(live);
    events.order = order(id, "COMPLETED");
    events.cut();
    await page.until((it) => it.status === "COMPLETED" && it.state.final, { within: 15_000 });
    assert.equal(events.opened, 2);
    await page.end();
  });

  test("after_a_silence_it_is_not_live", async () => {
    const id = newId();
    const events = source(id, "PROCESSING");
    const page = await follow(id, {}, (page) => page.clock.install());
    await page.until(live);
    events.mute = true;
    await page.clock.runFor(20_000);
    events.tell("ping", {});
    await rest(200);
    await page.clock.runFor(30_000);
    await page.until(live, { within: 500 });
    await page.clock.runFor(15_000);
    await page.until((it) => it.freshness === "stale", { within: 1_000 });
    assert.ok(events.opened >= 2, "another line is opened in its place");
    events.mute = false;
    await page.clock.runFor(15_000);
    await page.until(live, { within: 5_000 });
    await page.end();
  });

  test("what_is_too_large_or_no_order_changes_nothing_and_breaks_nothing", async () => {
    const id = newId();
    const events = source(id, "PROCESSING");
    const page = await follow(id);
    await page.until(live);
    const failed = JSON.stringify(order(id, "FAILED"));
    for (const data of [
      JSON.stringify(order(id, "FAILED", { note: "x".repeat(70_000) })),
      "{",
      "null",
      "[]",
      "7",
      '"eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2ln"',
      '{"status":{}}',
      `{},"data":${failed}`,
      `{"__proto__":${failed}}`,
      JSON.stringify(order(newId(), "FAILED")),
    ])
      events.tell("order", data);
    events.tell("message", failed);
    events.tell("client-order", failed);
    await rest(500);
    assert.equal((await page.look()).status, "PROCESSING");
    events.status("PENDING_DELIVERY_FROM_TRANSAK");
    await page.until((it) => it.status === "PENDING_DELIVERY_FROM_TRANSAK" && live(it));
    assert.deepEqual([page.problems, await page.heard("order-error"), events.opened], [[], [], 1]);
    await page.end();
  });

  test("they_end_with_the_order_and_with_the_element", async () => {
    const [id, other] = [newId(), newId()];
    const [events, others] = [source(id, "PROCESSING"), source(other, "PROCESSING")];
    const page = await world.open([id, other].map((id) => tracker({ id: `t-${id}`, "order-id": id, "events-url": "/events/{orderId}" })).join(""));
    for (const one of [id, other]) await page.until(live, { selector: `#t-${one}` });
    events.status("COMPLETED");
    await eventually(() => events.lines.size === 0, "nobody listens to what has ended");
    assert.equal(others.lines.size, 1);
    await page.evaluate((id) => document.getElementById(id).remove(), `t-${other}`);
    await eventually(() => others.lines.size === 0, "nobody listens for what is gone");
    await rest(1_500);
    assert.deepEqual([events.opened, others.opened, page.problems], [1, 1, []]);
    await page.end();
  });

  test("trackers_of_one_order_share_a_line", async () => {
    const id = newId();
    const events = source(id, "PROCESSING");
    const page = await world.open(["a", "b"].map((name) => tracker({ id: name, "order-id": id, "events-url": "/events/{orderId}" })).join(""));
    for (const one of ["#a", "#b"]) await page.until(live, { selector: one });
    events.status("PENDING_DELIVERY_FROM_TRANSAK");
    for (const one of ["#a", "#b"]) await page.until((it) => it.status === "PENDING_DELIVERY_FROM_TRANSAK", { selector: one });
    assert.equal(events.opened, 1);
    await page.end();
  });

  test("by_the_shop_s_reference_they_are_heard_once_the_order_s_id_is_known", async () => {
    const [id, reference] = [newId(), newId()];
    const events = source(id, "PROCESSING");
    world.orders.set(reference, order(id, "AWAITING_PAYMENT_FROM_USER", { partnerOrderId: reference }));
    const page = await follow(null, { "api-key": KEY, "partner-order-id": reference, "status-url": "/orders/{partnerOrderId}" });
    await page.until((it) => it.status === "PROCESSING" && live(it));
    assert.deepEqual([events.opened, page.sockets], [1, []]);
    await page.end();
  });

  test("beside_a_stream_they_win_and_the_page_is_told_once", async () => {
    const id = newId();
    source(id, "PROCESSING");
    const page = await follow(id, { "stream-url": world.sandbox.streamUrl });
    await page.until(live);
    const errors = await page.heard("order-error");
    assert.deepEqual(errors.map(({ code }) => code), ["CONFIG"]);
    assert.match(errors[0].message, /^stream-url .*events-url/);
    assert.deepEqual(page.sockets, []);
    await page.end();
  });

  test("an_address_that_may_not_be_asked_is_an_error_and_no_stream_takes_its_place", async () => {
    const id = await world.sandbox.place("card");
    const page = await follow(id, { "events-url": "http://example.com/{orderId}", "stream-url": world.sandbox.streamUrl });
    await page.untilHeard("order-error", (all) => all.some(({ message }) => message.startsWith("events-url ")));
    await page.until((it) => it.mounted);
    assert.equal(page.sockets.length, 0);
    await page.end();
  });

  test("from_the_page_s_own_origin_they_need_no_other_in_its_policy", async () => {
    const id = newId();
    source(id, "PROCESSING");
    const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";
    const page = await world.open(tracker({ "order-id": id, "events-url": "/events/{orderId}" }), {
      head: `<meta http-equiv="content-security-policy" content="${policy}">`,
    });
    await page.until(live);
    assert.deepEqual(page.problems, []);
    await page.end();
  });

  test("nothing_is_opened_while_the_WebAssembly_is_still_loading", async () => {
    const id = newId();
    const events = source(id, "PROCESSING");
    const page = await follow(id, {}, (page) => page.route("**/*.wasm", (route) => rest(800).then(() => route.continue())));
    await rest(500);
    assert.deepEqual([events.opened, page.sockets], [0, []]);
    await page.until(live);
    assert.deepEqual([events.opened, page.sockets], [1, []]);
    await page.end();
  });
});
