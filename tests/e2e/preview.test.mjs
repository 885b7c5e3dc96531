// The preview page as Trunk builds it: the same orders, played inside the page and by the sandbox, and the desk's controls.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, openPage, screenshot } from "./lib/browser.mjs";
import { need, PREVIEW_DIST } from "./lib/env.mjs";
import { startSandbox } from "./lib/sandbox.mjs";
import { serve } from "./lib/serve.mjs";

let browser, sandbox, site;

before(async () => {
  const index = need(join(PREVIEW_DIST, "index.html"), "trunk build --dist target/preview");
  browser = await launch();
  sandbox = await startSandbox();
  site = await serve({ pages: { "/": readFileSync(index, "utf8") }, folders: { "/": PREVIEW_DIST } });
});

after(async () => {
  await browser?.close();
  await sandbox?.stop();
  await site?.stop();
});

/** The preview, its sockets and its requests to anyone else, and short words for what is on it. */
async function open(query, context = {}) {
  const sockets = [];
  const foreign = [];
  const page = await openPage(browser, site.url(`/?${query}`), {
    context,
    before: (page) => {
      page.on("websocket", (socket) => sockets.push(socket.url()));
      page.on("request", (request) => {
        if (!request.url().startsWith(site.origin)) foreign.push(request.url());
      });
    },
  });
  const tracker = page.locator('[data-order-tracker] [part="tracker"]');
  const control = (name) => page.locator(`[data-control="${name}"]`);
  return Object.assign(page, {
    sockets,
    foreign,
    tracker,
    control,
    prompt: (name) => tracker.locator(`[part="prompt"][data-prompt="${name}"]`).waitFor({ timeout: 40_000 }),
    radio: (name, label) => control(name).getByRole("radio", { name: label, exact: true }).check(),
    freshness: (name) => tracker.locator(`[part="freshness"][data-freshness="${name}"]`).waitFor({ timeout: 40_000 }),
    /** The details of an event in the log, the oldest first; `""`: the preview's own notes. */
    logged: async (name) =>
      (await page.locator(`.entries [data-event="${name}"] .detail`).allTextContents()).reverse(),
    mode: () => page.locator("[data-mode]").getAttribute("data-mode"),
    quiet: async () => {
      assert.deepEqual(page.problems, []);
      await page.end();
    },
  });
}

/** A card order, from its placing to its confirmed end, without a click. */
async function watchCardOrder(page) {
  await page.prompt("complete-payment");
  assert.equal(await page.tracker.getAttribute("data-status"), "AWAITING_PAYMENT_FROM_USER");
  await page.prompt("in-progress");
  await page.prompt("on-its-way");
  await page.prompt("completed");
  await page.freshness("done");
  assert.equal(await page.tracker.getAttribute("data-status"), "COMPLETED");
  assert.equal(await page.tracker.getAttribute("data-confirmed"), "true");
  const [end, ...more] = await page.logged("order-final");
  assert.match(end, /COMPLETED · confirmed · poll/);
  assert.deepEqual(more, []);
  assert.ok((await page.logged("order-freshness")).some((detail) => detail.startsWith("live")));
}

test("inside_the_page_a_card_order_goes_by_itself_from_payment_to_completed", async () => {
  const page = await open("sandbox=none");
  assert.equal(await page.mode(), "in-page");
  const begin = Date.now();
  await watchCardOrder(page);
  const seconds = (Date.now() - begin) / 1000;
  assert.ok(seconds > 12 && seconds < 35, `it took ${seconds} s`);
  assert.deepEqual([page.sockets, page.foreign], [[], []], "nothing leaves the page");
  await screenshot(page, "preview-in-page", { fullPage: true });
  await page.quiet();
});

test("through_the_sandbox_a_card_order_goes_by_itself_from_payment_to_completed", async () => {
  const page = await open(`sandbox=${sandbox.port}`);
  assert.equal(await page.mode(), "sandbox");
  await watchCardOrder(page);
  assert.equal(page.sockets.length, 1);
  assert.ok(page.sockets[0].startsWith(`ws://127.0.0.1:${sandbox.port}/app/`), page.sockets[0]);
  assert.ok(page.foreign.every((url) => url.startsWith(sandbox.url)), page.foreign.join());
  await screenshot(page, "preview-sandbox", { fullPage: true });
  await page.quiet();
});

for (const mode of ["in-page", "sandbox"]) {
  const query = () => `sandbox=${mode === "sandbox" ? sandbox.port : "none"}`;

  test(`${mode}: a_sell_goes_step_by_step`, async () => {
    const page = await open(query());
    await page.control("speed").selectOption("0");
    await page.radio("side", "Sell");
    await page.prompt("send-crypto");
    assert.equal(await page.tracker.getAttribute("data-side"), "sell");
    assert.deepEqual(
      (await page.control("scenario").locator("option").allTextContents()).filter((title) => !title.startsWith("Sell")),
      [],
    );
    for (const prompt of ["payment-sent", "on-its-way", "completed"]) {
      await page.control("step").click();
      await page.prompt(prompt);
    }
    await page.freshness("done");
    assert.equal(await page.control("step").isDisabled(), true, "there is no further step");
    await page.quiet();
  });

  test(`${mode}: by_its_reference_and_without_a_status_source_the_stream_alone_tells_of_an_order`, async () => {
    const page = await open(query());
    await page.control("speed").selectOption("60");
    await page.radio("follow-by", "Your reference");
    await page.control("status-source").uncheck();
    await page.prompt("completed");
    await page.freshness("done");
    assert.match((await page.logged("order-final")).at(-1), /COMPLETED · confirmed · stream/);
    await page.quiet();
  });

  test(`${mode}: a_cut_connection_comes_back`, async () => {
    const page = await open(query());
    await page.control("speed").selectOption("0");
    await page.freshness("live");
    await page.control("clear").click();
    await page.control("cut").click();
    await page.waitForFunction(() => {
      const entries = [...document.querySelectorAll('.entries [data-event="order-freshness"] .detail')];
      const seen = entries.map((entry) => entry.textContent.split(" ")[0]).reverse();
      return seen[0] === "checking" && seen.at(-1) === "live";
    });
    await page.control("step").click();
    await page.prompt("in-progress");
    await page.quiet();
  });
}

test("users_are_told_what_holds_for_them_and_no_order_is_followed", async () => {
  const page = await open("sandbox=none");
  for (const [user, prompt] of [
    ["returning", "already-verified"],
    ["pending", "finish-pending-order"],
    ["restricted", "account-restricted"],
  ]) {
    await page.control("user").selectOption(user);
    await page.prompt(prompt);
    assert.equal(await page.tracker.getAttribute("data-status"), "");
    assert.equal(await page.control("step").isDisabled(), true);
  }
  assert.deepEqual((await page.logged("user-signal")).at(-1), "restricted");
  await page.quiet();
});

test("a_restricted_user_sees_no_way_to_pay", async () => {
  const page = await open("sandbox=none");
  await page.control("speed").selectOption("0");
  await page.control("user").selectOption("restricted-with-order");
  await page.prompt("account-restricted");
  assert.equal(await page.tracker.getAttribute("data-status"), "AWAITING_PAYMENT_FROM_USER");
  assert.equal(await page.tracker.locator('[data-action="resume"], [data-action="retry"]').count(), 0);
  await page.control("step").click();
  await page.prompt("in-progress");
  await page.quiet();
});

test("the_shop_takes_over_the_actions_that_it_can_do_itself", async () => {
  const page = await open("sandbox=none");
  await page.control("speed").selectOption("0");
  await page.control("scenario").selectOption("declined");
  await page.prompt("complete-payment");
  await page.tracker.locator('[data-action="resume"]').click();
  await page.prompt("try-another-card");
  await page.freshness("done");
  await page.tracker.locator('[data-action="retry"]').click();
  await page.prompt("complete-payment");
  assert.equal(await page.control("scenario").inputValue(), "card");
  assert.deepEqual(
    (await page.logged("order-action")).map((detail) => detail.split(" ")[0]),
    ["resume", "retry"],
  );
  assert.equal(page.url(), site.url("/?sandbox=none"), "no link was followed");
  assert.equal(page.context().pages().length, 1);
  await page.quiet();
});

test("theme_layout_locale_and_width_change_while_the_order_goes_on", async () => {
  const page = await open("sandbox=none");
  await page.control("speed").selectOption("0");
  await page.prompt("complete-payment");
  await page.radio("theme", "Dark");
  await page.radio("layout", "Line");
  await page.control("locale").selectOption("ar");
  await page.control("width").fill("300");
  const seen = await page.tracker.evaluate((tracker) => ({ ...tracker.dataset, dir: tracker.dir }));
  assert.deepEqual([seen.theme, seen.layout, seen.dir], ["dark", "line", "ltr"]);
  assert.equal(await page.locator("[data-order-tracker]").evaluate((host) => host.offsetWidth), 300);
  await page.control("step").click();
  await page.prompt("in-progress");
  await page.control("fit").click();
  assert.notEqual(await page.locator("[data-order-tracker]").evaluate((host) => host.offsetWidth), 300);
  assert.equal((await page.logged("")).length, 2, "only the change of speed began a new order");
  await page.quiet();
});

test("a_status_source_that_fails_leaves_the_order_unconfirmed", async () => {
  const page = await open("sandbox=none");
  await page.control("speed").selectOption("0");
  await page.prompt("complete-payment");
  await page.control("failing").check();
  await page.control("step").click();
  await page.prompt("in-progress");
  await page.locator('.entries [data-event="order-error"]').waitFor();
  assert.match((await page.logged("order-error"))[0], /^STATUS_URL/);
  assert.equal(await page.tracker.getAttribute("data-confirmed"), "false");
  await page.quiet();
});

test("the_log_can_be_cleared", async () => {
  const page = await open("sandbox=none");
  await page.control("speed").selectOption("0");
  await page.prompt("complete-payment");
  await page.freshness("live");
  assert.ok((await page.locator(".entries li").count()) > 4);
  await page.control("clear").click();
  assert.equal(await page.locator(".entries li").count(), 0);
  assert.equal(await page.control("clear").isDisabled(), true);
  await page.quiet();
});

test("where_no_sandbox_is_the_page_plays_by_itself_and_says_so", async () => {
  const page = await open("sandbox=1");
  await page.prompt("complete-payment");
  assert.equal(await page.mode(), "in-page");
  assert.match((await page.logged(""))[0], /no sandbox on port 1/);
  await page.end();
});

test("on_a_phone_nothing_sticks_out", async () => {
  const page = await open("sandbox=none", { viewport: { width: 390, height: 844 }, colorScheme: "dark" });
  await page.prompt("complete-payment");
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 390);
  await screenshot(page, "preview-phone", { fullPage: true });
  await page.quiet();
});
