// What the person is told: every row of the table of prompts, links, user signals and texts.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { screenshot } from "./lib/browser.mjs";
import { newId, startWorld, tracker } from "./lib/world.mjs";
import { rest, whole } from "./lib/tracker.mjs";

const HASH = "0x8f3c1a5b7d9e2046c8ab13579bdf02468ace1357fdb97531eca86420bd135790";
const LINK = `https://etherscan.io/tx/${HASH}`;
const SUPPORT = "https://support.transak.com/";
const DEPOSIT = "0x5A4dB0C500000000000000000000000000000Bb2";

const buy = { isBuyOrSell: "BUY", fiatAmount: 45, fiatCurrency: "EUR", cryptoAmount: 0.0123, cryptoCurrency: "ETH", network: "ethereum" };
const sell = { ...buy, isBuyOrSell: "SELL", cryptoPaymentData: { paymentAddress: DEPOSIT } };
const card = { paymentOptionId: "credit_debit_card" };

/** Name, order, prompt, and the actions with where they lead (`null`: a button). `ID` stands for the order's id. */
const ROWS = [
  ["buy, awaiting", { ...buy, status: "AWAITING_PAYMENT_FROM_USER" }, "complete-payment", { resume: "https://global.transak.com/user/order/ID" }],
  ["sell, awaiting", { ...sell, status: "AWAITING_PAYMENT_FROM_USER" }, "send-crypto", { copy: null, resume: "https://global.transak.com/user/order/ID" }],
  ["buy, marked", { ...buy, status: "PAYMENT_DONE_MARKED_BY_USER" }, "payment-sent", {}],
  ["sell, marked", { ...sell, status: "PAYMENT_DONE_MARKED_BY_USER" }, "payment-sent", {}],
  ["processing", { ...buy, status: "PROCESSING" }, "in-progress", {}],
  ["unknown", { ...buy, status: "NEVER_HEARD" }, "in-progress", { resume: "https://global.transak.com/user/order/ID" }],
  ["pending delivery", { ...buy, status: "PENDING_DELIVERY_FROM_TRANSAK" }, "on-its-way", {}],
  ["on hold", { ...sell, status: "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK" }, "on-hold", { support: SUPPORT }],
  ["completed with a link", { ...buy, status: "COMPLETED", transactionHash: HASH, transactionLink: LINK }, "completed", { "view-transaction": LINK }],
  ["completed without one", { ...sell, status: "COMPLETED" }, "completed", {}],
  ["completed on staging", { ...buy, status: "COMPLETED", transactionHash: "DUMMY_TX_ID", transactionLink: "https://sepolia.etherscan.io/tx/DUMMY_TX_ID" }, "completed", {}],
  ["buy by card failed", { ...buy, ...card, status: "FAILED" }, "try-another-card", { retry: null, support: SUPPORT }],
  ["buy failed, method unknown", { ...buy, status: "FAILED" }, "try-another-method", { retry: null, support: SUPPORT }],
  ["buy by transfer failed", { ...buy, paymentOptionId: "sepa_bank_transfer", status: "FAILED" }, "try-another-method", { retry: null, support: SUPPORT }],
  ["sell failed", { ...sell, paymentOptionId: "sepa_bank_transfer", status: "FAILED" }, "payout-failed", { support: SUPPORT }],
  ["expired", { ...buy, status: "EXPIRED" }, "start-again", { retry: null }],
  ["cancelled", { ...sell, status: "CANCELLED" }, "start-again", { retry: null }],
  ["buy refunded", { ...buy, status: "REFUNDED" }, "refunded", { support: SUPPORT }],
  ["sell refunded", { ...sell, status: "REFUNDED" }, "refunded", { support: SUPPORT }],
];

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

describe("the table", { concurrency: 3 }, () => {
  /** All rows on one page; gives what each shows. */
  async function all(more, options) {
    const made = ROWS.map(([, order], at) => polled(order, { id: `row-${at}`, ...more }));
    const page = await world.open(made.map(({ html }) => html).join(""), options);
    const shown = [];
    for (const at of ROWS.keys()) shown.push(await page.until(confirmed, { selector: `#row-${at}` }));
    return { page, made, shown };
  }

  test("every_row_has_its_prompt_its_actions_and_where_they_lead", async () => {
    const { page, made, shown } = await all();
    for (const [at, [name, , prompt, actions]] of ROWS.entries()) {
      assert.equal(shown[at].prompt, prompt, name);
      assert.equal(shown[at].state.prompt, prompt, name);
      const seen = {};
      for (const action of shown[at].actions) {
        assert.ok(!(action.action in seen) || action.action === "copy", `${name}: ${action.action} twice`);
        seen[action.action] = action.href;
        if (action.tag === "a") assert.equal(action.rel, "noopener noreferrer", name);
        else assert.equal(action.tag, "button", name);
      }
      const wanted = Object.entries(actions).map(([action, href]) => [action, href && href.replace("ID", made[at].id)]);
      assert.deepEqual(Object.entries(seen), wanted, name);
    }
    const copies = shown[1].actions.filter((action) => action.action === "copy");
    assert.equal(copies.length, 3, "address, network and amount");
    assert.deepEqual(page.problems, []);
    await page.end();
  });

  test("the_pages_own_links_are_used", async () => {
    const { page, shown } = await all({ "resume-url": "/pay?again=1", "retry-url": "https://shop.example/cart", "support-url": "/help" });
    const wanted = { resume: "/pay?again=1", retry: "https://shop.example/cart", support: "/help", copy: null, "view-transaction": LINK };
    assert.deepEqual(new Set(shown.flatMap(names)), new Set(Object.keys(wanted)));
    for (const [at, [name]] of ROWS.entries()) {
      for (const { action, href, tag } of shown[at].actions) {
        assert.equal(href, wanted[action], name);
        assert.equal(tag, href === null ? "button" : "a", name);
      }
    }
    await page.end();
  });

  test("links_that_no_page_may_give_are_left_out_and_told", async () => {
    const order = { ...buy, status: "EXPIRED" };
    const { html } = polled(order, { "retry-url": "javascript:alert(1)", "support-url": "http://shop.example/help" });
    const page = await world.open(html);
    const shown = await page.until(confirmed);
    assert.deepEqual(shown.actions.map(({ action, tag, href }) => [action, tag, href]), [["retry", "button", null]]);
    const errors = await page.heard("order-error");
    assert.deepEqual(errors.map(({ code, retrying }) => [code, retrying]), [["CONFIG", false], ["CONFIG", false]]);
    assert.match(errors.map(({ message }) => message).join(), /retry-url.*support-url/);
    await page.end();
  });

  test("order_prompt_names_the_prompt_and_its_actions", async () => {
    const cases = [
      [{ ...buy, ...card, status: "FAILED" }, { prompt: "try-another-card", actions: ["retry", "support"] }],
      [{ ...sell, status: "AWAITING_PAYMENT_FROM_USER" }, { prompt: "send-crypto", actions: ["resume", "copy"] }],
      [{ ...buy, status: "PROCESSING" }, { prompt: "in-progress", actions: [] }],
    ];
    for (const [order, wanted] of cases) {
      const page = await world.open(polled(order).html);
      const heard = await page.untilHeard("order-prompt", (all) => all.length > 1);
      assert.deepEqual(heard, [{ prompt: "waiting", actions: [] }, wanted]);
      await page.end();
    }
  });

  test("staging_has_its_own_deep_link", async () => {
    const { id, html } = polled({ ...buy, status: "AWAITING_PAYMENT_FROM_USER" }, { environment: "staging" });
    const page = await world.open(html);
    assert.equal((await page.until(confirmed)).actions[0].href, `https://global-stg.transak.com/user/order/${id}`);
    await page.end();
  });

  test("the_payment_method_of_a_refund_or_a_failed_sale_is_told_by_its_side", async () => {
    const { page, shown } = await all();
    const text = (name) => shown[ROWS.findIndex(([row]) => row === name)].promptText;
    assert.match(text("buy refunded"), /payment method/i);
    assert.match(text("sell refunded"), /wallet/i);
    assert.match(text("sell failed"), /wallet it came from/i);
    assert.match(text("buy, marked"), /safe to close this page/i);
    for (const [at, [name]] of ROWS.entries()) {
      assert.doesNotMatch(shown[at].text, /undefined|null|NaN|\{\w+\}/, name);
      assert.doesNotMatch(shown[at].promptText, /\b(minutes?|hours?|days?|soon)\b/i, `${name}: no promise of a time`);
    }
    await page.end();
  });
});

describe("links to a transaction", { concurrency: 3 }, () => {
  const bad = [
    ["another host", "https://evil.example/tx/HASH"],
    ["a look-alike", "https://etherscan.io.evil.example/tx/HASH"],
    ["a user name", "https://etherscan.io@evil.example/tx/HASH"],
    ["a port", "https://etherscan.io:8443/tx/HASH"],
    ["http", "http://etherscan.io/tx/HASH"],
    ["a script", "javascript:alert(1)//etherscan.io/tx/HASH"],
    ["no scheme", "//etherscan.io/tx/HASH"],
    ["backslashes", "https:\\\\etherscan.io\\tx\\HASH"],
    ["another alphabet", "https://еtherscan.io/tx/HASH"],
    ["an address", "https://2130706433/tx/HASH"],
    ["a long path", `https://etherscan.io/tx/${"a/".repeat(300)}HASH`],
  ];

  test("only_a_known_explorer_over_https_is_followed", async () => {
    const made = bad.map(([, link], at) =>
      polled({ ...buy, status: "COMPLETED", transactionHash: HASH, transactionLink: link.replace("HASH", HASH) }, { id: `bad-${at}` }),
    );
    const good = polled({ ...buy, status: "COMPLETED", transactionHash: HASH, transactionLink: LINK }, { id: "good" });
    const page = await world.open([...made, good].map(({ html }) => html).join(""));
    assert.deepEqual(names(await page.until(confirmed, { selector: "#good" })), ["view-transaction"]);
    for (const [at, [name]] of bad.entries()) {
      const shown = await page.until(confirmed, { selector: `#bad-${at}` });
      assert.deepEqual(shown.actions, [], name);
      const hrefs = await page.evaluate((at) => document.querySelector(`#bad-${at}`).shadowRoot.querySelectorAll("[href]").length, at);
      assert.equal(hrefs, 0, `${name}: a link elsewhere`);
    }
    await page.end();
  });

  test("a_host_that_the_page_trusts_is_followed_too_and_only_by_its_whole_name", async () => {
    const link = (host) => ({ ...buy, status: "COMPLETED", transactionHash: HASH, transactionLink: `https://${host}/tx/${HASH}` });
    const page = await world.open(polled(link("scan.shop.example"), { id: "a" }).html + polled(link("x.scan.shop.example"), { id: "b" }).html);
    for (const selector of ["#a", "#b"]) await page.until(confirmed, { selector });
    assert.deepEqual((await page.look("#a")).actions, []);
    for (const selector of ["#a", "#b"]) await page.give({ explorerHosts: ["scan.shop.example"] }, selector);
    const shown = await page.until((it) => it.actions.length === 1, { selector: "#a" });
    assert.equal(shown.actions[0].href, `https://scan.shop.example/tx/${HASH}`);
    assert.deepEqual((await page.look("#b")).actions, []);
    await page.end();
  });
});

describe("user signals", { concurrency: 3 }, () => {
  const empty = () => tracker({ "stream-url": "none" });

  for (const [kind, prompt, actions, signal] of [
    ["returning", "already-verified", [], "already-verified"],
    ["restricted", "account-restricted", ["support"], "restricted"],
    ["pending", "finish-pending-order", ["resume"], "already-verified"],
  ]) {
    test(`without_an_order_a_${kind}_user_sees_${prompt}`, async () => {
      const { user, activeOrders } = await world.sandbox.user(kind);
      const page = await world.open(`<script>var given = ${JSON.stringify({ user, activeOrders })}</script>${empty()}
        <script>Object.assign(document.querySelector("transak-order-tracker"), given)</script>`);
      const shown = await page.until((it) => it.prompt === prompt);
      assert.deepEqual(names(shown), actions);
      assert.deepEqual(shown.steps, []);
      assert.deepEqual(await page.heard("user-signal"), [{ signal, source: "user" }]);
      assert.deepEqual(await page.heard("order-error"), []);
      if (kind === "pending") assert.match(shown.actions[0].href, new RegExp(`/user/order/${activeOrders[0].id}$`));
      await screenshot(page.locator("transak-order-tracker"), `user-${kind}`);
      await page.end();
    });
  }

  test("restricted_goes_before_pending_and_pending_before_verified", async () => {
    const { activeOrders } = await world.sandbox.user("pending");
    const page = await world.open(empty());
    await page.give({ user: { status: "ACTIVE", kycStatus: "APPROVED" } });
    await page.until((it) => it.prompt === "already-verified");
    await page.give({ activeOrders });
    await page.until((it) => it.prompt === "finish-pending-order");
    await page.give({ user: { status: "ACTIVE", kycStatus: "APPROVED", isAllowedToPlaceOrder: false } });
    await page.until((it) => it.prompt === "account-restricted");
    await page.give({ activeOrders: [], user: { status: "ACTIVE", kycStatus: "SUBMITTED" } });
    await page.until((it) => !it.prompt);
    assert.deepEqual((await page.heard("user-signal")).map(({ signal }) => signal), ["already-verified", "restricted"]);
    await page.end();
  });

  for (const user of [{ status: "INACTIVE" }, { status: "ACTIVE", kycStatus: "REJECTED" }, { isAllowedToPlaceOrder: false }]) {
    test(`restricted_by_${Object.values(user).join("_")}_takes_the_place_of_what_leads_to_paying`, async () => {
      const replaced = ["complete-payment", "send-crypto", "try-another-card", "try-another-method", "start-again"];
      const made = ROWS.map(([, order], at) => polled(order, { id: `row-${at}`, "retry-url": "/again" }));
      const page = await world.open(made.map(({ html }) => html).join(""), {
        before: (page) =>
          page.addInitScript((user) => {
            addEventListener("DOMContentLoaded", () => {
              for (const host of document.querySelectorAll("transak-order-tracker")) host.user = user;
            });
          }, user),
      });
      for (const [at, [name, , prompt, actions]] of ROWS.entries()) {
        const shown = await page.until(confirmed, { selector: `#row-${at}` });
        const wanted = replaced.includes(prompt) ? ["account-restricted", ["support"]] : [prompt, Object.keys(actions).filter((action) => action !== "resume")];
        assert.deepEqual([shown.prompt, names(shown)], wanted, name);
      }
      await page.end();
    });
  }
});

describe("texts", { concurrency: 3 }, () => {
  test("the_countdown_shows_the_time_left_and_never_says_expired", async () => {
    const at = (ms) => new Date(Date.now() + ms).toISOString();
    const order = { ...buy, status: "AWAITING_PAYMENT_FROM_USER", createdAt: at(-60_000) };
    const page = await world.open(
      [
        polled({ ...order, autoExpiresAt: at(130_000) }, { id: "soon" }),
        polled({ ...order, autoExpiresAt: at(-5_000) }, { id: "over" }),
        polled({ ...order, autoExpiresAt: at(400 * 86_400_000) }, { id: "far" }),
        polled(order, { id: "none" }),
      ].map(({ html }) => html).join(""),
    );
    const timer = (id) => page.locator(`#${id} [role="timer"]`);
    await page.until(confirmed, { selector: "#soon" });
    const first = await timer("soon").textContent();
    assert.match(first, /^2:0\d left to pay$/);
    for (const selector of ["#over", "#far", "#none"]) await page.until(confirmed, { selector });
    assert.match(await timer("over").textContent(), /run out/i);
    assert.doesNotMatch((await page.look("#over")).text, /expired/i);
    assert.equal((await page.look("#over")).status, "AWAITING_PAYMENT_FROM_USER");
    assert.equal(await timer("far").count(), 0);
    assert.equal(await timer("none").count(), 0);
    await rest(1_200);
    assert.notEqual(await timer("soon").textContent(), first);
    await page.end();
  });

  test("a_status_reason_is_shown_only_where_something_went_wrong", async () => {
    const statuses = {
      FAILED: true, CANCELLED: true, EXPIRED: true, ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK: true,
      COMPLETED: false, REFUNDED: false, PROCESSING: false, PENDING_DELIVERY_FROM_TRANSAK: false,
      AWAITING_PAYMENT_FROM_USER: false, PAYMENT_DONE_MARKED_BY_USER: false, NEW_ONE: false,
    };
    const page = await world.open(
      Object.keys(statuses).map((status) => polled({ ...buy, status, statusReason: "Because of reasons." }, { id: status }).html).join(""),
    );
    for (const [status, told] of Object.entries(statuses)) {
      const shown = await page.until(confirmed, { selector: `#${status}` });
      assert.equal(shown.text.includes("Because of reasons."), told, status);
    }
    await page.end();
  });

  test("markup_in_any_text_field_stays_text", async () => {
    const evil = '<img src=x onerror="window.hacked=1">';
    const order = {
      ...sell,
      fiatCurrency: "<b>x</b>", cryptoCurrency: "<i>y</i>", network: evil, paymentOptionId: evil, paymentMethod: evil,
      statusReason: evil, transactionHash: evil, transactionLink: evil, fiatAmount: evil, cryptoAmount: evil,
      cryptoPaymentData: { paymentAddress: evil }, createdAt: evil, updatedAt: evil, autoExpiresAt: evil, walletAddress: evil,
    };
    const statuses = ["AWAITING_PAYMENT_FROM_USER", "FAILED", "COMPLETED", "CANCELLED", "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK", evil];
    const page = await world.open(
      statuses.flatMap((status, at) => [
        polled({ ...order, status }, { id: `sell-${at}` }).html,
        polled({ ...order, isBuyOrSell: "BUY", status }, { id: `buy-${at}`, layout: "compact" }).html,
        polled({ ...order, isBuyOrSell: evil, status }, { id: `none-${at}`, layout: "line" }).html,
      ]).join(""),
    );
    const hosts = statuses.flatMap((_, at) => [`#sell-${at}`, `#buy-${at}`, `#none-${at}`]);
    for (const selector of hosts) {
      await page.until(confirmed, { selector });
      await page.give({ messages: { "prompt.complete-payment.title": evil, "step.placed": evil, "summary.network": evil } }, selector);
    }
    await page.until((it) => it.summary.includes(evil) && it.promptText.includes(evil), { selector: "#sell-1" });
    await page.until((it) => it.text.split(evil).length > 2, { selector: "#buy-0" });
    const found = await page.evaluate(() => {
      const elements = new Set();
      for (const host of document.querySelectorAll("transak-order-tracker"))
        for (const element of host.shadowRoot.querySelectorAll("*")) elements.add(element.localName);
      return { elements: [...elements].filter((name) => /^(img|script|b|i|style|iframe)$/.test(name)), hacked: window.hacked };
    });
    assert.deepEqual(found, { elements: [], hacked: undefined });
    assert.deepEqual(page.problems, []);
    await screenshot(page, "markup", { fullPage: true });
    await page.end();
  });
});
