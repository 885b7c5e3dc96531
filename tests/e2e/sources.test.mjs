// Where news comes from beside a status source: what the page knows, and the stream.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { eventually, rest } from "./lib/tracker.mjs";
import { newId, startWorld, tracker } from "./lib/world.mjs";

let world;
before(async () => (world = await startWorld()));
after(() => world?.stop());

const sockets = async () => (await world.sandbox.connections()).sockets;
const noSockets = () => eventually(async () => (await sockets()) === 0, "all sockets closed");
const live = (it) => it.state.confirmed && it.freshness === "live";
const errors = async (page) => (await page.heard("order-error")).map(({ code }) => code);
/** A tracker without any source: what it shows comes from the page. */
const alone = (more = {}) => tracker({ "order-id": newId(), "stream-url": "none", ...more });

describe("what the page knows", { concurrency: 3 }, () => {
  test("status_and_order_are_shown_as_not_confirmed", async () => {
    const id = newId();
    const page = await world.open(alone({ id: "status", status: "PENDING_DELIVERY_FROM_TRANSAK", side: "sell" }) + tracker({ id: "order", "order-id": id, "stream-url": "none" }));
    await page.give({ order: { id, status: "PENDING_DELIVERY_FROM_TRANSAK", isBuyOrSell: "SELL", fiatAmount: 7, fiatCurrency: "EUR" } }, "#order");
    for (const selector of ["#status", "#order"]) {
      const shown = await page.until((it) => it.status !== "", { selector });
      assert.deepEqual([shown.status, shown.side, shown.stage, shown.state.confirmed, shown.state.final], ["PENDING_DELIVERY_FROM_TRANSAK", "sell", "paying-out", false, false]);
      assert.match(shown.text, /not confirmed/i);
    }
    const heard = await page.heard("order-status");
    assert.ok(heard.length === 2 && heard.every(({ source, confirmed }) => source === "initial" && !confirmed), JSON.stringify(heard));
    await page.end();
  });

  test("a_final_status_that_only_the_page_says_is_not_final", async () => {
    const page = await world.open(["COMPLETED", "REFUNDED", "FAILED"].map((status) => alone({ id: status, status, "retry-url": "/again" })).join(""));
    for (const status of ["COMPLETED", "REFUNDED", "FAILED"]) {
      const shown = await page.until((it) => it.status === status, { selector: `#${status}` });
      assert.equal(shown.state.final, false);
      assert.notEqual(shown.freshness, "done");
      assert.deepEqual(shown.states, []);
      assert.ok(!shown.actions.some(({ action }) => action === "retry"));
    }
    assert.deepEqual(await page.heard("order-final"), []);
    await page.end();
  });

  const id = "322dc79c-fad2-4df1-bf50-b292191fc953";
  const queries = {
    plain: `?orderId=${id}&status=PROCESSING&isBuyOrSell=SELL&fiatAmount=45&fiatCurrency=EUR&cryptoAmount=0.01&cryptoCurrency=ETH`,
    quoted: `?orderId=%22${id}%22&status='PROCESSING'&isBuyOrSell=%22SELL%22&fiatAmount="45"&fiatCurrency=%22EUR%22`,
    old: `?orderId=${id}&status=PROCESSING&isBuyorSell=Sell&fiatAmount=45&fiatCurrency=EUR`,
    undefined: `?orderId=${id}&status=PROCESSING&isBuyOrSell=SELL&fiatAmount=45&fiatCurrency=EUR&network=undefined&cryptoAmount=undefined&walletAddress=undefined`,
  };
  for (const [name, query] of Object.entries(queries)) {
    test(`a_${name}_redirect_query_is_read_and_not_confirmed`, async () => {
      const page = await world.open(tracker({ "from-redirect": true, "stream-url": "none" }), { query });
      const shown = await page.until((it) => it.status === "PROCESSING");
      assert.deepEqual([shown.side, shown.state.confirmed], ["sell", false]);
      assert.match(shown.summary, /45/);
      assert.doesNotMatch(shown.text, /undefined|"|'45|null/);
      assert.equal((await page.heard("order-status"))[0].source, "redirect");
      assert.deepEqual(await errors(page), []);
      await page.end();
    });
  }

  test("the_query_is_not_read_without_from_redirect_and_never_about_another_order", async () => {
    const page = await world.open(
      tracker({ id: "off", "order-id": id, "stream-url": "none" }) + tracker({ id: "other", "order-id": newId(), "from-redirect": true, "stream-url": "none" }),
      { query: queries.plain },
    );
    for (const selector of ["#off", "#other"]) await page.until((it) => it.prompt === "waiting", { selector });
    await rest(300);
    for (const selector of ["#off", "#other"]) assert.equal((await page.look(selector)).status, "");
    await page.end();
  });

  test("from_redirect_with_an_undefined_order_id_follows_nothing_and_says_so", async () => {
    const page = await world.open(tracker({ "from-redirect": true, "stream-url": "none" }), { query: "?orderId=undefined&status=COMPLETED" });
    await page.untilHeard("order-error");
    assert.deepEqual(await errors(page), ["CONFIG"]);
    assert.equal((await page.look()).status, "");
    await page.end();
  });

  test("a_redirect_and_the_source_together_end_in_the_sources_word", async () => {
    const placed = await world.sandbox.place("card");
    const page = await world.open(tracker({ "from-redirect": true, "stream-url": world.sandbox.streamUrl, "status-url": world.sandbox.statusUrl }), {
      query: `?orderId=${placed}&status=COMPLETED&isBuyOrSell=BUY`,
    });
    const shown = await page.until(live);
    assert.equal(shown.status, "AWAITING_PAYMENT_FROM_USER");
    assert.deepEqual(await page.heard("order-final"), []);
    await page.end();
  });
});

describe("streams", () => {
  test("none_opens_no_socket", async () => {
    await noSockets();
    const id = await world.sandbox.place("card");
    let opened = 0;
    const page = await world.open(world.follow(id, { "stream-url": "none" }), { before: (page) => page.on("websocket", () => opened++) });
    await page.until((it) => it.state.confirmed);
    await rest(1_200);
    assert.equal(opened + (await sockets()), 0);
    await page.end();
  });

  test("an_order_id_alone_lives_on_the_stream_which_is_then_the_truth", async () => {
    const id = newId();
    const page = await world.open(tracker({ "order-id": id, "stream-url": world.sandbox.streamUrl }));
    await page.until((it) => it.freshness === "live");
    await world.sandbox.place("card", { orderId: id });
    const shown = await page.until((it) => it.status === "AWAITING_PAYMENT_FROM_USER");
    assert.equal(shown.state.confirmed, true);
    await world.sandbox.status(id, "COMPLETED");
    await page.until((it) => it.state.final && it.freshness === "done");
    await noSockets();
    await page.end();
  });

  test("a_partner_order_id_is_followed_on_its_own_channel", async () => {
    const partnerOrderId = `shop-${newId()}`;
    const apiKey = "5a4db0c5-0000-4000-8000-0000000000aa";
    const page = await world.open(
      tracker({
        "api-key": apiKey, "partner-order-id": partnerOrderId, "stream-url": world.sandbox.streamUrl,
        "status-url": `${world.sandbox.url}/orders/{partnerOrderId}`,
      }),
    );
    await page.until((it) => it.freshness === "live");
    const id = await world.sandbox.place("sell", { partnerOrderId, apiKey });
    await page.until((it) => it.state.confirmed);
    await world.sandbox.status(id, "COMPLETED");
    await page.until((it) => it.state.final);
    await page.end();
  });

  test("a_parsed_event_with_a_status_reason_that_is_no_order_changes_nothing", async () => {
    const id = await world.sandbox.place("card");
    const page = await world.open(world.follow(id));
    await page.until(live);
    for (const data of ["", "null", "42", "[]", "{}", "{", '{"status":5}', '{"status":"COMPLETED","id":"other"}', JSON.stringify({ status: "" })])
      await world.sandbox.publish(id, "ORDER_COMPLETED", data);
    for (const event of ["client-ORDER_COMPLETED", "pusher:error", "SOMETHING"]) await world.sandbox.publish(id, event, {});
    await world.sandbox.status(id, "PROCESSING");
    await page.until((it) => it.status === "PROCESSING" && live(it));
    assert.deepEqual((await page.heard("order-status")).map(({ status }) => status).filter((status) => /COMPLETED/.test(status)), []);
    assert.deepEqual(await errors(page), []);
    await page.end();
  });

  test("a_token_on_the_channel_is_told_as_CONFIG_once_and_never_shown", async () => {
    const id = await world.sandbox.place("card");
    const page = await world.open(world.follow(id));
    await page.until(live);
    const token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";
    for (let at = 0; at < 3; at++) await world.sandbox.publish(id, "ORDER_COMPLETED", token);
    const told = await page.untilHeard("order-error");
    await rest(200);
    assert.deepEqual((await page.heard("order-error")).length, 1);
    assert.equal(told[0].code, "CONFIG");
    assert.ok(!JSON.stringify(told).includes("eyJ"));
    await page.end();
  });
});
