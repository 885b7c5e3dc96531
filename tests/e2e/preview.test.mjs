// The preview page as Trunk builds it: the same orders, played inside the page and by the sandbox, and the desk's controls.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { axe } from "./lib/axe.mjs";
import { launch, openPage, screenshot } from "./lib/browser.mjs";
import { need, PREVIEW_DIST, ROOT } from "./lib/env.mjs";
import { freePort, startRelay } from "./lib/relay.mjs";
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
  assert.ok(page.foreign.length > 0 && page.foreign.every((url) => url.startsWith(sandbox.url)), page.foreign.join());
  await screenshot(page, "preview-sandbox", { fullPage: true });
  await page.quiet();
});

test("with_a_relay_between_them_the_page_hears_the_relay_only_and_lost_webhooks_are_made_up_for", async () => {
  const port = await freePort();
  const transak = await startSandbox(["--webhook-url", `http://127.0.0.1:${port}/webhooks/transak`]);
  const relay = await startRelay({ transak: transak.url, port, env: { RELAY_QUIET_SECONDS: "2", RELAY_ON_DEMAND_SECONDS: "2" } });
  try {
    const page = await open(`sandbox=${transak.port}&relay=${port}`);
    await page.control("speed").selectOption("0");
    await page.prompt("complete-payment");
    await page.freshness("live");
    await page.control("step").click();
    await page.prompt("in-progress");
    assert.ok((await page.logged("order-status")).some((detail) => detail.includes("PROCESSING") && detail.includes("stream")), "told by an event");
    assert.match(await page.locator(".snippet pre").textContent(), /events-url="\/api\/orders\/\{orderId\}\/events"/);
    assert.equal(await page.control("cut").count(), 0, "the line to the relay is not the sandbox's to cut");
    await page.getByLabel("Webhooks get lost").check();
    await page.control("step").click();
    await page.control("step").click();
    await page.prompt("completed");
    await page.freshness("done");
    assert.deepEqual(page.sockets, []);
    assert.ok(page.foreign.some((url) => url.startsWith(relay.url)), page.foreign.join());
    assert.ok(page.foreign.every((url) => url.startsWith(relay.url) || url.startsWith(`${transak.url}/sandbox`)), page.foreign.join());
    await screenshot(page, "preview-relay", { fullPage: true });
    await page.quiet();
  } finally {
    await relay.stop();
    await transak.stop();
  }
});

for (const mode of ["in-page", "sandbox"]) {
  const query = () => `sandbox=${mode === "sandbox" ? sandbox.port : "none"}`;

  test(`${mode}: a_sell_goes_step_by_step`, async () => {
    const page = await open(query());
    await page.control("speed").selectOption("0");
    await page.radio("side", "Sell");
    await page.prompt("send-crypto");
    assert.equal(await page.tracker.getAttribute("data-side"), "sell");
    const titles = await page.control("scenario").locator("option").allTextContents();
    assert.ok(titles.length > 0 && titles.every((title) => title.startsWith("Sell")), titles.join());
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
  await page.locator('[data-order-tracker] [part="tracker"][lang="ar"]').waitFor();
  await page.control("width").fill("300");
  const seen = await page.tracker.evaluate((tracker) => ({ ...tracker.dataset, dir: tracker.dir }));
  assert.deepEqual([seen.theme, seen.layout, seen.dir], ["dark", "line", "rtl"]);
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

/** The custom properties that hold where the tracker is. */
const properties = (page, ...names) =>
  page.locator(".stage").evaluate((stage, names) => names.map((name) => stage.style.getPropertyValue(`--order-tracker-${name}`)), names);

/** A paused order, so that nothing changes by itself. */
async function openPaused(query = "sandbox=none", context = {}) {
  const page = await open(query, context);
  await page.control("speed").selectOption("0");
  await page.prompt("complete-payment");
  await page.freshness("live");
  return page;
}

test("the_theme_editor_sets_custom_properties_and_takes_them_back", async () => {
  const page = await openPaused();
  await page.control("token-accent").fill("#7a0f5b");
  await page.control("token-radius").fill("3");
  await page.control("token-font").selectOption("serif");
  assert.deepEqual(await properties(page, "accent", "radius", "text"), ["#7a0f5b", "3px", ""]);
  const seen = await page.tracker.evaluate((tracker) => {
    const { borderTopLeftRadius, fontFamily } = getComputedStyle(tracker);
    return [borderTopLeftRadius, fontFamily];
  });
  assert.deepEqual(seen, ["3px", 'Georgia, "Times New Roman", serif']);
  const action = () => page.tracker.locator("[data-action=resume]").evaluate((it) => getComputedStyle(it).backgroundColor);
  // Colours fade.
  for (let tries = 0; tries < 20 && (await action()) !== "rgb(122, 15, 91)"; tries++) await page.waitForTimeout(50);
  assert.equal(await action(), "rgb(122, 15, 91)");
  await page.control("reset-theme").click();
  assert.deepEqual(await properties(page, "accent", "radius", "font"), ["", "", ""]);
  assert.equal(await page.control("token-accent").inputValue(), "#1259d3");
  assert.equal(await page.control("reset-theme").isDisabled(), true);
  await page.radio("theme", "Dark");
  assert.equal(await page.control("token-accent").inputValue(), "#82b1ff", "the value that holds in the dark");
  await page.quiet();
});

test("the_theme_editor_says_which_words_cannot_be_read", async () => {
  const page = await openPaused();
  const low = page.locator('.contrasts [data-enough="false"]');
  assert.ok((await page.locator('.contrasts [data-enough="true"]').count()) > 0);
  assert.equal(await low.count(), 0);
  await page.control("token-text").fill("#eeeeee");
  assert.deepEqual(await low.locator("span").allTextContents(), ["text on surface", "text on soft"]);
  await page.end();
});

for (const preset of ["transak", "midnight", "forest", "candy", "contrast"]) {
  test(`axe_finds_nothing_with_the_preset_${preset}`, { timeout: 60_000 }, async () => {
    const page = await openPaused("sandbox=none", { viewport: { width: 1440, height: 900 } });
    await page.locator(`[data-preset="${preset}"]`).click();
    assert.equal(await page.locator('[data-preset][aria-pressed="true"]').getAttribute("data-preset"), preset);
    assert.ok((await page.locator('.contrasts [data-enough="true"]').count()) > 0);
    assert.equal(await page.locator('.contrasts [data-enough="false"]').count(), 0);
    for (const stop of [0, 2, 3]) {
      await page.locator(`[data-stop="${stop}"]`).click();
      await page.locator(`[data-stop="${stop}"][aria-current="step"]`).waitFor();
      await page.prompt(["complete-payment", "in-progress", "on-its-way", "completed"][stop]);
      const { violations, passes } = await axe(page);
      assert.deepEqual(violations, []);
      assert.ok(passes > 15, `only ${passes} rules had something to look at`);
    }
    await screenshot(page, `preview-${preset}`);
    await page.quiet();
  });
}

for (const colorScheme of ["light", "dark"]) {
  for (const width of [390, 1440]) {
    test(`axe_finds_nothing_in_${colorScheme}_at_${width}_px`, { timeout: 60_000 }, async () => {
      const page = await openPaused("sandbox=none", { colorScheme, viewport: { width, height: 844 } });
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
      await page.control("compare").check();
      await page.locator('[data-beside="diagram"] [part="node"]').first().waitFor();
      const { violations, passes } = await axe(page);
      assert.deepEqual(violations, []);
      assert.ok(passes > 30, `only ${passes} rules had something to look at`);
      const targets = await page.locator(".page :is(button, input, select, summary, a)").evaluateAll((all) =>
        all
          // The tracker's own are looked at in a11y.test.mjs.
          .filter((one) => one.getRootNode() === document)
          .map((one) => ({ name: one.dataset.control ?? one.textContent, box: (one.closest("label") ?? one).getBoundingClientRect() }))
          .map(({ name, box: { width, height } }) => ({ name, width, height })),
      );
      assert.ok(targets.length > 20, `${targets.length} targets`);
      const small = targets.filter(({ width, height }) => width < 24 || height < 24);
      assert.deepEqual(small, [], "targets under 24 px");
      await screenshot(page, `preview-all-${colorScheme}-${width}`, { fullPage: true });
      await page.quiet();
    });
  }
}

test("nothing_sticks_out_between_360_and_1600_px", async () => {
  const page = await openPaused();
  await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
  await page.locator('[data-preset="contrast"]').click();
  await page.control("locale").selectOption("en-XA");
  await page.locator('[data-order-tracker] [part="tracker"][lang="en-XA"]').waitFor();
  for (const compare of [false, true]) {
    await page.control("compare").setChecked(compare);
    if (compare) await page.locator('[data-beside="diagram"] [part="tracker"][lang="en-XA"] [part="node"]').first().waitFor();
    for (const width of [360, 520, 620, 800, 861, 1000, 1241, 1440, 1600]) {
      await page.setViewportSize({ width, height: 800 });
      const { scrollWidth } = await page.evaluate(() => ({ scrollWidth: document.documentElement.scrollWidth }));
      assert.ok(scrollWidth <= width, `${scrollWidth} at ${width}`);
    }
  }
  await page.quiet();
});

test("every_language_that_has_words_can_be_chosen_and_they_are_there", async () => {
  const page = await openPaused();
  const files = readdirSync(join(ROOT, "src/text/words")).map((name) => name.replace(".txt", "")).sort();
  const options = await page.control("locale").locator("option").evaluateAll((all) => all.map(({ value }) => value));
  assert.deepEqual(options.filter((tag) => !["page", "browser"].includes(tag) && !tag.startsWith("en-")).sort(), files);
  for (const tag of files) {
    await page.control("locale").selectOption(tag);
    await page.locator(`[data-order-tracker] [part="tracker"][lang="${tag}"]`).waitFor();
  }
  await page.control("locale").selectOption("de");
  await page.locator('[data-order-tracker] [part="tracker"][lang="de"]').waitFor();
  assert.equal(await page.tracker.getAttribute("aria-label"), readFileSync(join(ROOT, "src/text/words/de.txt"), "utf8").match(/^label=(.*)$/m)[1]);
  await page.control("locale").selectOption("page");
  await page.locator('[data-order-tracker] [part="tracker"][lang="en"]').waitFor();
  await page.quiet();
});

test("the_browsers_own_language_can_be_chosen", async () => {
  const page = await openPaused("sandbox=none", { locale: "pt-PT" });
  await page.control("locale").selectOption("browser");
  await page.locator('[data-order-tracker] [part="tracker"][lang="pt"]').waitFor();
  await page.quiet();
});

test("words_that_cannot_be_had_are_english_and_the_log_says_so", async () => {
  const page = await openPaused();
  await page.control("locale").selectOption("ja");
  await page.locator('[data-order-tracker] [part="tracker"][lang="ja"]').waitFor();
  await page.route("**/words/fr.txt", (route) => route.fulfill({ status: 404 }));
  await page.control("locale").selectOption("fr");
  await page.locator('[data-order-tracker] [part="tracker"][lang="en"]').waitFor();
  assert.match((await page.logged("")).at(-1), /words of fr cannot be had/);
  await page.end();
});

test("the_pseudo_locale_is_longer_in_brackets_and_keeps_its_placeholders", async () => {
  const page = await openPaused();
  const title = page.tracker.locator('[part="prompt-title"]');
  const before = await title.textContent();
  await page.control("locale").selectOption("en-XA");
  await page.locator('[data-order-tracker] [part="tracker"][lang="en-XA"]').waitFor();
  const after = await title.textContent();
  assert.match(after, /^\[.*\]$/);
  assert.ok(after.length >= before.length * 1.35, after);
  assert.doesNotMatch(after, /[a-z]/i);
  assert.match(await page.tracker.locator('[part="countdown"]').textContent(), /\[\d+:\d\d [^{}]+\]/, "the time is filled in");
  await page.quiet();
});

test("the_direction_of_the_page_can_be_chosen_and_follows_the_language_by_itself", async () => {
  const page = await openPaused();
  const stage = page.locator(".shop");
  const seen = async (lang) => {
    await page.locator(`[data-order-tracker] [part="tracker"][lang="${lang}"]`).waitFor();
    return [await stage.getAttribute("dir"), await page.tracker.getAttribute("dir")];
  };
  assert.deepEqual(await seen("en"), ["ltr", "ltr"]);
  await page.radio("direction", "Right to left");
  assert.deepEqual(await seen("ar"), ["rtl", "rtl"], "Arabic stands in for English");
  await page.control("locale").selectOption("he");
  assert.deepEqual(await seen("he"), ["rtl", "rtl"]);
  await page.radio("direction", "Left to right");
  assert.deepEqual(await seen("he"), ["ltr", "rtl"]);
  await page.radio("direction", "Auto");
  assert.deepEqual(await seen("he"), ["rtl", "rtl"]);
  await page.quiet();
});

test("every_layout_is_shown_side_by_side_over_one_socket", async () => {
  const page = await openPaused(`sandbox=${sandbox.port}`);
  const before = page.sockets.length;
  await page.control("compare").check();
  const trackers = page.locator('[data-order-tracker] [part="tracker"]');
  const layouts = () => trackers.evaluateAll((all) => all.map(({ dataset }) => dataset.layout));
  await page.locator('[data-beside="diagram"] [part="node"]').first().waitFor();
  assert.deepEqual(await layouts(), ["full", "compact", "line", "diagram"]);
  await page.control("step").click();
  await page.waitForFunction(() => {
    const all = [...document.querySelectorAll("[data-order-tracker]")].map((host) => host.shadowRoot.querySelector("[part=tracker]").dataset);
    return all.length === 4 && all.every(({ status, confirmed }) => status === "PROCESSING" && confirmed === "true");
  });
  assert.equal(page.sockets.length, before);
  assert.equal((await page.logged("order-status")).filter((detail) => detail.includes("PROCESSING · confirmed")).length, 1, "only one tells");
  await page.control("compare").uncheck();
  await page.waitForFunction(() => document.querySelectorAll("[data-order-tracker]").length === 1);
  await page.quiet();
});

test("without_a_status_source_a_layout_that_is_shown_late_knows_the_status_too", async () => {
  const page = await openPaused();
  await page.control("status-source").uncheck();
  await page.prompt("complete-payment");
  await page.locator('[data-stop="2"]').click();
  await page.prompt("on-its-way");
  await page.control("compare").check();
  const compact = page.locator('[data-beside="compact"] [part="tracker"][data-status="PENDING_DELIVERY_FROM_TRANSAK"]');
  await compact.waitFor();
  assert.equal(await compact.getAttribute("data-confirmed"), "false");
  await page.quiet();
});

for (const mode of ["in-page", "sandbox"]) {
  test(`${mode}: an_order_can_be_sent_to_any_stop_of_its_scenario`, async () => {
    const page = await openPaused(`sandbox=${mode === "sandbox" ? sandbox.port : "none"}`);
    await page.control("scenario").selectOption("on-hold");
    await page.prompt("complete-payment");
    const stop = (index) => page.locator(`[data-stop="${index}"]`);
    const current = async () => page.locator('.stops [aria-current="step"]').evaluateAll((all) => all.map(({ dataset }) => Number(dataset.stop)));
    assert.equal(await page.locator(".stops button").count(), 5);
    assert.deepEqual(await current(), [0]);
    const reference = await page.locator(".reference").textContent();
    await stop(2).click();
    await page.prompt("on-hold");
    assert.deepEqual(await current(), [2]);
    assert.equal(await page.locator(".reference").textContent(), reference, "forward, the order is the same");
    await stop(1).click();
    await page.prompt("in-progress");
    assert.deepEqual(await current(), [1]);
    assert.notEqual(await page.locator(".reference").textContent(), reference, "backward, it is a new one");
    await page.control("step").click();
    await page.prompt("on-hold");
    assert.deepEqual(await current(), [2]);
    await stop(4).click();
    await page.prompt("completed");
    await page.freshness("done");
    assert.deepEqual(await current(), [4]);
    await page.quiet();
  });
}

test("the_stops_follow_an_order_that_plays_by_itself", async () => {
  const page = await open("sandbox=none");
  await page.control("speed").selectOption("60");
  await page.prompt("completed");
  await page.freshness("done");
  assert.equal(await page.locator('.stops [aria-current="step"]').getAttribute("data-stop"), "3");
  await page.control("user").selectOption("restricted");
  await page.prompt("account-restricted");
  assert.equal(await page.locator(".stops button:disabled").count(), 4);
  assert.equal(await page.locator(".stops button:enabled").count(), 0);
  await page.quiet();
});

test("the_log_can_be_narrowed_to_an_event_and_copied", async () => {
  const page = await openPaused("sandbox=none", { permissions: ["clipboard-read", "clipboard-write"] });
  await page.control("step").click();
  await page.prompt("in-progress");
  await page.control("filter").selectOption("order-prompt");
  const names = await page.locator(".entries li").evaluateAll((all) => all.map(({ dataset }) => dataset.event));
  assert.ok(names.length >= 3 && names.every((name) => name === "order-prompt"), names.join());
  await page.control("copy-log").click();
  await page.getByText("Copied", { exact: true }).waitFor();
  const copied = (await page.evaluate(() => navigator.clipboard.readText())).trimEnd().split("\n");
  assert.equal(copied.length, names.length);
  for (const line of copied) assert.match(line, /^\d\d:\d\d:\d\d\.\d{3} {2}order-prompt {2}\S/);
  await page.control("filter").selectOption("order-error");
  assert.equal(await page.locator(".entries li").count(), 0);
  assert.equal(await page.control("copy-log").isDisabled(), true);
  assert.equal(await page.control("clear").isDisabled(), false);
  await page.quiet();
});

test("the_code_has_what_is_set_and_nothing_else_and_can_be_copied", async () => {
  const page = await openPaused("sandbox=none", { permissions: ["clipboard-read", "clipboard-write"] });
  const code = page.locator(".snippet pre");
  /** The snippet, read as a page. */
  const read = async () =>
    code.evaluate((pre) => {
      const page = new DOMParser().parseFromString(pre.textContent, "text/html");
      const tracker = page.querySelector("transak-order-tracker");
      const attributes = Object.fromEntries([...tracker.attributes].map(({ name, value }) => [name, value]));
      return { attributes, style: page.querySelector("style")?.textContent ?? "", dir: tracker.closest("[dir]")?.dir ?? "", scripts: page.scripts.length };
    });
  const { attributes, ...plain } = await read();
  assert.deepEqual(Object.keys(attributes), ["order-id", "side", "status-url", "environment"]);
  assert.equal(attributes["status-url"], "/api/orders/{orderId}");
  assert.deepEqual(plain, { style: "", dir: "", scripts: 1 });
  await page.control("token-accent").fill("#7a0f5b");
  await page.radio("theme", "Light");
  await page.radio("layout", "Diagram");
  await page.control("locale").selectOption("de");
  await page.radio("direction", "Right to left");
  const set = await read();
  assert.deepEqual([set.attributes.theme, set.attributes.layout, set.attributes.locale], ["light", "diagram", "ar"]);
  assert.match(set.style, /transak-order-tracker \{\s*--order-tracker-accent: #7a0f5b;\s*\}/);
  await page.radio("direction", "Left to right");
  await page.control("locale").selectOption("he");
  assert.equal((await read()).dir, "ltr", "a direction that the language has not");
  await page.control("copy-snippet").click();
  await page.getByText("Copied", { exact: true }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await code.textContent());
  await page.radio("snippet", "Leptos");
  const rust = await code.textContent();
  for (const part of ['style:--order-tracker-accent="#7a0f5b"', 'layout="diagram"', 'words=Words::read("he".into(), include_str!("words.he.txt"))', 'dir="ltr"'])
    assert.ok(rust.includes(part), rust);
  await page.control("user").selectOption("restricted");
  await page.prompt("account-restricted");
  await page.radio("snippet", "HTML");
  const alone = await read();
  assert.equal(alone.attributes["order-id"], undefined);
  assert.equal(alone.scripts, 2, "the user is given by a script");
  await page.quiet();
});
