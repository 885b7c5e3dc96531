// The first paint, drawn by a server: Node writes it, the browser shows it without a script, and the element takes it over.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { EVENTS, openPage, recordEvents } from "./lib/browser.mjs";
import { DIST } from "./lib/env.mjs";
import { firefox } from "./lib/firefox.mjs";
import { serve } from "./lib/serve.mjs";
import { eventually, rest, trackers } from "./lib/tracker.mjs";
import { startWorld } from "./lib/world.mjs";

const HOSTILE = `"'><script>alert(1)</script></template><!-- \u0000\r\n`;

let world, site, render, RenderError;
before(async () => {
  world = await startWorld();
  site = await serve({ folders: { "/dist/": DIST } });
  ({ render, RenderError } = await import(pathToFileURL(join(DIST, "server.js"))));
});
after(async () => {
  await site?.stop();
  await world?.stop();
});

/** No `unsafe-inline`, for styles neither. */
const policy = (scripts = "'self' 'wasm-unsafe-eval'") =>
  `default-src 'none'; script-src ${scripts}; style-src 'self'; connect-src 'self' ${world.sandbox.url} ${world.sandbox.url.replace("http:", "ws:")}; ` +
  `base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'`;

const problemsOf = (order, options) => {
  try {
    render(order, options);
  } catch (error) {
    assert.ok(error instanceof RenderError, String(error));
    return error.problems;
  }
  return [];
};

/** An order of the sandbox, and the HTML that a server makes of it. */
async function drawn(scenario, status, more = {}) {
  const id = await world.sandbox.place(scenario);
  if (status) await world.sandbox.status(id, status);
  const order = await world.sandbox.order(id);
  const options = { statusUrl: world.sandbox.statusUrl, streamUrl: world.sandbox.streamUrl, stylesheet: "/dist/style.css", fallback: "See your order", fallbackHref: "/orders/1", ...more };
  return { id, order, html: render(order, { orderId: id, ...options }) };
}

/** Runs in the page, before anything else: looks at each frame until it is told that enough is. */
function watch() {
  window.frames_ = [];
  window.violations = [];
  addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => /favicon/.test(blockedURI) || window.violations.push(`${effectiveDirective} ${blockedURI}`));
  const look = () => {
    const host = document.querySelector("transak-order-tracker");
    const below = document.querySelector("#below");
    const parts = host?.shadowRoot?.querySelectorAll("[part=tracker]") ?? [];
    // Half a page that is still being read is no frame of ours.
    if (below) {
      window.frames_.push({
        parts: parts.length,
        status: parts[0]?.dataset.status,
        title: parts[0]?.querySelector("[part=prompt-title]")?.innerText,
        summary: parts[0]?.querySelector("[part=summary]")?.innerText ?? "",
        border: parts[0] && getComputedStyle(parts[0]).borderTopWidth,
        said: parts[0]?.querySelector("[role=status]")?.textContent,
        below: below.getBoundingClientRect().top,
        live: !parts[0]?.parentNode.dataset.given,
      });
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

let pages = 0;
/** The page around it; the script comes when `release` is called. */
function put(html, csp = policy()) {
  const path = `/page-${++pages}`;
  site.pages[path] = (_, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.setHeader("content-security-policy", csp);
    response.end(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Order</title><link rel="preload" as="style" href="/dist/style.css"><body>${html}<p id="below">Below</p><script type="module" src="${path}.js"></script></body></html>`);
  };
  let release;
  const released = new Promise((done) => (release = done));
  site.pages[`${path}.js`] = async (_, response) => {
    await released;
    response.setHeader("content-type", "text/javascript").end('import "/dist/transak-order-tracker.js"');
  };
  return { url: site.url(path), release };
}

async function open(url, { context } = {}) {
  const page = await openPage(world.browser, undefined, { context });
  await recordEvents(page, EVENTS);
  await page.addInitScript(watch);
  await page.goto(url, { waitUntil: "commit" });
  await page.locator("#below").waitFor();
  return Object.assign(page, trackers(page));
}
const frames = (page) => page.evaluate(() => window.frames_);

describe("in Node", () => {
  test("an_order_becomes_html_with_the_numbers_of_the_locale", () => {
    const html = render({ id: "a-1", status: "PROCESSING", isBuyOrSell: "BUY", fiatAmount: 1234.5, fiatCurrency: "EUR", email: "secret" }, { locale: "de" });
    assert.match(html, /^<transak-order-tracker order-id="a-1" locale="de" data-told="PROCESSING"><template shadowrootmode="open"><div /);
    assert.match(html, /1\.234,50\u00a0€/);
    assert.ok(!html.includes("secret"));
  });

  test("without_options_the_orders_own_id_is_followed_and_without_an_order_one_is_waited_for", () => {
    assert.match(render({ id: "a-1", status: "PROCESSING" }), /order-id="a-1"/);
    assert.match(render(null, { orderId: "a-1" }), /data-prompt="waiting"/);
  });

  test("a_redirect_is_read_from_the_pages_address", () => {
    const html = render(null, { fromRedirect: true, url: "https://shop.example/done?orderId=322dc79c-fad2-4df1-bf50-b292191fc953&status=PROCESSING&isBuyOrSell=Sell" });
    assert.match(html, /data-status="PROCESSING".* data-confirmed="false"/);
    assert.match(html, / from-redirect=""/);
  });

  test("what_is_wrong_is_told_and_not_repeated", () => {
    assert.deepEqual(problemsOf({ id: "a-1", status: "PROCESSING" }, { theme: "<b>" }), ["theme must be auto, light or dark."]);
    assert.deepEqual(problemsOf({ id: "a-1" }, {}), ["order holds no order with a status."]);
    assert.deepEqual(problemsOf("x", { orderId: "a-1" }), ["order holds no order with a status."]);
    assert.deepEqual(problemsOf({ id: "b", status: "PROCESSING" }, { orderId: "a-1" }), ["order is not the one that the options name."]);
    assert.deepEqual(problemsOf(null, { orderId: "a-1", styleSheet: "/x" }), ['There is no option of the name "styleSheet".']);
    assert.deepEqual(problemsOf(null, { orderId: 5, fromRedirect: "yes" }), ["orderId must be a string.", "fromRedirect must be a boolean."]);
    assert.deepEqual(problemsOf(null, { orderId: "a-1", url: "/x" }), ["url must be a whole address."]);
    assert.deepEqual(problemsOf(null, { orderId: "a-1", stylesheet: "/x", inlineStyle: true }), ["stylesheet and inlineStyle don't go together."]);
    for (const name of ["stylesheet", "fallbackHref", "resumeUrl"]) {
      assert.equal(problemsOf(null, { orderId: "a-1", fallback: "x", [name]: "javascript:alert(1)" }).length, 1, name);
    }
    const round = {};
    round.round = round;
    assert.deepEqual(problemsOf(round, { orderId: "a-1" }), ["order can't be written as JSON."]);
    // One bad call spoils no other.
    assert.match(render({ id: "a-1", status: "PROCESSING" }), /PROCESSING/);
  });

  test("a_polluted_prototype_says_nothing", () => {
    Object.prototype.theme = "dark";
    Object.prototype.status = "COMPLETED";
    try {
      assert.match(render({ id: "a-1", status: "PROCESSING" }), /data-status="PROCESSING".* data-theme="auto"/);
      assert.deepEqual(problemsOf({ id: "a-1" }, {}), ["order holds no order with a status."]);
    } finally {
      delete Object.prototype.theme;
      delete Object.prototype.status;
    }
  });
});

describe("without a script", () => {
  test("it_is_there_and_styled_under_a_policy_without_inline_styles_and_says_how_old_it_is", async () => {
    const { html } = await drawn("card", "PROCESSING");
    const page = await open(put(html).url, { context: { javaScriptEnabled: false } });
    const tracker = page.locator("[part=tracker]");
    await tracker.waitFor();
    const text = await tracker.innerText();
    assert.match(text, /Not confirmed yet/);
    assert.match(text, /As of \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
    assert.ok(!text.includes("Checking for updates"), text);
    assert.equal(await tracker.evaluate((it) => getComputedStyle(it).borderTopWidth), "1px");
    const fallback = page.getByText("See your order");
    assert.deepEqual([await fallback.count(), await fallback.isVisible()], [1, false]);
    await page.end();
  });

  test("hostile_fields_and_options_are_text_for_the_browser_too", async () => {
    const fields = Object.fromEntries(["fiatCurrency", "cryptoCurrency", "network", "paymentOptionId", "transactionHash", "transactionLink", "statusReason"].map((name) => [name, HOSTILE.slice(0, 18)]));
    const html = render(
      { id: "a-1", status: "FAILED", isBuyOrSell: "SELL", fiatAmount: 1, cryptoAmount: "2", totalFeeInFiat: 3, cryptoPaymentData: { paymentAddress: HOSTILE }, ...fields, statusReason: HOSTILE },
      { messages: { label: HOSTILE, "as-of": HOSTILE, "step.placed": HOSTILE }, fallback: HOSTILE, stylesheet: '/dist/style.css?"><script>' .replace(/[<>"]/g, encodeURIComponent) },
    );
    const page = await open(put(html).url, { context: { javaScriptEnabled: false } });
    await page.locator("[part=tracker]").waitFor();
    const found = await page.locator("transak-order-tracker").evaluate((it) => ({
      scripts: it.querySelectorAll("*").length + it.shadowRoot.querySelectorAll("script, template, style").length,
      below: it.nextElementSibling.id,
      reason: it.shadowRoot.querySelector("[part=reason]").textContent,
    }));
    assert.deepEqual([found.scripts, found.below], [0, "below"]);
    assert.match(found.reason, /<script>alert\(1\)<\/script>/);
    await page.end();
  });
});

describe("the take-over", () => {
  for (const [scenario, status] of [["card", "AWAITING_PAYMENT_FROM_USER"], ["card", "PROCESSING"], ["sell", "AWAITING_PAYMENT_FROM_USER"], ["card", "COMPLETED"]]) {
    test(`of_${scenario}_${status}_shows_no_empty_frame_moves_nothing_and_says_nothing_twice`, async () => {
      const { id, order, html } = await drawn(scenario, status, { statusUrl: "/orders/{orderId}" });
      // The confirmation changes what is shown, too: it comes later.
      let answer;
      const answered = new Promise((done) => (answer = done));
      site.pages[`/orders/${id}`] = async (_, response) => {
        await answered;
        response.setHeader("content-type", "application/json").end(JSON.stringify({ data: order }));
      };
      const { url, release } = put(html);
      const page = await open(url);
      await eventually(async () => (await frames(page)).filter(({ border }) => border === "1px").length > 3, "some frames before the script");
      const first = (await page.look()).text;
      await rest(100);
      const from = (await frames(page)).length;
      release();
      await eventually(async () => (await frames(page)).at(-1).live, "the take-over");
      await rest(200);
      const moved = new Set((await frames(page)).slice(from - 2).map(({ below, summary }) => below + summary));
      assert.equal(moved.size, 1, [...moved].join("|"));
      answer();
      await page.until((it) => it.state?.confirmed);
      await rest(300);
      const all = (await frames(page)).slice(from - 2);
      assert.ok(all.some(({ live }) => !live) && all.at(-1).live, "it was taken over while we looked");
      for (const frame of all) {
        assert.deepEqual([frame.parts, frame.status, frame.border], [1, status, "1px"], JSON.stringify(frame));
        assert.ok(frame.title && frame.summary, JSON.stringify(frame));
      }
      // An end is told when it is confirmed; all else the page has said already.
      const said = new Set(all.map(({ said }) => said));
      assert.deepEqual(said.size, status === "COMPLETED" ? 2 : 1, [...said].join("|"));
      assert.ok(first.length > 100);
      assert.deepEqual(await page.evaluate(() => window.violations), []);
      assert.deepEqual(page.problems, []);
      assert.deepEqual(await page.heard("order-error"), []);
      const left = await page.evaluate(() => [...document.querySelector("transak-order-tracker").shadowRoot.children].map(({ localName }) => localName));
      assert.deepEqual(left, ["div"]);
      await page.end();
    });
  }

  test("begins_with_the_very_tree_that_the_server_drew", async () => {
    const { html, id } = await drawn("sell", "AWAITING_PAYMENT_FROM_USER", { statusUrl: undefined, streamUrl: "none", messages: { "summary.network": "Netz" } });
    const { url, release } = put(html);
    const page = await open(url);
    const tree = () =>
      page.evaluate(() => {
        const write = (node) => {
          if (node.nodeType === Node.TEXT_NODE) return node.data;
          // What a server can't know.
          if (node.localName === "time" || node.matches("[part=countdown], [part=freshness] .label")) return `<${node.localName}>`;
          const attributes = [...node.attributes].filter(({ name }) => name !== "disabled").map(({ name, value }) => `${name}=${value}`).sort();
          return `<${node.localName} ${attributes.join(" ")}>${[...node.childNodes].map(write).join("")}</>`;
        };
        return write(document.querySelector("transak-order-tracker").shadowRoot.querySelector("[part=tracker]"));
      });
    const byServer = await tree();
    assert.match(byServer, /Netz/);
    release();
    await eventually(async () => (await frames(page)).at(-1)?.live, "the take-over");
    assert.equal(await tree(), byServer);
    assert.equal((await page.look()).state.confirmed, false, id);
    await page.end();
  });

  test("properties_of_the_page_go_before_what_the_server_drew", async () => {
    const { html, id } = await drawn("card", "PROCESSING", { statusUrl: undefined, streamUrl: "none" });
    const { url, release } = put(html);
    const page = await open(url);
    await page.give({ order: { id, status: "PENDING_DELIVERY_FROM_TRANSAK" } });
    release();
    await page.until((it) => it.status === "PENDING_DELIVERY_FROM_TRANSAK");
    await page.end();
  });

  test("what_somebody_has_spoilt_on_the_way_stops_nothing", async () => {
    const { html } = await drawn("card", "PROCESSING");
    const spoilt = html.replace(/data-given="[^"]*"/, 'data-given="{spoilt"');
    assert.notEqual(spoilt, html);
    const { url, release } = put(spoilt);
    const page = await open(url);
    release();
    await page.until((it) => it.state?.confirmed);
    assert.deepEqual(page.problems, []);
    await page.end();
  });

  test("what_was_drawn_of_one_order_is_never_shown_for_another", async () => {
    const { html } = await drawn("card", "PROCESSING");
    const { url, release } = put(html, policy("'self'"));
    const page = await open(url);
    release();
    await page.untilHeard("order-error");
    assert.equal(await page.locator("[part=tracker]").count(), 1, "it stays for its own order");
    await page.evaluate(() => (document.querySelector("transak-order-tracker").orderId = "another"));
    await eventually(() => page.getByText("See your order").isVisible(), "the fallback");
    assert.equal(await page.locator("[part=tracker]").count(), 0);
    await page.end();
  });
});

describe("where WebAssembly is blocked", () => {
  test("what_was_drawn_stays_says_that_it_may_be_out_of_date_and_offers_nothing", async () => {
    const { html } = await drawn("sell", "AWAITING_PAYMENT_FROM_USER");
    const { url, release } = put(html, policy("'self'"));
    const page = await open(url);
    const before = await page.look();
    release();
    await page.untilHeard("order-error");
    await rest(300);
    const shown = await page.look();
    assert.equal(shown.status, "AWAITING_PAYMENT_FROM_USER");
    assert.equal(shown.summary, before.summary);
    assert.deepEqual([shown.freshness, shown.freshnessText], ["stale", "May be out of date"]);
    assert.deepEqual(shown.actions, []);
    assert.deepEqual(shown.states, ["stale"]);
    assert.ok(await page.getByText("See your order").isVisible());
    assert.deepEqual((await page.heard("order-error")).map(({ code, retrying }) => [code, retrying]), [["WASM_BLOCKED", false]]);
    await page.end();
  });
});

describe("in Firefox", () => {
  test("it_is_shown_and_taken_over_without_an_empty_frame", async () => {
    const browser = await firefox();
    try {
      const { html } = await drawn("card", "PROCESSING");
      const { url, release } = put(html);
      setTimeout(release, 500);
      const page = await browser.open(url, watch);
      await eventually(() => page.evaluate(() => document.querySelector("transak-order-tracker").state?.confirmed), "a confirmation");
      const all = (await page.evaluate(() => window.frames_)).filter(({ border }) => border === "1px");
      assert.ok(all.some(({ live }) => !live) && all.at(-1).live);
      for (const frame of all) assert.deepEqual([frame.parts, frame.status, !!frame.title], [1, "PROCESSING", true], JSON.stringify(frame));
      assert.deepEqual(await page.evaluate(() => window.violations), []);
      await page.end();
    } finally {
      await browser.stop();
    }
  });
});
