// The whole way: Transak's webhook → the relay → the tracker, in Chromium; by event streams with SQLite, and by PostgreSQL and a Pusher-compatible server.
import assert from "node:assert/strict";
import { createServer, connect } from "node:net";
import { after, before, test } from "node:test";
import { endWithFile } from "./lib/ending.mjs";
import { freePort, postgres, startRelay } from "./lib/relay.mjs";
import { startSoketi } from "./lib/soketi.mjs";
import { rest } from "./lib/tracker.mjs";
import { startWorld, tracker } from "./lib/world.mjs";

const ways = {};
let soketi, database;

before(async () => {
  soketi = await startSoketi();
  database = postgres();
  const { id, key, secret } = soketi.app;
  const settings = { RELAY_QUIET_SECONDS: "2", RELAY_ON_DEMAND_SECONDS: "2" };
  const pusher = { ...settings, PUSHER_URL: `http://${key}:${secret}@127.0.0.1:${soketi.port}/apps/${id}` };
  ways.sse = await way({ env: settings }, (url) => ({ "events-url": `${url}/orders/{orderId}/events` }));
  ways.pusher = await way({ database, env: pusher }, () => ({ "stream-url": soketi.streamUrl }));
});

after(async () => {
  for (const way of Object.values(ways)) await way.stop();
  await soketi?.stop();
});

/** A Transak, a relay behind a line that can be cut, and a browser. */
async function way(options, stream) {
  const port = await freePort();
  const world = await startWorld({ sandboxArgs: ["--webhook-url", `http://127.0.0.1:${port}/webhooks/transak`] });
  const relay = await startRelay({ transak: world.sandbox.url, port, ...options });
  const line = await cuttable(port);
  const follow = (id) => tracker({ "order-id": id, "status-url": `${relay.url}/orders/{orderId}`, ...stream(line.url) });
  const stop = async () => {
    await world.stop();
    await relay.stop();
    line.stop();
  };
  return { world, relay, line, follow, port, options, stop };
}

/** A port that leads to another one, until it is cut. */
async function cuttable(to) {
  const sockets = new Set();
  let cut = false;
  const server = createServer((from) => {
    if (cut) return from.destroy();
    const onward = connect(to, "127.0.0.1");
    for (const [one, other] of [[from, onward], [onward, from]]) {
      sockets.add(one);
      one.on("error", () => {}).on("close", () => (sockets.delete(one), other.destroy())).pipe(other);
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const destroy = () => sockets.forEach((socket) => socket.destroy());
  const stop = () => (destroy(), server.close());
  endWithFile(stop);
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    cut: (is) => ((cut = is), is && destroy()),
    stop,
  };
}

for (const name of ["sse", "pusher"]) {
  const named = (sentence) => `${name}__${sentence}`;

  test(named("an_order_is_followed_from_placed_to_completed"), async () => {
    const { world, follow } = ways[name];
    const id = await world.sandbox.place("card");
    const page = await world.open(follow(id));
    await page.until((it) => it.status === "AWAITING_PAYMENT_FROM_USER" && it.state.confirmed && it.freshness === "live");
    for (const status of ["PROCESSING", "PENDING_DELIVERY_FROM_TRANSAK", "COMPLETED"]) {
      await world.sandbox.step(id);
      await page.until((it) => it.status === status && it.state.confirmed, { within: 5_000 });
    }
    const told = await page.heard("order-status");
    assert.deepEqual([...new Set(told.map(({ source }) => source))].sort(), ["poll", "stream"]);
    assert.equal((await page.heard("order-final")).length, 1);
    assert.deepEqual(page.problems, []);
    await page.end();
  });

  // Each alone, and two at a time.
  const cut = { "the stream cut": { stream: true } };
  const lost = { "the webhook lost": { webhooks: true } };
  const slow = { "the API slow": { api: true } };
  const pairs = { "the stream cut and the webhook lost": { stream: true, webhooks: true }, "the stream cut and the API slow": { stream: true, api: true },
    "the webhook lost and the API slow": { webhooks: true, api: true } };
  for (const [what, faults] of Object.entries({ ...cut, ...lost, ...slow, ...pairs })) {
    test(named(`with_${what.replaceAll(" ", "_")}_the_final_status_is_shown`), async () => {
      const it = ways[name];
      const id = await it.world.sandbox.place("card");
      const page = await it.world.open(it.follow(id));
      await page.until((shown) => shown.status === "AWAITING_PAYMENT_FROM_USER" && shown.state.confirmed);
      try {
        if (faults.stream) await cutStream(it, true);
        await it.world.sandbox.faults({
          ...(faults.webhooks && { webhooks: { lost: true } }),
          ...(faults.api && { orders: { delayMs: 4_000 } }),
        });
        for (let step = 0; step < 3; step++) await it.world.sandbox.step(id);
        // As long as it is so, too.
        await page.until((shown) => shown.status === "COMPLETED" && shown.state.final, { within: 90_000 });
        assert.equal((await page.heard("order-final")).length, 1);
      } finally {
        await it.world.sandbox.faults({});
        if (faults.stream) await cutStream(it, false);
        await page.end();
      }
    });
  }

  async function cutStream(it, is) {
    if (name === "sse") return it.line.cut(is);
    if (is) return soketi.stop();
    soketi = await startSoketi({ port: soketi.port });
  }
}

test("two_instances_on_one_postgresql__one_is_killed_under_load__the_tracker_does_not_notice", async () => {
  // Webhooks and questions come by a balancer, as they would.
  const balancer = await balance();
  const world = await startWorld({ sandboxArgs: ["--webhook-url", `${balancer.url}/webhooks/transak`] });
  const options = { transak: world.sandbox.url, ...ways.pusher.options, database: postgres() };
  const relays = [await startRelay(options), await startRelay(options)];
  balancer.to(relays.map(({ url }) => Number(new URL(url).port)));
  try {
    const ids = [];
    for (let at = 0; at < 20; at++) ids.push(await world.sandbox.place("card"));
    const follow = (id, at) =>
      tracker({ id: `t${at}`, layout: "line", "order-id": id, "status-url": `${balancer.url}/orders/{orderId}`, "stream-url": soketi.streamUrl });
    const page = await world.open(ids.map(follow).join(""));
    for (const at of ids.keys()) await page.until((it) => it.state.confirmed && it.freshness === "live", { selector: `#t${at}` });
    for (let step = 0; step < 3; step++) {
      const steps = ids.map((id) => world.sandbox.step(id));
      if (step === 1) relays[0].child.kill("SIGKILL");
      await Promise.all(steps);
      await rest(300);
    }
    for (const at of ids.keys()) await page.until((it) => it.status === "COMPLETED" && it.state.final, { selector: `#t${at}`, within: 30_000 });
    assert.deepEqual(await page.heard("order-error"), []);
    assert.ok((await page.heard("order-freshness")).every(({ freshness }) => !["stale", "offline"].includes(freshness)));
    await page.end();
  } finally {
    await world.stop();
    for (const relay of relays) await relay.stop();
    balancer.stop();
  }
});

/** A port that leads to one relay after the other, and past one that is dead. */
async function balance() {
  let ports = [];
  let turn = 0;
  const sockets = new Set();
  const server = createServer((from) => {
    sockets.add(from);
    from.on("error", () => {}).on("close", () => sockets.delete(from));
    const attempt = (left) => {
      if (left === 0) return from.destroy();
      const onward = connect(ports[turn++ % ports.length], "127.0.0.1");
      let connected = false;
      onward.on("connect", () => {
        connected = true;
        from.pipe(onward);
        onward.pipe(from);
      });
      onward.on("error", () => connected || attempt(left - 1));
      onward.on("close", () => connected && from.destroy());
      from.on("close", () => onward.destroy());
    };
    attempt(ports.length);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const stop = () => (sockets.forEach((socket) => socket.destroy()), server.close());
  endWithFile(stop);
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    to: (there) => (ports = there),
    stop,
  };
}
