// Cases from the field (tests/data/cases), in the built package: what a person sees of each variant, by the browser's own numbers and words.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { whole } from "./lib/tracker.mjs";
import { startWorld } from "./lib/world.mjs";

const data = async (name) => JSON.parse(await readFile(new URL(`../data/cases/${name}.json`, import.meta.url), "utf8"));

let world;
before(async () => (world = await startWorld()));
after(() => world?.stop());

const json = (answer) => (_, response) => response.setHeader("content-type", "application/json").end(JSON.stringify(answer));

/** A page with a tracker whose source answers so; the whole of it is drawn. */
async function shown(answer, id, more = {}, options) {
  world.orders.set(id, json(answer));
  const page = await world.open(world.follow(id, { "stream-url": "none", "status-url": "/orders/{orderId}", locale: "en", ...more }), options);
  await page.until((it) => it.state.confirmed && whole(it));
  const text = await page.evaluate(() => document.querySelector("transak-order-tracker").shadowRoot.textContent);
  const attributes = (selector, name) =>
    page.evaluate(([selector, name]) => [...document.querySelector("transak-order-tracker").shadowRoot.querySelectorAll(selector)].map((one) => one.getAttribute(name)), [selector, name]);
  return { page, text, attributes };
}

const idOf = (order) => order.id ?? order.orderId;

async function variants(name, look) {
  const { variants } = await data(name);
  await Promise.all(
    Object.entries(variants).map(async ([name, answer]) => {
      const order = answer.response ?? answer.order ?? answer;
      const it = await shown(answer, idOf(order));
      await look(order, it, name);
      assert.deepEqual(it.page.problems, [], name);
      await it.page.end();
    }),
  );
}

describe("cases from the field", () => {
  test("links_of_the_explorers_that_transak_s_packages_name_are_followed", async () => {
    for (const file of ["explorers_of_transak_packages", "hedera_transaction_id"]) {
      await variants(file, async ({ transactionLink }, { attributes, text }, name) => {
        assert.deepEqual(await attributes('[data-action="view-transaction"]', "href"), [transactionLink], name);
        assert.match(text, /Transaction\S{6,}…/, name);
      });
    }
  });

  test("amounts_have_no_exponent_no_rounding_up_and_a_rate_that_is_not_nothing", async () => {
    const sums = { "17 decimals": /0\.01588973 ETH/, "one satoshi-like": /0\.00000001 BTC/, "meme token": /5,123,456\.78 SHIB/ };
    const rates = { "17 decimals": /1 ETH = €3,021\.45/, "meme token": /1 SHIB = €0\.000009371(?!\d)/ };
    await variants("amounts", async (_, { text }, name) => {
      assert.match(text.replaceAll("\u00a0", " "), sums[name], name);
      if (rates[name]) assert.match(text.replaceAll("\u00a0", " "), rates[name], name);
      assert.doesNotMatch(text, /\d[eE][+-]\d|= €0\.00(?!\d)/, name);
    });
  });

  test("a_memo_stands_beside_the_address_and_can_be_copied", async () => {
    await variants("sell_with_memo", async (order, { attributes, text, page }) => {
      const memo = order.network === "stellar";
      assert.deepEqual(await attributes("[data-copy]", "data-copy"), ["address", ...(memo ? ["memo"] : []), "amount", "network"]);
      if (!memo) return;
      assert.match(text, /Memo or tag1058201934/);
      await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
      await page.locator('[data-copy="memo"]').click();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "1058201934");
    });
  });

  test("without_the_memo_that_a_network_needs_there_is_no_address_but_a_way_to_transak_and_why", async () => {
    const { variants } = await data("sell_with_memo");
    const order = { ...Object.values(variants)[0], addressAdditionalData: false };
    const { page, text, attributes } = await shown({ data: order }, order.id);
    assert.ok(!text.includes(order.cryptoPaymentData.paymentAddress));
    assert.match(text, /needs a memo or tag/);
    assert.deepEqual(await attributes('[data-copy], [part="deposit"]', "part"), [], "no empty box");
    assert.equal((await attributes('[data-action="resume"]', "href")).length, 1);
    await page.end();
  });

  test("an_address_with_a_letter_of_another_alphabet_is_not_shown", async () => {
    const { variants } = await data("sell_with_memo");
    const order = structuredClone(Object.values(variants)[1]);
    order.cryptoPaymentData.paymentAddress = order.cryptoPaymentData.paymentAddress.replace("a", "а");
    const { page, text, attributes } = await shown({ data: order }, order.id);
    assert.ok(!text.includes("0xf"));
    assert.match(text, /isn’t known here/);
    assert.deepEqual(await attributes("[data-copy]", "data-copy"), []);
    await page.end();
  });

  test("every_envelope_holds_the_order_and_a_list_the_one_that_is_asked_about", async () => {
    await variants("status_endpoint_envelopes", async (order, { page }, name) => assert.equal((await page.look()).status, order.status, name));
    const { variants: all } = await data("status_endpoint_envelopes");
    const ours = all.order.order;
    const other = { ...ours, id: all.response.response.id, status: "COMPLETED" };
    const { page } = await shown({ data: [other, ours] }, ours.id);
    assert.equal((await page.look()).status, "PROCESSING");
    await page.end();
  });

  test("a_code_that_nobody_knows_is_no_end_no_error_and_leads_to_transak_s_page", async () => {
    await variants("statuses_in_public_integrations", async (order, { page, text, attributes }, name) => {
      const it = await page.look();
      assert.deepEqual([it.status, it.state.final, it.prompt], [order.status, false, "in-progress"], name);
      assert.match(text, /doesn’t know yet/, name);
      assert.deepEqual(await attributes('[data-action="resume"]', "href"), [`https://global.transak.com/user/order/${order.id}`], name);
      assert.deepEqual(await attributes('[data-action="retry"]', "href"), [], name);
      assert.deepEqual(await page.heard("order-error"), [], name);
    });
  });

  test("the_user_api_s_spelling_and_the_oldest_webhook_s_are_understood", async () => {
    await variants("user_api_transation_link", async (order, { page, attributes }, name) => {
      assert.equal((await page.look()).status, order.status, name);
      if (order.transationLink) assert.deepEqual(await attributes('[data-action="view-transaction"]', "href"), [order.transationLink]);
      if (order.status === "FAILED") assert.equal((await page.look()).prompt, "try-another-method");
    });
    const { input } = await data("webhook_of_2020");
    const { page, text } = await shown(input, input.webhookData.id);
    assert.equal((await page.look()).status, "AWAITING_PAYMENT_FROM_USER");
    assert.match(text.replaceAll("\u00a0", " "), /731\.34 CDAI/);
    await page.end();
  });

  test("a_page_that_a_browser_translates_throws_nothing_and_speaks_one_language", async () => {
    const { langs } = await data("translated_page");
    const { variants } = await data("amounts");
    const order = variants["meme token"];
    // The words of the summary, and its number in the same language.
    const speaks = { auto: /Payment.*5,123,456\.78/s, "de-x-mtfrom-en": /Zahlung.*5\.123\.456,78/s, "zh-TW": /付款.*5,123,456\.78/s, no: /Betaling.*5\s123\s456,78/s };
    for (const lang of [...langs, "iw-x-mtfrom-en", "zh-CN", "xx-", "-"]) {
      const { page, text } = await shown({ data: order }, order.id, { locale: undefined }, { lang });
      if (speaks[lang]) assert.match(text, speaks[lang], lang);
      assert.deepEqual(page.problems, [], lang);
      await page.end();
    }
  });
});
