// What a page asks of the element and gives it: state, refresh and push.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { eventually, rest } from "./lib/tracker.mjs";
import { newId, startWorld, tracker } from "./lib/world.mjs";

const EMPTY_STATE = {
  status: "", side: "", stage: "", final: false, confirmed: false, freshness: "checking", prompt: "", lastConfirmedAt: null,
};

let world;
before(async () => (world = await startWorld()));
after(() => world?.stop());

const live = (it) => it.state.confirmed && it.freshness === "live";
const errors = async (page) => (await page.heard("order-error")).map(({ code }) => code);
/** A tracker without any source: what it shows comes from the page. */
const alone = (more = {}) => tracker({ "order-id": newId(), "stream-url": "none", ...more });

describe("state", { concurrency: 3 }, () => {
  test("has_the_same_frozen_shape_before_and_after_anything_has_loaded", async () => {
    const id = await world.sandbox.place("sell");
    const page = await world.open(world.follow(id, { side: "sell" }), {
      before: (page) =>
        page.addInitScript(() => {
          customElements.whenDefined("transak-order-tracker").then(() => (window.first = document.querySelector("transak-order-tracker").state));
        }),
    });
    await page.until(live);
    const seen = await page.evaluate(() => {
      const { first } = window;
      const { state } = document.querySelector("transak-order-tracker");
      const plain = (it) => Object.getPrototypeOf(it) === Object.prototype && Object.isFrozen(it);
      return { first, state, plain: plain(first) && plain(state), fresh: document.createElement("transak-order-tracker").state };
    });
    assert.deepEqual(seen.first, { ...EMPTY_STATE, side: "sell" });
    assert.deepEqual(seen.fresh, EMPTY_STATE);
    assert.ok(seen.plain);
    assert.deepEqual(Object.keys(seen.state), Object.keys(EMPTY_STATE));
    const { lastConfirmedAt, ...others } = seen.state;
    assert.match(lastConfirmedAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
    assert.deepEqual(others, {
      status: "AWAITING_PAYMENT_FROM_USER", side: "sell", stage: "placed", final: false, confirmed: true, freshness: "live", prompt: "send-crypto",
    });
    await page.end();
  });

  test("can_not_be_set", async () => {
    const page = await world.open(alone());
    await page.until((it) => it.prompt === "waiting");
    const thrown = await page.evaluate(() => {
      "use strict";
      const host = document.querySelector("transak-order-tracker");
      const thrown = [];
      for (const change of [() => (host.state = {}), () => (host.state.status = "COMPLETED")]) {
        try {
          change();
          thrown.push("nothing");
        } catch (error) {
          thrown.push(error.name);
        }
      }
      return [...thrown, host.state.status];
    });
    assert.deepEqual(thrown, ["TypeError", "TypeError", ""]);
    await page.end();
  });
});

describe("refresh", { concurrency: 3 }, () => {
  test("resolves_after_an_answer", async () => {
    const id = newId();
    world.orders.set(id, { id, status: "PROCESSING" });
    const page = await world.open(tracker({ "order-id": id, "stream-url": "none", "status-url": "/orders/{orderId}" }));
    await page.until((it) => it.state.confirmed);
    world.orders.set(id, { id, status: "PENDING_DELIVERY_FROM_TRANSAK" });
    const status = await page.evaluate(async () => {
      const host = document.querySelector("transak-order-tracker");
      await host.refresh();
      return host.state.status;
    });
    assert.equal(status, "PENDING_DELIVERY_FROM_TRANSAK");
    await page.end();
  });

  test("resolves_with_nothing_to_ask_before_loading_and_after_a_failed_answer", async () => {
    const id = newId();
    world.orders.set(id, (_, response) => response.writeHead(500).end());
    const page = await world.open(alone({ id: "alone" }) + tracker({ id: "asks", "order-id": id, "stream-url": "none", "status-url": "/orders/{orderId}" }));
    const kinds = await page.evaluate(async () => {
      const detached = document.createElement("transak-order-tracker");
      const all = [...document.querySelectorAll("transak-order-tracker"), detached].map((host) => host.refresh());
      return (await Promise.all(all)).map((value) => typeof value);
    });
    assert.deepEqual(kinds, ["undefined", "undefined", "undefined"]);
    assert.ok(world.orders.asked(id) > 0);
    await page.end();
  });

  test("of_many_at_once_all_resolve_and_few_ask", async () => {
    const id = newId();
    world.orders.set(id, { id, status: "PROCESSING" });
    const page = await world.open(tracker({ "order-id": id, "stream-url": "none", "status-url": "/orders/{orderId}" }));
    await page.until((it) => it.state.confirmed);
    const before = world.orders.asked(id);
    await page.evaluate(() => Promise.all(Array.from({ length: 50 }, () => document.querySelector("transak-order-tracker").refresh())));
    const asked = world.orders.asked(id) - before;
    assert.ok(asked >= 1 && asked <= 2, `${asked} questions`);
    await page.end();
  });

  test("asks_fetchOrder_with_the_order_id_and_a_signal", async () => {
    const id = newId();
    const page = await world.open(alone({ id: "f" }).replace(/order-id="[^"]*"/, `order-id="${id}"`));
    await page.evaluate((id) => {
      const host = document.querySelector("transak-order-tracker");
      window.asked = [];
      host.fetchOrder = async (...given) => {
        window.asked.push([given.length, given[0], given[1].signal instanceof AbortSignal]);
        return { data: { id, status: "PROCESSING", isBuyOrSell: "SELL" } };
      };
    }, id);
    const shown = await page.until((it) => it.state.confirmed);
    assert.equal(shown.side, "sell");
    assert.deepEqual(await page.evaluate(() => window.asked[0]), [2, id, true]);
    assert.equal((await page.heard("order-status"))[0].source, "poll");
    await page.end();
  });

  test("survives_a_fetchOrder_that_throws_hangs_or_gives_nonsense", async () => {
    const page = await world.open(alone());
    await page.until((it) => it.prompt === "waiting");
    for (const body of ["throw new Error('x')", "return Promise.reject(null)", "return 42", "return { get status() { throw 1 } }", "return new Promise(() => {})"]) {
      await page.evaluate((body) => {
        const host = document.querySelector("transak-order-tracker");
        window.asked = 0;
        host.fetchOrder = () => (window.asked++, new Function(body)());
        void host.refresh();
      }, body);
      await eventually(() => page.evaluate(() => window.asked > 0), `asked: ${body}`);
      await rest(60);
    }
    assert.equal((await page.look()).prompt, "waiting");
    assert.deepEqual(page.problems, []);
    assert.ok(!(await errors(page)).includes("INTERNAL"));
    await page.end();
  });
});

describe("push", { concurrency: 3 }, () => {
  const order = (id, status) => ({ id, status, isBuyOrSell: "BUY", fiatAmount: 45, fiatCurrency: "EUR" });
  const forms = {
    a_webhook: (id, status) => ({ eventID: "ORDER_PROCESSING", createdAt: "2024-10-15T14:31:00.000Z", webhookData: order(id, status) }),
    a_widget_message: (id, status) => ({ event_id: "TRANSAK_ORDER_SUCCESSFUL", data: order(id, status) }),
    a_widget_message_with_the_order_in_its_status: (id, status) => ({
      event_id: "TRANSAK_ORDER_SUCCESSFUL",
      data: { eventName: "TRANSAK_ORDER_SUCCESSFUL", status: order(id, status) },
    }),
    a_bare_order: order,
  };

  for (const [name, form] of Object.entries(forms)) {
    test(`takes_${name}_which_is_the_truth_without_a_source_and_a_hint_with_one`, async () => {
      const id = newId();
      let answer;
      world.orders.set(id, (_, response) => (answer = () => response.end(JSON.stringify(order(id, "PROCESSING")))));
      const page = await world.open(
        tracker({ id: "none", "order-id": id, "stream-url": "none" }) +
          tracker({ id: "source", "order-id": id, "stream-url": "none", "status-url": "/orders/{orderId}" }),
      );
      for (const selector of ["#none", "#source"]) {
        await page.push(form(id, "PROCESSING"), selector);
        const shown = await page.until((it) => it.status === "PROCESSING", { selector });
        assert.equal(shown.state.confirmed, selector === "#none");
        assert.match(shown.summary, /45/);
      }
      await eventually(() => answer, "the source is asked");
      await page.end();
    });
  }

  test("garbage_is_told_as_CONFIG_and_nothing_is_lost", async () => {
    const id = newId();
    const page = await world.open(alone().replace(/order-id="[^"]*"/, `order-id="${id}"`));
    await page.until((it) => it.prompt === "waiting");
    await page.push(order(id, "PROCESSING"));
    const before = await page.until((it) => it.state.confirmed);
    const count = await page.evaluate(() => {
      const host = document.querySelector("transak-order-tracker");
      const circle = {};
      circle.self = circle;
      const garbage = [undefined, null, 42, "COMPLETED", true, [], {}, { status: 5 }, { status: null }, { data: [] }, () => 1, Symbol("x"), 10n, circle,
        { get status() { throw new Error("no"); } }, { status: "x".repeat(70_000) }, { toJSON() { throw 1; } }, new Proxy({}, { get() { throw 1; }, ownKeys() { throw 1; } })];
      for (const one of garbage) host.push(one);
      return garbage.length;
    });
    const told = await page.heard("order-error");
    assert.deepEqual(told.map(({ code }) => code), Array(count).fill("CONFIG"));
    assert.deepEqual((await page.look()).state, before.state);
    await page.push(order(id, "COMPLETED"));
    await page.until((it) => it.state.final);
    assert.deepEqual(page.problems, []);
    await page.end();
  });

  test("news_of_another_order_and_a_polluted_prototype_are_nothing", async () => {
    const id = newId();
    const page = await world.open(alone().replace(/order-id="[^"]*"/, `order-id="${id}"`));
    await page.until((it) => it.prompt === "waiting");
    await page.push(order(newId(), "COMPLETED"));
    await page.evaluate((id) => {
      Object.prototype.status = "COMPLETED";
      document.querySelector("transak-order-tracker").push({ id });
      delete Object.prototype.status;
    }, id);
    await rest(100);
    assert.equal((await page.look()).status, "");
    await page.push(order(id, "PROCESSING"));
    await page.until((it) => it.status === "PROCESSING");
    assert.deepEqual((await page.heard("order-status")).map(({ status }) => status), ["PROCESSING"]);
    await page.end();
  });

  test("news_pushed_before_loading_is_kept", async () => {
    const id = newId();
    const page = await world.open(alone().replace(/order-id="[^"]*"/, `order-id="${id}"`), {
      before: (page) =>
        page.addInitScript((id) => {
          customElements.whenDefined("transak-order-tracker").then(() => document.querySelector("transak-order-tracker").push({ id, status: "PROCESSING" }));
        }, id),
    });
    assert.equal((await page.until((it) => it.status === "PROCESSING")).state.confirmed, true);
    await page.end();
  });
});
