// Accessibility: axe on everything that is shown, what is spoken, and where the focus is.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { axe } from "./lib/axe.mjs";
import { screenshot } from "./lib/browser.mjs";
import { pseudoMessages } from "./lib/pseudo.mjs";
import { SIDES, STATUSES as KNOWN, story, tell } from "./lib/stories.mjs";
import { eventually, rest, whole } from "./lib/tracker.mjs";
import { newId, startWorld, tracker } from "./lib/world.mjs";

const STATUSES = [
  "AWAITING_PAYMENT_FROM_USER", "PAYMENT_DONE_MARKED_BY_USER", "PROCESSING", "PENDING_DELIVERY_FROM_TRANSAK",
  "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK", "COMPLETED", "CANCELLED", "FAILED", "EXPIRED", "REFUNDED", "NEW_ONE",
];

let world;
before(async () => (world = await startWorld()));
after(() => world?.stop());

const confirmed = (it) => it.status !== "" && it.state.confirmed && whole(it);

function polled(order, more = {}) {
  const id = newId();
  world.orders.set(id, typeof order === "function" ? order : { id, ...order });
  return tracker({ "order-id": id, "stream-url": "none", "status-url": "/orders/{orderId}", "retry-url": "/again", ...more });
}

/** Everything that a tracker can show, on one page: statuses × sides, layouts, users, not confirmed, nothing known. */
async function everything(options) {
  const html = [];
  const known = [];
  for (const [side, isBuyOrSell] of [["buy", "BUY"], ["sell", "SELL"], ["none", undefined]]) {
    for (const status of STATUSES) {
      const order = {
        status, isBuyOrSell, fiatAmount: 45, fiatCurrency: "EUR", cryptoAmount: 0.0178, cryptoCurrency: "ETH", network: "ethereum",
        paymentOptionId: "credit_debit_card", totalFeeInFiat: 1.61, statusReason: "Because of reasons.",
        createdAt: new Date(Date.now() - 60_000).toISOString(), autoExpiresAt: new Date(Date.now() + 2_640_000).toISOString(),
        transactionHash: "0x8f3c1a5b7d9e2046c8ab13579bdf02468ace1357fdb97531eca86420bd135790",
        transactionLink: "https://etherscan.io/tx/0x8f3c1a5b7d9e2046c8ab13579bdf02468ace1357fdb97531eca86420bd135790",
        cryptoPaymentData: { paymentAddress: "0x5A4dB0C500000000000000000000000000000Bb2" },
      };
      known.push(`${side}-${status}`);
      html.push(polled(order, { id: `${side}-${status}` }));
      if (side === "buy") {
        for (const layout of ["compact", "line"]) html.push(polled(order, { id: `${layout}-${status}`, layout }));
        known.push(`compact-${status}`, `line-${status}`);
      }
    }
  }
  html.push(polled(() => {}, { id: "waiting" }));
  html.push(polled(() => {}, { id: "rumour", status: "COMPLETED" }));
  html.push(tracker({ id: "restricted", "stream-url": "none" }), tracker({ id: "verified", "stream-url": "none" }), tracker({ id: "pending", "stream-url": "none" }));
  const css = `body { margin: 16px } main { display: grid; grid-template-columns: repeat(3, 360px); gap: 16px; align-items: start }
    @media (prefers-color-scheme: dark) { body { background: #0d1117; color: #eee } }`;
  const page = await world.open(`<main><h1>Orders</h1>${html.join("")}</main>`, { head: `<style>${css}</style>`, ...options });
  await page.give({ user: { status: "INACTIVE" } }, "#restricted");
  await page.give({ user: { status: "ACTIVE", kycStatus: "APPROVED" } }, "#verified");
  await page.give({ activeOrders: [{ id: newId(), status: "AWAITING_PAYMENT_FROM_USER" }] }, "#pending");
  for (const id of known) await page.until(confirmed, { selector: `#${id}`, within: 20_000 });
  for (const [id, prompt] of Object.entries({ waiting: "waiting", restricted: "account-restricted", verified: "already-verified", pending: "finish-pending-order" })) {
    await page.until((it) => it.prompt === prompt, { selector: `#${id}` });
  }
  await page.until((it) => it.status === "COMPLETED" && whole(it), { selector: "#rumour" });
  return page;
}

/** Sixty trackers on one page are sixty regions of one name, and headings that skip a level beside the page's one h1. */
const MANY = { rules: { "landmark-unique": { enabled: false } } };

describe("axe", () => {
  for (const colorScheme of ["light", "dark"]) {
    test(`finds_nothing_on_every_status_side_and_layout_in_${colorScheme}`, { timeout: 120_000 }, async () => {
      const page = await everything({ context: { colorScheme, viewport: { width: 1200, height: 900 } } });
      const { violations, passes } = await axe(page, MANY);
      assert.deepEqual(violations, []);
      assert.ok(passes > 15, `only ${passes} rules had something to look at`);
      await screenshot(page, `everything-${colorScheme}`, { fullPage: true });
      await page.end();
    });
  }

  test("finds_nothing_in_forced_colours_on_a_narrow_screen_and_in_arabic", async () => {
    const order = { status: "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK", isBuyOrSell: "SELL", fiatAmount: 45, fiatCurrency: "EUR", statusReason: "Because of reasons." };
    const page = await world.open(`<main><h1>Order</h1>${polled(order, { id: "a" })}${polled(order, { id: "b", locale: "ar" })}</main>`, {
      context: { forcedColors: "active", viewport: { width: 320, height: 800 } },
    });
    for (const selector of ["#a", "#b"]) await page.until(confirmed, { selector });
    await page.give({ messages: { "prompt.on-hold.title": "الدفع معلّق", reason: "السبب:" } }, "#b");
    await page.until((it) => it.promptText.includes("الدفع معلّق"), { selector: "#b" });
    const { violations, passes } = await axe(page, MANY);
    assert.deepEqual(violations, []);
    assert.ok(passes > 15, `only ${passes} rules had something to look at`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 320), "no scrolling sideways");
    const words = await page.evaluate(() => {
      const { dir, lang } = document.querySelector("#b").shadowRoot.querySelector("[part=tracker]");
      return { dir, lang };
    });
    assert.deepEqual(words, { dir: "rtl", lang: "ar" });
    await screenshot(page, "forced-colors-and-arabic", { fullPage: true });
    await page.end();
  });
});

/** Remembers each text that the live region has had, from the moment it exists. */
const listen = (page) =>
  page.addInitScript(() => {
    window.spoken = [];
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (...given) {
      const root = attach.apply(this, given);
      let last;
      new MutationObserver(() => {
        const region = root.querySelector('[role="status"]');
        if (region && region.textContent !== last) spoken.push((last = region.textContent));
      }).observe(root, { childList: true, subtree: true, characterData: true });
      return root;
    };
  });

describe("what is spoken", () => {
  test("the_region_is_there_and_empty_first_and_each_change_of_status_is_told_once", async () => {
    const id = await world.sandbox.place("card");
    const page = await world.open(world.follow(id), { before: listen });
    await page.until((it) => it.state.confirmed && it.freshness === "live");
    await page.until((it) => it.live !== "");
    const regions = await page.evaluate(() => {
      const all = document.querySelector("transak-order-tracker").shadowRoot.querySelectorAll('[role="status"], [role="alert"], [aria-live]:not([aria-live="off"])');
      return [...all].map((region) => [region.getAttribute("role"), region.getAttribute("aria-atomic")]);
    });
    assert.deepEqual(regions, [["status", "true"]]);
    for (const status of ["PROCESSING", "PENDING_DELIVERY_FROM_TRANSAK", "COMPLETED"]) {
      await world.sandbox.status(id, status);
      await page.until((it) => it.status === status && it.state.confirmed);
      await rest(100);
    }
    // Nothing of this is news: the same again, the stream's ups and downs, another theme.
    await world.sandbox.status(id, "COMPLETED");
    await page.give({ theme: "dark" });
    await rest(300);
    const spoken = await page.evaluate(() => window.spoken);
    assert.equal(spoken[0], "", "empty when it comes");
    assert.deepEqual(spoken.slice(1).map((text) => text.replace(/^Order update: |\.$/g, "")), [
      "Complete your payment", "Your order is in progress", "Your crypto is on its way", "Completed",
    ]);
    await page.end();
  });

  test("answers_that_change_nothing_and_connections_that_come_and_go_are_not_spoken", async () => {
    const id = await world.sandbox.place("card");
    const page = await world.open(world.follow(id), { before: listen });
    await page.until((it) => it.live !== "" && it.freshness === "live");
    const before = await page.evaluate(() => window.spoken.length);
    for (let at = 0; at < 5; at++) await page.refresh();
    await world.sandbox.close(1006);
    await page.until((it) => it.freshness !== "live");
    await page.until((it) => it.freshness === "live");
    await rest(500);
    assert.equal(await page.evaluate(() => window.spoken.length), before);
    await page.end();
  });
});

describe("the time that is left to pay", () => {
  test("is_spoken_at_three_minutes_one_minute_and_thirty_seconds_and_never_else", async () => {
    const id = newId();
    const page = await world.open(tracker({ "order-id": id, "stream-url": "none" }), {
      before: async (page) => {
        await page.clock.install();
        await listen(page);
      },
    });
    await page.until((it) => it.prompt === "waiting");
    const now = await page.evaluate(() => Date.now());
    await page.push({ id, status: "AWAITING_PAYMENT_FROM_USER", isBuyOrSell: "BUY", autoExpiresAt: new Date(now + 200_000).toISOString() });
    await page.until((it) => it.status === "AWAITING_PAYMENT_FROM_USER");
    const timer = await page.evaluate(() => {
      const timer = document.querySelector("transak-order-tracker").shadowRoot.querySelector("[part=countdown]");
      return [timer.getAttribute("role"), timer.getAttribute("aria-live")];
    });
    assert.deepEqual(timer, ["timer", "off"]);
    for (let second = 0; second < 210; second++) await page.clock.runFor(1_000);
    const spoken = (await page.evaluate(() => window.spoken)).slice(2);
    assert.deepEqual(spoken, ["3 minutes left to pay", "1 minute left to pay", "30 seconds left to pay"]);
    await page.end();
  });
});

describe("focus", () => {
  test("a_hundred_updates_never_take_the_focus_from_the_page", async () => {
    const id = newId();
    const page = await world.open(`<input autofocus>${tracker({ "order-id": id, "stream-url": "none" })}`);
    await page.until((it) => it.prompt === "waiting");
    await page.locator("input").focus();
    await page.keyboard.type("abc");
    await page.evaluate((id) => {
      const host = document.querySelector("transak-order-tracker");
      for (let at = 0; at < 100; at++) host.push({ id, status: at % 2 ? "PENDING_DELIVERY_FROM_TRANSAK" : "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK", fiatAmount: at });
    }, id);
    await page.until((it) => it.status === "PENDING_DELIVERY_FROM_TRANSAK");
    await page.keyboard.type("def");
    assert.equal(await page.locator("input").inputValue(), "abcdef");
    assert.equal(await page.evaluate(() => document.activeElement.localName), "input");
    await page.end();
  });

  test("a_hundred_changes_of_status_leave_focus_and_caret_and_are_told_once_each", { timeout: 120_000 }, async () => {
    const id = newId();
    const page = await world.open(`<input value="abcdef">${tracker({ "order-id": id, "stream-url": "none" })}`, { before: listen });
    await page.until((it) => it.prompt === "waiting");
    await page.locator("input").evaluate((input) => (input.focus(), input.setSelectionRange(3, 3)));
    const start = Date.now();
    for (let at = 0; at < 100; at++) {
      const status = at % 2 ? "PENDING_DELIVERY_FROM_TRANSAK" : "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK";
      await page.push({ id, status, isBuyOrSell: "BUY", updatedAt: new Date(start + at * 1_000).toISOString() });
      await page.until((it) => it.status === status && it.state.confirmed);
      if (at % 10 === 0) await page.keyboard.type("x");
    }
    const field = await page.locator("input").evaluate((input) => [input.value, input.selectionStart, document.activeElement === input]);
    assert.deepEqual(field, [`abc${"x".repeat(10)}def`, 13, true]);
    const spoken = (await page.evaluate(() => window.spoken)).slice(1);
    assert.equal(spoken.length, 100);
    spoken.forEach((text, at) => assert.match(text, at % 2 ? /on its way/ : /on hold/, `change ${at}`));
    await page.end();
  });

  test("a_focused_action_keeps_the_focus_while_it_is_offered_and_gives_it_to_the_title_when_it_goes", async () => {
    const id = newId();
    const page = await world.open(tracker({ "order-id": id, "stream-url": "none" }));
    await page.until((it) => it.prompt === "waiting");
    const focused = () => page.evaluate(() => {
      const element = document.activeElement.shadowRoot?.activeElement;
      return element?.dataset.action ?? element?.localName ?? null;
    });
    await page.push({ id, status: "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK", isBuyOrSell: "BUY" });
    await page.until((it) => it.actions.length === 1);
    await page.locator('[data-action="support"]').focus();
    await page.push({ id, status: "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK", isBuyOrSell: "BUY", fiatAmount: 5, fiatCurrency: "EUR" });
    await page.until((it) => it.summary !== "");
    assert.equal(await focused(), "support");
    await page.push({ id, status: "COMPLETED", isBuyOrSell: "BUY" });
    await page.until((it) => it.state.final && it.actions.length === 0);
    await rest(50);
    assert.equal(await focused(), "h2");
    await page.end();
  });
});

describe("seeing", () => {
  test("every_target_is_large_enough", async () => {
    const page = await everything({ context: { viewport: { width: 1200, height: 900 } } });
    const found = await page.evaluate(() => {
      const small = [];
      let targets = 0;
      for (const host of document.querySelectorAll("transak-order-tracker")) {
        for (const action of host.shadowRoot.querySelectorAll("[data-action]")) {
          const { width, height } = action.getBoundingClientRect();
          targets++;
          const least = action.getAttribute("part").includes("primary") && host.layout !== "line" ? 44 : 24;
          if (width < 24 || height < least) small.push(`${host.id} ${action.dataset.action} ${width}×${height}`);
        }
      }
      return { small, targets };
    });
    assert.deepEqual(found.small, []);
    assert.ok(found.targets > 30, `${found.targets} targets`);
    await page.end();
  });

  test("nothing_moves_where_less_motion_is_wanted", async () => {
    for (const reducedMotion of ["no-preference", "reduce"]) {
      for (const status of ["PROCESSING", "COMPLETED"]) {
        const id = newId();
        const page = await world.open(tracker({ "order-id": id, "stream-url": "none" }), { context: { reducedMotion } });
        await page.until((it) => it.mounted);
        await page.push({ id, status, isBuyOrSell: "BUY" });
        const moving = () => page.evaluate(() => document.querySelector("transak-order-tracker").shadowRoot.querySelector("[part=tracker]").getAnimations({ subtree: true }).length);
        if (reducedMotion === "no-preference") await eventually(moving, `${status} moves elsewhere`);
        await page.until((it) => it.state.status === status && it.state.confirmed && whole(it));
        if (reducedMotion === "reduce") assert.equal(await moving(), 0, status);
        await page.end();
      }
    }
  });

  for (const [width, size] of [[320, "16px"], [280, "16px"], [640, "32px"]]) {
    test(`nothing_is_cut_off_at_${width}_px_and_letters_of_${size}`, async () => {
      const page = await everything({ context: { viewport: { width: 1200, height: 900 } }, head: `<style>html { font-size: ${size} } main { display: block } transak-order-tracker { width: ${width}px }</style>` });
      const cut = await page.evaluate((width) => {
        const cut = [];
        for (const host of document.querySelectorAll("transak-order-tracker"))
          for (const element of host.shadowRoot.querySelectorAll("[part=tracker], [part=tracker] *")) {
            if (element.closest(".unseen")) continue;
            const box = element.getBoundingClientRect();
            if (box.width && box.right > host.getBoundingClientRect().left + width + 1) cut.push(`${host.id} ${element.localName}.${element.className} ${Math.round(box.right)}`);
          }
        return cut;
      }, width);
      assert.deepEqual(cut, []);
      if (width !== 320) await screenshot(page, `width-${width}-letters-${size}`, { fullPage: true });
      await page.end();
    });
  }

  /** What is cut off, or reaches beyond the tracker. */
  const cutOff = (page) =>
    page.evaluate(() => {
      const found = [];
      const host = document.querySelector("transak-order-tracker");
      const edge = host.getBoundingClientRect();
      for (const element of host.shadowRoot.querySelectorAll("[part=tracker], [part=tracker] *")) {
        let isSeen = !element.closest("svg");
        for (let here = element; here && isSeen; here = here.parentElement) isSeen = getComputedStyle(here).clipPath === "none";
        if (!isSeen) continue;
        const box = element.getBoundingClientRect();
        const isBeyond = box.width > 0 && (box.right > edge.right + 1 || box.left < edge.left - 1);
        if (isBeyond || element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0) found.push(`${element.localName}.${element.className || element.getAttribute("part")}: ${element.textContent.slice(0, 60)}`);
      }
      if (document.documentElement.scrollWidth > innerWidth) found.push(`the page scrolls sideways: ${document.documentElement.scrollWidth}`);
      return found;
    });

  for (const [name, { context, width, lang, spaced }] of Object.entries({
    "280_px_and_the_pseudo_locale": { context: { viewport: { width: 280, height: 800 } } },
    "400_percent_zoom_and_the_pseudo_locale": { context: { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 } },
    "the_pseudo_locale_from_right_to_left": { context: { viewport: { width: 280, height: 800 } }, lang: "ar" },
    "240_px_and_wide_spacing_of_the_text": { context: { viewport: { width: 280, height: 800 } }, width: 240, spaced: true },
  })) {
    test(`nothing_is_cut_off_at_${name}`, { timeout: 180_000 }, async () => {
      const css = `body { margin: 0 } transak-order-tracker { width: ${width ? `${width}px` : "auto"} }`;
      const page = await world.open(tracker({ "order-id": newId(), "stream-url": "none", "retry-url": "/again" }), { lang, context, head: `<style>${css}</style>` });
      await page.give({ messages: pseudoMessages() });
      for (const layout of ["full", "compact", "line", "diagram"]) {
        for (const side of SIDES) {
          for (const status of KNOWN) {
            const id = newId();
            await page.evaluate(([id, layout]) => Object.assign(document.querySelector("transak-order-tracker"), { orderId: id, layout }), [id, layout]);
            await page.until((it) => it.status === "");
            await tell(page, "transak-order-tracker", story(id, status, side).slice(-1));
            if (spaced) {
              // WCAG 1.4.12
              const spacing = await page.evaluate(() => {
                const { shadowRoot } = document.querySelector("transak-order-tracker");
                const sheet = new CSSStyleSheet();
                sheet.replaceSync("*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}");
                if (!window.isSpaced) shadowRoot.adoptedStyleSheets.push(sheet);
                window.isSpaced = true;
                return getComputedStyle(shadowRoot.querySelector("h2")).letterSpacing;
              });
              assert.notEqual(spacing, "normal");
            }
            assert.deepEqual(await cutOff(page), [], `${layout} ${side} ${status}`);
          }
        }
      }
      await page.end();
    });
  }
});

describe("the keyboard", () => {
  for (const locale of ["en", "ar"]) {
    test(`reaches_everything_in_the_order_in_which_it_is_seen_in_${locale}`, async () => {
      const id = newId();
      const page = await world.open(`<button id="before">Before</button>${tracker({ "order-id": id, "stream-url": "none", "retry-url": "/again", locale })}<button id="after">After</button>`, { lang: locale });
      await page.until((it) => it.mounted);
      await tell(page, "transak-order-tracker", story(id, "AWAITING_PAYMENT_FROM_USER", "sell"));
      await page.locator("#before").focus();
      const seen = [];
      for (;;) {
        await page.keyboard.press("Tab");
        const it = await page.evaluate(() => {
          const one = document.activeElement.shadowRoot?.activeElement ?? document.activeElement;
          const box = one.getBoundingClientRect();
          const { outlineStyle, outlineWidth } = getComputedStyle(one);
          return { name: one.id || one.dataset.copy || one.dataset.action || one.dataset.tool, top: Math.round(box.top), ring: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 };
        });
        if (it.name === "after") break;
        seen.push(it);
        assert.ok(seen.length < 20, "the focus never comes out");
      }
      assert.deepEqual(seen.map(({ name }) => name), ["address", "amount", "network", "resume", "notify", "report"]);
      assert.ok(seen.every(({ ring }) => ring), "a ring around each");
      assert.deepEqual(seen.map(({ top }) => top), seen.map(({ top }) => top).toSorted((a, b) => a - b));
      await page.end();
    });
  }

  for (const key of ["Enter", "Space"]) {
    test(`presses_by_${key}`, async () => {
      const id = newId();
      const page = await world.open(tracker({ "order-id": id, "stream-url": "none" }), { context: { permissions: ["clipboard-read", "clipboard-write"] } });
      await page.until((it) => it.mounted);
      await tell(page, "transak-order-tracker", story(id, "AWAITING_PAYMENT_FROM_USER", "sell"));
      await page.locator("[data-copy=address]").focus();
      await page.keyboard.press(key);
      await page.until((it) => it.live === "Copied");
      await page.end();
    });
  }
});

describe("names and roles", () => {
  test("the_accessibility_tree_has_the_region_the_label_and_one_current_step", async () => {
    const id = newId();
    const page = await world.open(tracker({ "order-id": id, "stream-url": "none" }));
    await page.until((it) => it.mounted);
    const devtools = await page.context().newCDPSession(page);
    const tree = async () => (await devtools.send("Accessibility.getFullAXTree")).nodes.filter((node) => !node.ignored).map((node) => [node.role.value, node.name?.value]);
    assert.ok((await tree()).some(([role]) => role === "status"), "the live region is there from the start");
    assert.ok((await tree()).some(([role, name]) => role === "region" && name === "Order status"));
    const current = () => page.evaluate(() => document.querySelector("transak-order-tracker").shadowRoot.querySelectorAll("[aria-current=step]").length);
    for (const order of story(id, "COMPLETED", "buy")) {
      await page.push(order);
      await page.until((it) => it.status === order.status);
      assert.equal(await current(), order.status === "COMPLETED" ? 0 : 1, order.status);
    }
    await page.end();
  });
});
