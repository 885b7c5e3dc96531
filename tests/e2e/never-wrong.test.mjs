// Never wrong: lost, forged, late and doubled news, and status sources that misbehave.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { eventually, rest, whole } from "./lib/tracker.mjs";
import { newId, startWorld, tracker } from "./lib/world.mjs";

let world;
before(async () => (world = await startWorld()));
after(() => world?.stop());
afterEach(() => world.sandbox.faults({}));

const live = (it) => it.state.confirmed && it.freshness === "live";
const codes = async (page) => (await page.heard("order-error")).map(({ code }) => code);
const told = async (page) => (await page.heard("order-status")).map(({ status, confirmed }) => `${status}${confirmed ? "" : "?"}`);

/** A live tracker of a new order, in this status. */
async function following(scenario, status, more = {}) {
  const id = await world.sandbox.place(scenario);
  if (status) await world.sandbox.status(id, status);
  const page = await world.open(world.follow(id, more));
  await page.until(live);
  return { id, page };
}

/** A tracker that polls a source of our own; `answer(request, response)` may be changed by `orders.set`. */
async function polling(answer, more = {}) {
  const id = newId();
  world.orders.set(id, answer);
  const page = await world.open(tracker({ "order-id": id, "stream-url": "none", "status-url": "/orders/{orderId}", ...more }));
  return { id, page };
}

const json = (body, status = 200, headers = {}) => (_, response) =>
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));

describe("lost news", () => {
  for (const code of [1006, 4201]) {
    test(`an_event_between_two_connections_is_not_lost (closed with ${code})`, async () => {
      const { id, page } = await following("card", "PROCESSING");
      // In this order, or the tracker may be back, and have asked, before the order has moved on.
      await world.sandbox.status(id, "COMPLETED", { publish: false });
      await world.sandbox.close(code);
      const shown = await page.until((it) => it.state.final, { within: 15_000 });
      assert.equal(shown.status, "COMPLETED");
      assert.deepEqual(await told(page), ["PROCESSING", "COMPLETED"]);
      assert.deepEqual(await codes(page), []);
      await page.end();
    });
  }

  test("an_event_that_comes_before_the_subscription_is_not_lost", async () => {
    const id = newId();
    // The first answer is slow: meanwhile the order moves on, unheard.
    await world.sandbox.place("card", { orderId: id });
    const page = await world.open(world.follow(id), {
      before: (page) =>
        page.route(`**/orders/${id}`, async (route) => {
          const answer = await route.fetch();
          await rest(400);
          await route.fulfill({ response: answer });
        }),
    });
    await page.waitForRequest((request) => request.url().endsWith(id));
    await rest(100);
    await world.sandbox.status(id, "PROCESSING");
    await page.until((it) => it.status === "PROCESSING" && it.state.confirmed, { within: 12_000 });
    const heard = await told(page);
    assert.ok(heard.lastIndexOf("AWAITING_PAYMENT_FROM_USER") < heard.indexOf("PROCESSING"), `a step backward: ${heard}`);
    await page.end();
  });

  test("while_there_is_no_stream_the_source_is_asked_and_the_label_says_so", async () => {
    const { id, page } = await following("card");
    await world.sandbox.faults({ stream: { closeCode: 1013 } });
    await world.sandbox.close(1006);
    await page.until((it) => it.freshness === "checking");
    await world.sandbox.status(id, "PENDING_DELIVERY_FROM_TRANSAK", { publish: false });
    await page.until((it) => it.status === "PENDING_DELIVERY_FROM_TRANSAK" && it.state.confirmed, { within: 15_000 });
    await page.end();
  });

  test("what_changed_while_the_browser_was_offline_is_shown_when_it_is_back", async () => {
    const { id, page } = await following("card");
    await page.waitForLoadState("networkidle"); // all of the WebAssembly is there
    await page.context().setOffline(true);
    await world.sandbox.close(1006);
    const shown = await page.until((it) => it.freshness === "offline");
    assert.match(shown.freshnessText, /offline.*last confirmed/i);
    await world.sandbox.status(id, "COMPLETED", { publish: false });
    await page.context().setOffline(false);
    await page.until((it) => it.state.final, { within: 15_000 });
    await page.end();
  });
});

describe("forged and wrong news", () => {
  test("a_hint_that_the_source_contradicts_is_shown_unconfirmed_and_taken_back", async () => {
    const { id, page } = await following("card", "PROCESSING");
    await world.sandbox.status(id, "PENDING_DELIVERY_FROM_TRANSAK", { record: false });
    await page.untilHeard("order-status", (all) => all.some(({ status }) => status === "PENDING_DELIVERY_FROM_TRANSAK"));
    await page.until((it) => it.status === "PROCESSING" && it.state.confirmed);
    assert.deepEqual(await told(page), ["PROCESSING", "PENDING_DELIVERY_FROM_TRANSAK?", "PROCESSING"]);
    await page.end();
  });

  test("a_forged_COMPLETED_is_never_confirmed_never_final_and_told_as_CONFLICT", async () => {
    const { id, page } = await following("card", "PROCESSING");
    await page.evaluate(() => {
      window.wrong = [];
      window.drawn = new Set();
      const host = document.querySelector("transak-order-tracker");
      const look = () => {
        const { status, confirmed, final } = host.state;
        const part = host.shadowRoot.querySelector("[part=tracker]");
        window.drawn.add(part.dataset.status);
        if (status === "COMPLETED" && (confirmed || final || host.matches(":state(final)"))) wrong.push("confirmed");
        if (/has been sent to your wallet/.test(part.textContent)) wrong.push("told as done");
        if (part.querySelector('[data-freshness="done"]')) wrong.push("done");
        if (/Completed/.test(part.querySelector("[role=status]").textContent) && !/not confirmed/i.test(part.querySelector("[role=status]").textContent)) wrong.push("spoken as done");
      };
      new MutationObserver(look).observe(host.shadowRoot, { childList: true, subtree: true, characterData: true, attributes: true });
    });
    await world.sandbox.status(id, "COMPLETED", { record: false });
    await page.untilHeard("order-status", (all) => all.length > 1);
    await page.until((it) => it.status === "PROCESSING" && it.state.confirmed);
    assert.deepEqual((await told(page)).slice(0, 2), ["PROCESSING", "COMPLETED?"]);
    const errors = await page.untilHeard("order-error");
    assert.deepEqual(errors.map(({ code }) => code), ["CONFLICT"]);
    assert.deepEqual(await page.heard("order-final"), []);
    assert.ok(await page.evaluate(() => window.drawn.has("COMPLETED")), "it was drawn");
    assert.deepEqual(await page.evaluate(() => window.wrong), []);
    // The truth still wins when it comes.
    await world.sandbox.status(id, "COMPLETED");
    await page.until((it) => it.state.final);
    assert.equal((await page.heard("order-final")).length, 1);
    await page.end();
  });

  test("the_status_decides_and_not_the_name_of_the_event", async () => {
    const id = newId();
    const page = await world.open(tracker({ "order-id": id, "stream-url": world.sandbox.streamUrl }));
    await page.until((it) => it.freshness === "live");
    await world.sandbox.place("card", { orderId: id });
    await world.sandbox.status(id, "PROCESSING", { event: "ORDER_COMPLETED" });
    assert.equal((await page.until((it) => it.status === "PROCESSING")).state.final, false);
    await world.sandbox.status(id, "CANCELLED", { event: "ORDER_FAILED" });
    const shown = await page.until((it) => it.state.final);
    assert.deepEqual([shown.status, shown.prompt], ["CANCELLED", "start-again"]);
    await page.end();
  });

  test("completed_and_then_a_late_processing_stays_completed", async () => {
    for (const source of [true, false]) {
      const id = await world.sandbox.place("card");
      const page = await world.open(world.follow(id, source ? {} : { "status-url": null }));
      await page.until((it) => it.freshness === "live");
      const order = await world.sandbox.order(id);
      await world.sandbox.status(id, "COMPLETED");
      await page.until((it) => it.state.final);
      await page.push({ ...order, status: "PROCESSING", updatedAt: new Date(Date.now() + 5_000).toISOString() });
      await world.sandbox.publish(id, "ORDER_PROCESSING", { ...order, status: "PROCESSING" });
      await rest(300);
      assert.deepEqual([(await page.look()).status, (await page.look()).state.final], ["COMPLETED", true]);
      assert.equal((await page.heard("order-final")).length, 1);
      await page.end();
    }
  });

  test("doubled_and_reordered_events_change_nothing_in_the_end", async () => {
    const id = newId();
    const page = await world.open(tracker({ "order-id": id, "stream-url": world.sandbox.streamUrl }));
    await page.until((it) => it.freshness === "live");
    await world.sandbox.place("card", { orderId: id });
    const order = await world.sandbox.order(id);
    for (const status of ["PENDING_DELIVERY_FROM_TRANSAK", "PROCESSING", "PROCESSING", "AWAITING_PAYMENT_FROM_USER", "PENDING_DELIVERY_FROM_TRANSAK"])
      await world.sandbox.publish(id, "ORDER_PROCESSING", { ...order, status });
    await page.until((it) => it.status === "PENDING_DELIVERY_FROM_TRANSAK");
    await rest(200);
    assert.deepEqual(await told(page), ["AWAITING_PAYMENT_FROM_USER", "PENDING_DELIVERY_FROM_TRANSAK"]);
    await page.end();
  });

  test("failed_and_then_refunded_is_final_twice", async () => {
    const { id, page } = await following("declined", null, { "retry-url": "/again" });
    await world.sandbox.status(id, "FAILED");
    const failed = await page.until((it) => it.state.final);
    assert.ok(failed.actions.some(({ action }) => action === "retry"));
    await rest(300);
    await world.sandbox.status(id, "REFUNDED");
    const refunded = await page.until((it) => it.status === "REFUNDED" && it.state.final);
    assert.ok(!refunded.actions.some(({ action }) => action === "retry"));
    assert.deepEqual((await page.heard("order-final")).map(({ status, confirmed }) => [status, confirmed]), [["FAILED", true], ["REFUNDED", true]]);
    await page.end();
  });

  test("time_alone_never_ends_an_order", async () => {
    const at = (ms) => new Date(Date.now() + ms).toISOString();
    const order = { status: "AWAITING_PAYMENT_FROM_USER", isBuyOrSell: "BUY", createdAt: at(-60_000), autoExpiresAt: at(1_500) };
    const { id, page } = await polling(json(order));
    await page.until((it) => it.state.confirmed);
    const asked = world.orders.asked(id);
    await page.until((it) => /run out/i.test(it.text));
    await eventually(async () => world.orders.asked(id) > asked, "the source is asked about it", 4_000);
    assert.equal((await page.look()).status, "AWAITING_PAYMENT_FROM_USER");
    assert.doesNotMatch((await page.look()).text, /expired/i);
    await page.end();
  });
});

describe("a status source that misbehaves", { concurrency: 3 }, () => {
  /** Asks as often as it takes, without waiting for the pauses between. */
  const ask = async (page, times) => {
    for (let at = 0; at < times; at++) await page.refresh();
  };

  for (const status of [401, 403]) {
    test(`${status}_is_told_as_AUTH_once_and_asked_about_rarely`, async () => {
      const { id, page } = await polling(json({}, status));
      const [error] = await page.untilHeard("order-error");
      assert.deepEqual([error.code, error.retrying], ["AUTH", true]);
      await ask(page, 3);
      assert.deepEqual(await codes(page), ["AUTH"]);
      if (status === 401) {
        const asked = world.orders.asked(id);
        await rest(7_000);
        assert.equal(world.orders.asked(id), asked, "asked again within seconds");
      }
      world.orders.set(id, { id, status: "PROCESSING" });
      await page.refresh();
      assert.equal((await page.look()).state.confirmed, true);
      world.orders.set(id, json({}, status));
      await page.refresh();
      assert.deepEqual(await codes(page), ["AUTH", "AUTH"], "a new episode");
      assert.equal((await page.look()).status, "PROCESSING", "what was known stays");
      await page.end();
    });
  }

  for (const status of [400, 404]) {
    test(`${status}_three_times_is_told_as_NOT_FOUND_once`, async () => {
      const { page } = await polling(json({ error: { message: "Order not found" } }, status));
      // The tracker's own first question is one; if it is still under way, refresh() waits for the next.
      await ask(page, 1);
      assert.deepEqual(await codes(page), []);
      await ask(page, 4);
      assert.deepEqual(await codes(page), ["NOT_FOUND"]);
      await page.end();
    });
  }

  for (const [name, answer] of [
    ["HTML", (_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><h1>Sign in</h1>")],
    ["no JSON", (_, response) => response.end('{"status":"COMPLE')],
    ["an array", json([])],
    ["null", json(null)],
    ["an order without a status", json({ data: { id: "x" } })],
    ["more than 64 KiB", json({ status: "COMPLETED", more: "x".repeat(70_000) })],
    ["a redirect", (_, response) => response.writeHead(302, { location: "/elsewhere" }).end()],
    ["another order", json({ data: { id: newId(), status: "COMPLETED" } })],
  ]) {
    test(`${name}_is_told_as_STATUS_URL_once_and_shown_as_nothing`, async () => {
      world.orders.set("elsewhere", json({ status: "COMPLETED" }));
      world.site.pages["/elsewhere"] = world.site.pages["/orders/elsewhere"];
      const { page } = await polling(answer);
      await page.untilHeard("order-error");
      await ask(page, 2);
      assert.deepEqual(await codes(page), ["STATUS_URL"]);
      assert.equal((await page.look()).status, "");
      await page.end();
    });
  }

  for (const [name, value, atLeast] of [
    ["seconds", "2", 1_900],
    ["a date", () => new Date(Date.now() + 3_000).toUTCString(), 1_500],
  ]) {
    test(`Retry_After_in_${name.replace(" ", "_")}_is_kept_even_when_the_page_wants_to_know`, async () => {
      let first;
      const times = [];
      const { id, page } = await polling((_, response) => {
        times.push(Date.now());
        if (times.length > 1) return json({ status: "PROCESSING" })(_, response);
        first = typeof value === "function" ? value() : value;
        return json({}, 429, { "retry-after": first })(_, response);
      });
      await eventually(async () => times.length === 1, "the first question");
      await rest(100);
      await page.refresh();
      await page.evaluate(() => dispatchEvent(new Event("online")));
      await eventually(async () => times.length === 2, "the second question", 8_000);
      assert.ok(times[1] - times[0] >= atLeast, `after ${times[1] - times[0]} ms`);
      await page.until((it) => it.status === "PROCESSING");
      assert.equal(world.orders.asked(id), 2);
      await page.end();
    });
  }

  test("an_answer_that_never_comes_harms_nothing", async () => {
    const { page } = await polling(() => {});
    await page.push({ status: "PROCESSING" });
    assert.equal((await page.until((it) => it.status === "PROCESSING")).state.confirmed, false);
    await page.end();
  });

  test("a_slow_answer_that_is_older_than_an_event_takes_nothing_back", async () => {
    const { id, page } = await following("card", "PROCESSING");
    await page.route(`**/orders/${id}`, async (route) => {
      const answer = await route.fetch(); // as it stood when it was asked
      await rest(600);
      await route.fulfill({ response: answer });
    });
    void page.refresh();
    await page.waitForRequest((request) => request.url().endsWith(id));
    await rest(150);
    await world.sandbox.status(id, "PENDING_DELIVERY_FROM_TRANSAK");
    await page.until((it) => it.status === "PENDING_DELIVERY_FROM_TRANSAK" && it.state.confirmed);
    assert.deepEqual(await told(page), ["PROCESSING", "PENDING_DELIVERY_FROM_TRANSAK?", "PENDING_DELIVERY_FROM_TRANSAK"]);
    await page.end();
  });
});

describe("faults of the server", () => {
  test("an_error_of_the_server_is_told_after_three_times_and_the_stream_goes_on", async () => {
    await world.sandbox.faults({ orders: { status: 503 } });
    const id = newId();
    const page = await world.open(world.follow(id));
    await page.until((it) => it.freshness === "live");
    for (let at = 0; at < 4; at++) await page.refresh();
    assert.deepEqual(await codes(page), ["STATUS_URL"]);
    await world.sandbox.place("card", { orderId: id });
    const shown = await page.until((it) => it.status !== "");
    assert.equal(shown.state.confirmed, false, "a hint without the source's word");
    await world.sandbox.faults({});
    await page.refresh();
    await page.until(live);
    await page.end();
  });

  for (const code of [4001, 4009]) {
    test(`${code}_is_told_as_STREAM_REFUSED_once_and_polling_goes_on`, async () => {
      await world.sandbox.faults({ stream: { closeCode: code } });
      const id = await world.sandbox.place("card");
      let opened = 0;
      const page = await world.open(world.follow(id), { before: (page) => page.on("websocket", () => opened++) });
      const [error] = await page.untilHeard("order-error");
      assert.deepEqual([error.code, error.retrying], ["STREAM_REFUSED", false]);
      await page.until((it) => it.state.confirmed);
      await world.sandbox.faults({});
      await world.sandbox.status(id, "PROCESSING");
      const shown = await page.until((it) => it.status === "PROCESSING" && it.state.confirmed, { within: 15_000 });
      assert.equal(shown.freshness, "checking");
      assert.equal(opened, 1);
      assert.deepEqual(await codes(page), ["STREAM_REFUSED"]);
      await page.end();
    });
  }

  test("a_server_that_closes_at_once_is_not_hammered", async () => {
    await world.sandbox.faults({ stream: { closeCode: 4200 } });
    const id = await world.sandbox.place("card");
    let opened = 0;
    const page = await world.open(world.follow(id), { before: (page) => page.on("websocket", () => opened++) });
    await page.until((it) => it.state.confirmed);
    await rest(6_000);
    assert.ok(opened >= 2 && opened <= 6, `${opened} sockets in 6 s`);
    await page.end();
  });
});

describe("the end", () => {
  for (const status of ["COMPLETED", "REFUNDED"]) {
    test(`after_a_confirmed_${status}_nothing_is_asked_and_no_socket_is_open`, async () => {
      const { id, page } = await following("card");
      await page.until(whole);
      const requests = [];
      page.on("request", (request) => requests.push(request.url()));
      page.on("websocket", (socket) => requests.push(socket.url()));
      await world.sandbox.status(id, status);
      await page.until((it) => it.state.final);
      await eventually(async () => !(await world.sandbox.connections()).channels[id], "the channel is left");
      const asked = requests.length;
      assert.ok(asked >= 1 && asked <= 2, `${asked} questions about one event`);
      await page.refresh();
      await page.evaluate(() => {
        for (const name of ["online", "pageshow", "focus"]) dispatchEvent(new Event(name));
        document.dispatchEvent(new Event("visibilitychange"));
      });
      await rest(3_000);
      assert.deepEqual(requests.slice(asked), []);
      await page.end();
    });
  }
});
