// Socket and question while the WebAssembly is still loading, and how it takes both over.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { eventually, rest } from "./lib/tracker.mjs";
import { newId, startWorld, tracker } from "./lib/world.mjs";

let world;
before(async () => (world = await startWorld()));
after(() => world?.stop());

const live = (it) => it.state.confirmed && it.freshness === "live";
const sockets = async () => (await world.sandbox.connections()).sockets;

/** Holds the WebAssembly back; `page.load()` lets it come. */
const held = (script) => ({
  before: async (page) => {
    const gate = new Promise((done) => (page.load = done));
    await page.route("**/*.wasm", async (route) => {
      await gate;
      await route.continue().catch(() => {});
    });
    page.opened = [];
    page.asked = [];
    page.on("websocket", (socket) => page.opened.push(socket.url()));
    page.on("request", (request) => /orders/.test(request.url()) && page.asked.push(request.url()));
    if (script) await page.addInitScript(script);
  },
});

for (const [where, script] of [
  ["", undefined],
  ["_also_without_locks_and_channels", "delete Navigator.prototype.locks; delete globalThis.BroadcastChannel"],
]) {
  describe(`early${where}`, () => {
    test("the_socket_is_subscribed_and_the_source_asked_before_the_WebAssembly_is_there", async () => {
      const id = await world.sandbox.place("card");
      await world.sandbox.status(id, "PROCESSING");
      const page = await world.open(world.follow(id), held(script));
      await eventually(async () => (await sockets()) === 1, "the socket is there");
      await eventually(() => page.asked.length === 1, "the source is asked");
      // Heard early, shown later, and in order.
      await rest(300);
      await world.sandbox.status(id, "PENDING_DELIVERY_FROM_TRANSAK");
      await rest(300);
      page.load();
      assert.equal((await page.until(live)).status, "PENDING_DELIVERY_FROM_TRANSAK");
      assert.equal(page.opened.length, 1);
      assert.ok(page.asked.length <= 3, `${page.asked.length} questions`);
      await world.sandbox.status(id, "COMPLETED");
      await page.until((it) => it.state.final);
      const told = (await page.heard("order-status")).map(({ status }) => status);
      assert.deepEqual([...new Set(told)], told.filter((status, at) => status !== told[at - 1]), "no step backward");
      assert.deepEqual(page.problems, []);
      await page.end();
    });

    test("with_a_stream_alone_the_first_status_is_what_was_heard_early", async () => {
      const id = await world.sandbox.place("card");
      const page = await world.open(world.follow(id, { "status-url": null }), held(script));
      await eventually(async () => (await sockets()) === 1, "the socket is there");
      await rest(300);
      await world.sandbox.status(id, "PROCESSING");
      await rest(300);
      page.load();
      assert.equal((await page.until(live)).status, "PROCESSING");
      assert.deepEqual([page.opened.length, page.asked.length], [1, 0]);
      await page.end();
    });
  });
}

describe("early", () => {
  test("what_was_begun_ends_where_the_WebAssembly_is_blocked", async () => {
    const id = await world.sandbox.place("card");
    let begun = 0;
    const page = await world.open(world.follow(id), {
      before: async (page) => {
        page.on("websocket", () => (begun += 1));
        await page.route("**/*.wasm", (route) => rest(300).then(() => route.abort()));
      },
    });
    await eventually(() => begun === 1, "a socket is begun");
    assert.deepEqual((await page.untilHeard("order-error")).map(({ code }) => code), ["WASM_BLOCKED"]);
    await eventually(async () => (await sockets()) === 0, "the socket is closed");
    await page.end();
  });

  for (const [what, attributes] of [
    ["stream-url_none", { "stream-url": "none", "status-url": null }],
    ["an_address_that_is_none", { "stream-url": "wss://a@b.example/app/key", "status-url": "http://example.com/{orderId}" }],
    ["an_id_that_is_none", { "order-id": "undefined" }],
    ["the_api_key_as_an_id", { "order-id": "02624956-010b-4775-8e31-7b9c8b82df76", "api-key": "02624956-010b-4775-8e31-7b9c8b82df76" }],
  ]) {
    test(`${what}_begins_nothing`, async () => {
      const all = { "order-id": newId(), "stream-url": world.sandbox.streamUrl, "status-url": world.sandbox.statusUrl, ...attributes };
      const page = await world.open(tracker(all), held());
      await eventually(() => page.evaluate(() => !!customElements.get("transak-order-tracker")), "the script has run");
      await rest(600);
      assert.deepEqual([page.opened, page.asked], [[], []]);
      page.load();
      await page.end();
    });
  }

  test("two_trackers_begin_on_one_socket", async () => {
    const ids = [await world.sandbox.place("card"), await world.sandbox.place("card")];
    const page = await world.open(ids.map((id) => world.follow(id, { id: `t${ids.indexOf(id)}` })).join(""), held());
    await eventually(() => page.asked.length === 2, "both are asked about");
    page.load();
    for (const selector of ["#t0", "#t1"]) await page.until(live, { selector });
    assert.equal(page.opened.length, 1);
    await page.end();
  });

  test("a_tab_that_follows_begins_on_the_leader_s_socket", async () => {
    const id = await world.sandbox.place("card");
    const first = await world.open(world.follow(id));
    await first.until(live);
    await eventually(async () => (await sockets()) === 1, "one socket");
    const second = await first.context().newPage();
    const opened = [];
    second.on("websocket", () => opened.push(1));
    await second.goto(first.url());
    await eventually(() => second.evaluate(() => document.querySelector("transak-order-tracker").state.freshness === "live"), "it is live");
    assert.deepEqual(opened, []);
    assert.equal(await sockets(), 1);
    await first.end();
  });
});
