// What the person presses: when it is offered, what it tells the page, what it does.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { screenshot } from "./lib/browser.mjs";
import { eventually, rest, whole } from "./lib/tracker.mjs";
import { newId, startWorld, tracker } from "./lib/world.mjs";

const DEPOSIT = "0x5A4dB0C500000000000000000000000000000Bb2";
const buy = { isBuyOrSell: "BUY", fiatAmount: 45, fiatCurrency: "EUR", cryptoAmount: 0.0123, cryptoCurrency: "ETH", network: "ethereum" };
const sell = { ...buy, isBuyOrSell: "SELL", cryptoPaymentData: { paymentAddress: DEPOSIT } };
const card = { paymentOptionId: "credit_debit_card" };

let world;
before(async () => (world = await startWorld()));
after(() => world?.stop());

/** A tracker that polls this order, and nothing else. */
function polled(order, more = {}) {
  const id = newId();
  world.orders.set(id, { id, ...order });
  return { id, html: tracker({ "order-id": id, "stream-url": "none", "status-url": "/orders/{orderId}", ...more }) };
}

const confirmed = (it) => it.status !== "" && it.state.confirmed && whole(it);
const names = (shown) => shown.actions.map((action) => action.action);

describe("retry", () => {
  for (const status of ["FAILED", "CANCELLED", "EXPIRED"]) {
    test(`is_withheld_until_${status}_is_confirmed`, async () => {
      const id = newId();
      let answer;
      world.orders.set(id, (_, response) => (answer = () => response.end(JSON.stringify({ id, ...buy, status }))));
      const page = await world.open(
        tracker({ "order-id": id, status, side: "buy", "stream-url": "none", "status-url": "/orders/{orderId}", "retry-url": "/again" }),
      );
      const before = await page.until((it) => it.status === status);
      assert.equal(before.state.confirmed, false);
      assert.ok(!names(before).includes("retry"));
      assert.match(before.text, /not confirmed/i);
      await page.until(() => answer !== undefined);
      answer();
      assert.ok(names(await page.until((it) => it.state.confirmed)).includes("retry"));
      await page.end();
    });
  }

  test("is_withheld_on_a_forged_link_and_on_a_forged_event", async () => {
    const id = await world.sandbox.place("card");
    const page = await world.open(world.follow(id, { "retry-url": "/again" }));
    await page.until((it) => it.state.confirmed && it.freshness === "live");
    await page.evaluate(() => {
      window.retries = 0;
      const root = document.querySelector("transak-order-tracker").shadowRoot;
      new MutationObserver(() => (window.retries += root.querySelectorAll("[data-action=retry]").length)).observe(root, { childList: true, subtree: true });
    });
    await world.sandbox.status(id, "FAILED", { record: false });
    await page.untilHeard("order-status", (all) => all.at(-1).status === "FAILED");
    await page.until((it) => it.status === "AWAITING_PAYMENT_FROM_USER" && it.state.confirmed);
    assert.equal(await page.evaluate(() => window.retries), 0);
    await page.end();
  });
});

describe("actions", { concurrency: 3 }, () => {
  const failed = { ...buy, ...card, status: "FAILED" };

  test("order_action_tells_which_and_where_and_the_link_opens_in_a_new_tab", async () => {
    const page = await world.open(polled(failed, { "retry-url": "/again", "support-url": "/help" }).html);
    world.site.pages["/again"] = "<title>again</title>";
    await page.until(confirmed);
    const [opened] = await Promise.all([page.context().waitForEvent("page"), page.locator('[data-action="retry"]').click()]);
    await opened.waitForLoadState();
    assert.equal(new URL(opened.url()).pathname, "/again");
    assert.equal(await opened.evaluate(() => window.opener), null);
    assert.deepEqual(await page.heard("order-action"), [{ action: "retry", href: "/again" }]);
    await page.end();
  });

  test("preventDefault_keeps_the_tracker_from_following", async () => {
    const page = await world.open(polled(failed, { "retry-url": "/again" }).html);
    await page.until(confirmed);
    const seen = await page.evaluate(() => {
      const seen = [];
      addEventListener("order-action", (event) => {
        seen.push([event.cancelable, event.bubbles, event.composed]);
        event.preventDefault();
      });
      return new Promise((done) => {
        const root = document.querySelector("transak-order-tracker").shadowRoot;
        root.querySelector("[data-action=retry]").addEventListener("click", () => setTimeout(() => done(seen), 100));
        root.querySelector("[data-action=retry]").click();
      });
    });
    assert.deepEqual(seen, [[true, true, true]]);
    await page.locator('[data-action="retry"]').click();
    await rest(300);
    assert.equal((await page.heard("order-action")).length, 2, "both presses are told");
    assert.equal(page.context().pages().length, 1);
    assert.match(page.url(), /page-\d+$/);
    await page.end();
  });

  test("retry_without_a_url_is_only_an_event", async () => {
    const page = await world.open(polled(failed).html);
    await page.until(confirmed);
    await page.locator('[data-action="retry"]').click();
    assert.deepEqual(await page.heard("order-action"), [{ action: "retry", href: null }]);
    await rest(300);
    assert.equal(page.context().pages().length, 1);
    await page.end();
  });

  test("every_action_can_be_pressed_by_keyboard_and_shows_its_focus", async () => {
    const page = await world.open(polled(failed, { "support-url": "/help" }).html);
    await page.until(confirmed);
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement.shadowRoot?.activeElement;
      const style = element && getComputedStyle(element);
      return { action: element?.dataset.action, ring: style?.outlineStyle !== "none" && parseFloat(style?.outlineWidth) >= 2 };
    });
    assert.deepEqual(focused, { action: "retry", ring: true });
    await page.keyboard.press("Enter");
    await eventually(async () => (await page.heard("order-action")).length === 1, "the press is told");
    await page.end();
  });
});

describe("copying", () => {
  const awaiting = { ...sell, cryptoAmount: 0.000000123456, status: "AWAITING_PAYMENT_FROM_USER" };
  const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());
  const granted = { permissions: ["clipboard-read", "clipboard-write"] };
  const button = (page, what) => page.locator(`[data-copy="${what.toLowerCase()}"]`);
  /** In the language of the page. */
  const copied = async (page) => page.until((it) => /^(Copied|Kopiert|تم النسخ|کپی شد)$/.test(it.live));

  test("address_network_and_amount_are_copied_exactly", async () => {
    const page = await world.open(polled(awaiting, { locale: "de" }).html, { context: granted });
    await page.until(confirmed);
    for (const [what, value] of [["Address", DEPOSIT], ["Amount", "0.000000123456"], ["Network", "Ethereum"]]) {
      await button(page, what).click();
      await copied(page);
      assert.equal(await clipboard(page), value);
    }
    assert.deepEqual(await page.heard("order-action"), Array(3).fill({ action: "copy", href: null }));
    await page.end();
  });

  for (const locale of ["ar-EG", "fa", "en-u-nu-arab"]) {
    test(`the_digits_that_are_copied_are_ASCII_in_${locale}`, async () => {
      const page = await world.open(polled(awaiting, { locale }).html, { context: granted });
      const shown = await page.until(confirmed);
      assert.match(shown.text, /[٠-٩۰-۹]/);
      await button(page, "Amount").click();
      await copied(page);
      assert.equal(await clipboard(page), "0.000000123456");
      await page.end();
    });
  }

  test("preventDefault_copies_nothing", async () => {
    const page = await world.open(polled(awaiting).html, { context: granted });
    await page.until(confirmed);
    await page.evaluate(() => {
      addEventListener("order-action", (event) => event.preventDefault());
      return navigator.clipboard.writeText("mine");
    });
    await button(page, "Address").click();
    await rest(200);
    assert.deepEqual((await page.heard("order-action")).map(({ action }) => action), ["copy"], "the press is told");
    assert.equal(await clipboard(page), "mine");
    await page.end();
  });

  for (const [name, break_] of [
    ["is_refused", () => (navigator.clipboard.writeText = () => Promise.reject(new DOMException("no", "NotAllowedError")))],
    ["throws", () => (navigator.clipboard.writeText = () => { throw new Error("no"); })],
    ["is_missing", () => Object.defineProperty(navigator, "clipboard", { value: undefined })],
  ]) {
    test(`where_the_clipboard_${name}_the_old_way_copies`, async () => {
      const page = await world.open(`${polled(awaiting).html}<textarea></textarea>`, {
        context: granted,
        before: (page) => page.addInitScript(break_),
      });
      await page.until(confirmed);
      await button(page, "Address").click();
      await page.until((it) => it.live === "Copied");
      await page.locator("textarea").focus();
      await page.keyboard.press("Control+V");
      assert.equal(await page.locator("textarea").inputValue(), DEPOSIT);
      await page.end();
    });
  }

  test("where_nothing_copies_the_value_is_selected_and_the_person_told", async () => {
    const page = await world.open(polled(awaiting).html, {
      before: (page) =>
        page.addInitScript(() => {
          navigator.clipboard.writeText = () => Promise.reject(new Error("no"));
          document.execCommand = () => false;
        }),
    });
    await page.until(confirmed);
    await button(page, "Address").click();
    await page.until((it) => /Ctrl\+C/.test(it.live));
    assert.equal(await page.evaluate(() => getSelection().toString().trim()), DEPOSIT);
    await screenshot(page.locator("transak-order-tracker"), "copy-refused");
    assert.deepEqual(page.problems, []);
    await page.end();
  });
});
