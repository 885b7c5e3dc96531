// "Tell me when it's done", and "Copy details for support": asked for by a press, and nothing before.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { story, tell } from "./lib/stories.mjs";
import { newId, startWorld, tracker } from "./lib/world.mjs";

let world;
before(async () => (world = await startWorld()));
after(() => world?.stop());

const TAG = "transak-order-tracker";

/** Notifications that a browser without a window can't show: what is asked and told is remembered. `answer` is the person's. */
const notifications = (answer) => (page) =>
  page.addInitScript((answer) => {
    window.asked = 0;
    window.notified = [];
    window.Notification = answer && class {
      static requestPermission = async () => ((window.asked += 1), answer);
      constructor(title) {
        window.notified.push(title);
      }
    };
    window.isLookedAt = true;
    document.hasFocus = () => window.isLookedAt;
  }, answer);

async function open(answer, body = (tag) => tag) {
  const id = newId();
  const page = await world.open(body(tracker({ "order-id": id, "stream-url": "none" })), { before: notifications(answer) });
  await page.until((it) => it.mounted);
  await tell(page, TAG, story(id, "PROCESSING", "buy"));
  return Object.assign(page, { id });
}
const end = (page) => tell(page, TAG, story(page.id, "COMPLETED", "buy").slice(-1));
const look = (page, isLookedAt) =>
  page.evaluate((isLookedAt) => {
    window.isLookedAt = isLookedAt;
    if (isLookedAt) window.dispatchEvent(new Event("focus"));
  }, isLookedAt);
const tab = (page) => page.evaluate(() => ({ title: document.title, icons: [...document.querySelectorAll("link[rel=icon]")].map((icon) => new URL(icon.href).pathname), notified: window.notified }));
const PLAIN = { title: "Order", icons: [], notified: [] };

describe("tell me when it is done", () => {
  test("nothing_is_asked_before_the_press_and_nothing_told_without_it", async () => {
    const page = await open("granted");
    await look(page, false);
    await end(page);
    assert.equal(await page.evaluate(() => window.asked), 0);
    assert.deepEqual(await tab(page), PLAIN);
    await page.end();
  });

  test("a_notification_the_title_and_the_icon_tell_and_the_last_two_go_when_the_page_is_seen", async () => {
    const page = await open("granted");
    await page.locator("[data-tool=notify]").click();
    await page.until((it) => /told here/.test(it.live));
    assert.equal(await page.locator("[data-tool=notify]").getAttribute("aria-pressed"), "true");
    await look(page, false);
    await end(page);
    assert.deepEqual(await tab(page), { title: "● Completed – Order", icons: ["/dist/badge.svg"], notified: ["Completed"] });
    await look(page, true);
    await page.waitForFunction(() => document.title === "Order");
    assert.deepEqual(await tab(page), { ...PLAIN, notified: ["Completed"] });
    assert.equal(await page.locator("[data-tool=notify]").count(), 0, "the end has come");
    assert.deepEqual(page.problems, []);
    await page.end();
  });

  test("who_looks_at_it_needs_no_notification", async () => {
    const page = await open("granted");
    await page.locator("[data-tool=notify]").click();
    await page.until((it) => /told here/.test(it.live));
    await end(page);
    assert.deepEqual(await tab(page), PLAIN);
    await page.end();
  });

  for (const [name, answer] of [["refuses", "denied"], ["has_none", undefined]]) {
    test(`where_the_browser_${name}_the_title_tells_and_that_is_said`, async () => {
      const page = await open(answer);
      await page.locator("[data-tool=notify]").click();
      await page.until((it) => /title of this tab/.test(it.live));
      await look(page, false);
      await end(page);
      assert.deepEqual(await tab(page), { title: "● Completed – Order", icons: ["/dist/badge.svg"], notified: [] });
      await page.end();
    });
  }

  test("a_second_press_takes_it_back", async () => {
    const page = await open("granted");
    const button = page.locator("[data-tool=notify]");
    await button.click();
    await page.until((it) => /told here/.test(it.live));
    await button.click();
    await page.waitForFunction(() => document.querySelector("transak-order-tracker").shadowRoot.querySelector("[data-tool=notify]").getAttribute("aria-pressed") === "false");
    await look(page, false);
    await end(page);
    assert.deepEqual(await tab(page), PLAIN);
    await page.end();
  });

  test("an_end_that_nobody_has_confirmed_is_not_told", async () => {
    const id = await world.sandbox.place("card");
    await world.sandbox.status(id, "PROCESSING");
    const page = await world.open(world.follow(id), { before: notifications("granted") });
    await page.until((it) => it.state.confirmed && it.freshness === "live");
    await page.locator("[data-tool=notify]").click();
    await page.until((it) => /told here/.test(it.live));
    await look(page, false);
    await page.push({ id, status: "COMPLETED", isBuyOrSell: "BUY" });
    await page.untilHeard("order-status", (all) => all.at(-1).status === "COMPLETED" && !all.at(-1).confirmed);
    await page.until((it) => it.state.status === "PROCESSING" && it.state.confirmed);
    assert.deepEqual(await tab(page), PLAIN);
    await page.end();
  });

  test("a_title_that_the_page_has_changed_meanwhile_stays", async () => {
    const page = await open("denied");
    await page.locator("[data-tool=notify]").click();
    await page.until((it) => /title of this tab/.test(it.live));
    await look(page, false);
    await end(page);
    await page.evaluate(() => (document.title = "Shop"));
    await look(page, true);
    await page.waitForFunction(() => document.querySelectorAll("link[rel=icon]").length === 0);
    assert.equal((await tab(page)).title, "Shop");
    await page.end();
  });

  test("in_a_frame_whose_tab_is_another_s_it_is_not_offered", async () => {
    const id = newId();
    const page = await world.open("<iframe></iframe>");
    await page.evaluate((html) => {
      const { contentDocument } = document.querySelector("iframe");
      const script = contentDocument.createElement("script");
      Object.assign(script, { type: "module", src: "/dist/transak-order-tracker.js" });
      contentDocument.body.innerHTML = html;
      contentDocument.head.append(script);
    }, tracker({ "order-id": id, "stream-url": "none" }));
    const frame = page.frames()[1];
    await frame.waitForFunction(() => document.querySelector("transak-order-tracker").shadowRoot?.querySelector("[part=tracker]"));
    await frame.evaluate((id) => document.querySelector("transak-order-tracker").push({ id, status: "PROCESSING", isBuyOrSell: "BUY" }), id);
    await frame.locator("[data-tool=report]").waitFor();
    assert.equal(await frame.locator("[data-tool=notify]").count(), 0);
    await page.end();
  });
});

describe("details for support", () => {
  const granted = { permissions: ["clipboard-read", "clipboard-write"] };

  test("which_order_its_states_and_times_are_copied_and_nothing_of_the_person_or_the_money", async () => {
    const id = newId();
    const page = await world.open(tracker({ "order-id": id, "stream-url": "none" }), { context: granted });
    await page.until((it) => it.mounted);
    const orders = story(id, "REFUNDED", "sell");
    await tell(page, TAG, orders);
    await page.locator("[data-tool=report]").click();
    await page.until((it) => it.live === "Copied");
    const text = await page.evaluate(() => navigator.clipboard.readText());
    for (const line of [`order: ${id}`, "status: REFUNDED, confirmed", "side: sell", `placed: ${orders[0].createdAt}`, `history: ${orders.at(-1).updatedAt} REFUNDED`, "tracker: transak-order-tracker 0.1.0"]) {
      assert.ok(text.includes(line), `${line} is not in:\n${text}`);
    }
    for (const secret of ["242.21", "0.0887", "13.2", "0x5A4dB", "0x8f3c1a", "etherscan", "sepa"]) assert.ok(!text.includes(secret), secret);
    await page.end();
  });

  test("where_nothing_copies_it_is_shown_and_selected", async () => {
    const id = newId();
    const page = await world.open(tracker({ "order-id": id, "stream-url": "none" }), {
      before: (page) =>
        page.addInitScript(() => {
          navigator.clipboard.writeText = () => Promise.reject(new Error("no"));
          document.execCommand = () => false;
        }),
    });
    await page.until((it) => it.mounted);
    await tell(page, TAG, story(id, "PROCESSING", "buy"));
    await page.locator("[data-tool=report]").click();
    await page.until((it) => /Selected/.test(it.live));
    const shown = await page.evaluate(() => document.querySelector("transak-order-tracker").shadowRoot.querySelector("[part=report]").textContent);
    assert.match(shown, new RegExp(`order: ${id}`));
    assert.equal(await page.evaluate(() => getSelection().toString().trim().slice(0, 6)), "order:");
    await page.end();
  });
});
