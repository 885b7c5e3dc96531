// Several tries under one partner reference, in the built package: what is shown, offered, announced and spoken (contract §3.3).
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { newId, startWorld, tracker } from "./lib/world.mjs";

let world;
before(async () => (world = await startWorld()));
after(() => world?.stop());

const PLACED = Date.UTC(2026, 10, 20, 10);
/** A try, placed so many minutes after the first. */
const attempt = (id, status, minutes) => ({
  id,
  status,
  isBuyOrSell: "BUY",
  fiatCurrency: "EUR",
  fiatAmount: 50,
  paymentOptionId: "credit_debit_card",
  createdAt: new Date(PLACED + minutes * 60_000).toISOString(),
});

/** A page whose source answers this first; `answer` changes what it answers. */
async function purchase(first) {
  const reference = `shop-${randomUUID()}`;
  const answer = (order) => world.orders.set(reference, order);
  answer(first);
  const page = await world.open(
    tracker({
      "api-key": newId(),
      "partner-order-id": reference,
      "status-url": "/orders/{partnerOrderId}",
      "stream-url": "none",
      "retry-url": "/pay",
    }),
  );
  return { page, answer };
}

const offers = (it) => it.actions.map(({ action }) => action);

describe("several tries under one reference", { concurrency: 3 }, () => {
  test("while_the_second_is_being_paid_a_lagging_source_offers_no_retry_and_ends_nothing_again", async () => {
    const [a, b] = [newId(), newId()];
    const { page, answer } = await purchase(attempt(a, "FAILED", 0));
    await page.until((it) => it.state.confirmed && offers(it).includes("retry"));
    await page.push(attempt(b, "PAYMENT_DONE_MARKED_BY_USER", 1));
    await page.until((it) => it.prompt === "payment-sent" && !it.state.confirmed);
    await page.refresh();
    await page.refresh();
    const shown = await page.look();
    assert.equal(shown.status, "PAYMENT_DONE_MARKED_BY_USER");
    assert.deepEqual(offers(shown), []);
    assert.equal((await page.heard("order-final")).length, 1);
    assert.deepEqual(await page.heard("order-error"), []);
    answer(attempt(b, "PROCESSING", 1));
    await page.until((it) => it.status === "PROCESSING" && it.state.confirmed);
    await page.end();
  });

  test("a_second_try_that_fails_like_the_first_is_announced_and_spoken_too", async () => {
    const [a, b] = [newId(), newId()];
    const { page, answer } = await purchase(attempt(a, "FAILED", 0));
    await page.until((it) => it.state.confirmed);
    await page.evaluate(() => {
      window.spoken = 0;
      const region = document.querySelector("transak-order-tracker").shadowRoot.querySelector('[role="status"]');
      new MutationObserver(() => (window.spoken += 1)).observe(region, { childList: true, subtree: true, characterData: true });
    });
    answer(attempt(b, "FAILED", 1));
    await page.refresh();
    const ends = await page.untilHeard("order-final", (all) => all.length === 2);
    assert.deepEqual(
      ends.map(({ status, again }) => [status, again]),
      [
        ["FAILED", true],
        ["FAILED", false],
      ],
    );
    await page.waitForFunction(() => window.spoken > 0, undefined, { timeout: 10_000 });
    assert.match((await page.look()).live, /\S/);
    await page.end();
  });

  test("a_first_try_that_the_source_says_completed_late_is_shown_as_completed", async () => {
    const [a, b] = [newId(), newId()];
    const { page, answer } = await purchase(attempt(b, "PROCESSING", 1));
    await page.until((it) => it.status === "PROCESSING" && it.state.confirmed);
    answer(attempt(a, "COMPLETED", 0));
    await page.refresh();
    const shown = await page.until((it) => it.status === "COMPLETED" && it.state.confirmed);
    assert.equal(shown.freshness, "done");
    assert.deepEqual(await page.heard("order-error"), []);
    const [end] = await page.heard("order-final");
    assert.equal(end.again, false, "it ended while it was followed");
    await page.end();
  });

  test("what_is_confirmed_says_when_also_after_the_element_was_taken_out_and_put_back_and_after_another_stream", async () => {
    const { page } = await purchase(attempt(newId(), "PROCESSING", 0));
    await page.until((it) => it.state.confirmed);
    const states = await page.evaluate(async () => {
      const host = document.querySelector("transak-order-tracker");
      const states = [];
      const turn = () => new Promise((done) => setTimeout(done, 0));
      host.addEventListener("order-freshness", () => states.push(host.state));
      host.remove();
      await turn();
      document.body.append(host);
      await turn();
      states.push(host.state);
      host.streamUrl = "wss://127.0.0.1:9/app/key";
      await turn();
      states.push(host.state);
      return states;
    });
    for (const { status, confirmed, lastConfirmedAt } of states) {
      assert.equal(status, "PROCESSING");
      assert.ok(!confirmed || lastConfirmedAt, "confirmed, but nobody knows when");
    }
    assert.ok(states.some(({ confirmed }) => confirmed));
    await page.end();
  });
});
