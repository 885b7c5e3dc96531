// An order followed on somebody else's Pusher server, fed by Pusher's own library; also when that server is killed.
import assert from "node:assert/strict";
import { createConnection } from "node:net";
import { after, before, test } from "node:test";
import PusherServer from "pusher";
import { startSoketi } from "./lib/soketi.mjs";
import { eventually, rest } from "./lib/tracker.mjs";
import { newId, startWorld, tracker } from "./lib/world.mjs";

let world, soketi, pusher;

before(async () => {
  [world, soketi] = await Promise.all([startWorld(), startSoketi()]);
  const { id, key, secret } = soketi.app;
  pusher = new PusherServer({ appId: id, key, secret, host: "127.0.0.1", port: String(soketi.port), useTLS: false });
});

after(async () => {
  await soketi?.stop();
  await world?.stop();
});

const live = (it) => it.state.confirmed && it.freshness === "live";
const order = (id, status) => ({ id, status, isBuyOrSell: "BUY", fiatAmount: 45, fiatCurrency: "EUR", updatedAt: new Date().toISOString() });
const follow = (id, more) => tracker({ "order-id": id, "stream-url": soketi.streamUrl, "status-url": "/orders/{orderId}", ...more });

/** The order takes this status at Transak: the source knows, and the event goes out. */
async function happens(id, event, status) {
  world.orders.set(id, order(id, status));
  await pusher.trigger(id, event, order(id, status));
}

test("an_order_is_followed_from_placed_to_completed", async () => {
  const id = newId();
  world.orders.set(id, order(id, "AWAITING_PAYMENT_FROM_USER"));
  const page = await world.open(follow(id));
  await page.until(live);
  for (const [event, status] of [
    ["ORDER_PROCESSING", "PROCESSING"],
    ["ORDER_PROCESSING", "PENDING_DELIVERY_FROM_TRANSAK"],
    ["ORDER_COMPLETED", "COMPLETED"],
  ]) {
    await happens(id, event, status);
    // By the event, not by the question that comes every minute.
    await page.until((it) => it.status === status && it.state.confirmed, { within: 3_000 });
  }
  const told = await page.heard("order-status");
  assert.deepEqual([...new Set(told.map(({ source }) => source))], ["poll", "stream"]);
  assert.equal((await page.heard("order-final")).length, 1);
  assert.deepEqual(page.problems, []);
  await page.end();
});

test("without_a_status_source_the_stream_is_the_truth", async () => {
  const id = newId();
  const page = await world.open(follow(id, { "status-url": null }));
  await page.until((it) => it.freshness === "live");
  await pusher.trigger(id, "ORDER_PROCESSING", order(id, "PROCESSING"));
  assert.equal((await page.until((it) => it.status === "PROCESSING")).state.confirmed, true);
  // Forty events a second, in a batch, end in the last one.
  const batch = ["PROCESSING", "PENDING_DELIVERY_FROM_TRANSAK", "PROCESSING", "PENDING_DELIVERY_FROM_TRANSAK", "COMPLETED", "PROCESSING"];
  await pusher.triggerBatch(batch.map((status) => ({ channel: id, name: "ORDER_PROCESSING", data: order(id, status) })));
  assert.equal((await page.until((it) => it.state.final)).status, "COMPLETED");
  await page.end();
});

// It grants a channel without `data`. LOADS=50 for the long run.
test("each_load_by_the_stream_alone_opens_one_connection_and_loses_nothing", async (t) => {
  const loads = Number(process.env.LOADS ?? 5);
  for (let load = 0; load < loads; load++) {
    const id = newId();
    let sockets = 0;
    const page = await world.open(follow(id, { "status-url": null }), { before: (page) => page.on("websocket", () => sockets++) });
    // As soon as the server knows of the subscription.
    await eventually(async () => (await (await pusher.get({ path: `/channels/${id}` })).json()).occupied, "the subscription");
    await pusher.trigger(id, "ORDER_PROCESSING", order(id, "PROCESSING"));
    const shown = await page.until((it) => it.status === "PROCESSING" && live(it));
    assert.equal(shown.state.confirmed, true);
    await page.until((it) => it.history);
    assert.deepEqual([sockets, page.problems, await page.heard("order-error")], [1, [], []]);
    await page.end();
  }
  t.diagnostic(`${loads} loads`);
});

test("many_trackers_share_one_socket_here_too", async () => {
  const ids = Array.from({ length: 20 }, newId);
  for (const id of ids) world.orders.set(id, order(id, "PROCESSING"));
  let sockets = 0;
  const page = await world.open(ids.map((id, at) => follow(id, { id: `t${at}`, layout: "line" })).join(""), {
    before: (page) => page.on("websocket", () => sockets++),
  });
  for (const at of ids.keys()) await page.until(live, { selector: `#t${at}` });
  assert.equal(sockets, 1);
  await Promise.all(ids.map((id) => happens(id, "ORDER_COMPLETED", "COMPLETED")));
  for (const at of ids.keys()) await page.until((it) => it.state.final, { selector: `#t${at}` });
  await page.end();
});

/** Waits until somebody listens on the port, looking every 10 ms. */
const listening = (port) =>
  eventually(
    () =>
      new Promise((done) => {
        const socket = createConnection({ port, host: "127.0.0.1" });
        socket.once("connect", () => (socket.destroy(), done(Date.now())));
        socket.once("error", () => done(0));
      }),
    "the server is back",
    20_000,
  );

const ROUNDS = 2;
const PAGES = 5;
const AWAY = 3_000;

test("after_kill_9_and_a_return_the_final_status_is_shown_without_a_reload", { timeout: 120_000 }, async () => {
  const final = [];
  const subscribed = [];
  for (let round = 0; round < ROUNDS; round++) {
    // On each page two orders: one comes to its end while the server is away, the other shows when the stream is back.
    const pages = [];
    for (let at = 0; at < PAGES; at++) {
      const [ending, going] = [newId(), newId()];
      for (const id of [ending, going]) world.orders.set(id, order(id, "PROCESSING"));
      const page = await world.open(follow(ending, { id: "ending" }) + follow(going, { id: "going" }), {
        before: (page) =>
          page.addInitScript(() => {
            window.times = {};
            addEventListener("order-final", (event) => (times[`${event.target.id}-final`] = Date.now()));
            addEventListener("order-freshness", ({ target, detail }) => (times[`${target.id}-${detail.freshness}`] = Date.now()));
          }),
      });
      pages.push({ page, ending, going });
    }
    for (const { page } of pages) for (const selector of ["#ending", "#going"]) await page.until(live, { selector });

    soketi.child.kill("SIGKILL");
    const killed = Date.now();
    for (const { page } of pages) await page.until((it) => it.freshness === "checking", { selector: "#going" });
    for (const { ending } of pages) world.orders.set(ending, order(ending, "COMPLETED")); // the event is lost
    await rest(Math.max(0, AWAY - (Date.now() - killed)));
    const [restarted, back] = await Promise.all([startSoketi({ port: soketi.port }), listening(soketi.port)]);
    soketi = restarted;

    for (const { page, going } of pages) {
      await page.until((it) => it.state.final, { selector: "#ending", within: 25_000 });
      await page.until(live, { selector: "#going", within: 45_000 });
      const times = await page.evaluate(() => window.times);
      final.push(times["ending-final"] - back);
      subscribed.push(times["going-live"] - back);
      // And the stream really works again.
      await happens(going, "ORDER_PROCESSING", "PENDING_DELIVERY_FROM_TRANSAK");
      await page.until((it) => it.status === "PENDING_DELIVERY_FROM_TRANSAK" && it.state.confirmed, { selector: "#going", within: 3_000 });
      assert.deepEqual((await page.heard("order-error")), []);
      await page.end();
    }
  }
  const median = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];
  const report = (name, all) =>
    console.log(`${name}: median ${median(all)} ms, worst ${Math.max(...all)} ms of ${all.length} (${all.join(", ")})`);
  report("final status after the server's return", final);
  report("subscribed after the server's return", subscribed);
  assert.ok(Math.max(...final) < 25_000 && Math.max(...subscribed) < 25_000);
  assert.ok(median(final) <= 3_000, `median ${median(final)} ms`);
});
