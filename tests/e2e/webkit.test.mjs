// WebKit lets a page open another one, and copy, only while the page handles a person's press. A press that waits for the second part is
// lost there. So the first part has to answer it at once, whether the second part comes late or never.
import assert from "node:assert/strict";
import { createReadStream, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { DIST, need, SECOND } from "./lib/env.mjs";
import { serve } from "./lib/serve.mjs";
import { eventually, rest, trackers } from "./lib/tracker.mjs";
import { ABSENT, webkit } from "./lib/webkit.mjs";
import { document, newId, tracker } from "./lib/world.mjs";

need(join(DIST, "transak-order-tracker.js"), "cargo xtask bundle");
/** The files with code in them: the second part of a plain build is the empty module, of 8 bytes. */
const PARTS = readdirSync(DIST).filter((name) => name.endsWith(".wasm") && statSync(join(DIST, name)).size > 8);
const SPLIT = PARTS.length > 1;
const NEVER = Infinity;
/** How long after the press the second part comes, in milliseconds. */
const DELAYS = SPLIT ? [200, 1_500, NEVER] : [NEVER];
const named = (delay) => (delay === NEVER ? "without_the_second_part" : `${delay}_ms_before_the_second_part`);

/** In the head of a page: says when it is pressed, records what it hears from the start, and refuses actions when it is told to. */
const RECORD = `<script>
  window.recorded = [];
  addEventListener("click", () => fetch("/pressed"), { capture: true, once: true });
  for (const name of ["order-action", "order-error"]) {
    addEventListener(name, (event) => {
      recorded.push({ name, detail: event.detail });
      if (window.refuses) event.preventDefault();
    });
  }
</script>`;
const inTracker = (selector) => `return document.querySelector("transak-order-tracker").shadowRoot.querySelector("${selector}")`;
const [RESUME, COPY, PASTE] = [inTracker("[data-action=resume]"), inTracker("[data-copy=address]"), 'return document.querySelector("#paste")'];
const awaiting = {
  status: "AWAITING_PAYMENT_FROM_USER", isBuyOrSell: "BUY", createdAt: new Date(Date.now() - 60_000).toISOString(),
  fiatAmount: 45, fiatCurrency: "EUR", cryptoAmount: 0.25, cryptoCurrency: "ETH", network: "ethereum",
};

describe("in WebKit", { skip: ABSENT, timeout: 180_000 }, () => {
  let browser, site, first, page;
  /** The second part of the page that is open: `come()` lets it through, `delay` after the first press; `came` says that it has been sent. */
  let second;

  before(async () => {
    assert.equal(SPLIT, PARTS.includes(SECOND), `the second part is known by its name: ${PARTS}`);
    site = await serve({ folders: { "/dist/": DIST } });
    site.pages["/pressed"] = (_, response) => {
      if (second.delay !== NEVER) setTimeout(second.come, second.delay);
      response.end();
    };
    site.pages["/pay"] = "<!doctype html><title>Pay</title>";
    site.pages[`/dist/${SECOND}`] = async (_, response) => {
      const mine = second;
      await mine.gate;
      response.once("finish", () => (mine.came = true)).setHeader("content-type", "application/wasm");
      createReadStream(join(DIST, SECOND)).pipe(response);
    };
    browser = await webkit();
    first = await browser.window();
    page = trackers({ evaluate: (work, argument) => browser.run(`return (${work})(arguments[0])`, argument) });
  });
  after(async () => {
    await browser?.stop();
    await site?.stop();
  });
  // What a test has opened goes, also where the test failed.
  afterEach(async () => {
    for (const window of await others()) {
      await browser.switchTo(window);
      await browser.close();
    }
    await browser.switchTo(first);
  });

  const others = async () => (await browser.windows()).filter((window) => window !== first);
  const paid = () => site.requests.filter(({ url }) => url === "/pay").length;

  /** Opens a page with a tracker that polls this order, without the second part. */
  async function open(order, more = {}) {
    second = { came: false, delay: NEVER };
    second.gate = new Promise((come) => (second.come = come));
    const id = newId();
    site.pages[`/orders/${id}`] = (_, response) => response.end(JSON.stringify({ data: { id, ...order } }));
    const html = tracker({ "order-id": id, "stream-url": "none", "status-url": "/orders/{orderId}", ...more });
    site.pages[`/page/${id}`] = document(`<input id="paste">${html}`, { head: RECORD });
    site.requests.length = 0;
    await browser.go(site.url(`/page/${id}`));
    return page.until((it) => it.status === order.status && it.state.confirmed);
  }

  /** A press, and the second part so long after it: the page itself says when it is pressed, since the driver may be slow. */
  async function press(script, delay) {
    second.delay = delay;
    await browser.press(script);
  }

  /** Waits until what the second part might do to the press is done. */
  async function settled(delay) {
    if (delay !== NEVER) await eventually(() => second.came, "the second part comes");
    await rest(500);
  }

  for (const delay of DELAYS) {
    test(`a_press_opens_the_payment_once_${named(delay)}`, async () => {
      await open(awaiting, { "resume-url": "/pay" });
      await press(RESUME, delay);
      await eventually(async () => (await others()).length > 0, "a page opens", 5_000);
      await settled(delay);
      assert.deepEqual(await page.heard("order-action"), [{ action: "resume", href: "/pay" }]);
      assert.deepEqual(await page.heard("order-error"), []);
      const opened = await others();
      assert.equal(opened.length, 1);
      assert.equal(paid(), 1);
      await browser.switchTo(opened[0]);
      assert.equal(await browser.url(), site.url("/pay"));
      assert.equal(await browser.run("return window.opener"), null);
    });

    test(`preventDefault_keeps_the_payment_closed_${named(delay)}`, async () => {
      await open(awaiting, { "resume-url": "/pay" });
      await browser.run("window.refuses = true");
      await press(RESUME, delay);
      await page.untilHeard("order-action");
      await settled(delay);
      assert.equal((await page.heard("order-action")).length, 1);
      assert.deepEqual(await others(), []);
      assert.match(await browser.url(), /\/page\//);
      assert.equal(paid(), 0);
    });

    test(`a_press_copies_the_address_${named(delay)}`, async () => {
      // Another one each time: the clipboard outlives the page.
      const paymentAddress = `0x5A4dB0C5${newId().replaceAll("-", "")}`;
      await open({ ...awaiting, isBuyOrSell: "SELL", cryptoPaymentData: { paymentAddress } });
      const label = () => browser.run(`${COPY}.innerText`);
      assert.match(await label(), /^Copy\b/);
      await press(COPY, delay);
      await eventually(async () => /^Copied\b/.test(await label()), "the button says so", 5_000);
      assert.equal((await page.look()).live, "Copied");
      await settled(delay);
      assert.deepEqual(await page.heard("order-action"), [{ action: "copy", href: null }]);
      await browser.press(PASTE);
      await browser.control("v");
      assert.equal(await eventually(() => browser.run(`${PASTE}.value`), "something is pasted", 5_000), paymentAddress);
    });
  }

  for (const [name, layout] of SPLIT ? [["history", "full"], ["diagram", "diagram"]] : []) {
    test(`the_${name}_comes_with_the_second_part`, async () => {
      const drawn = () => browser.run(`${inTracker(`[part=${name}]`)}?.innerText.trim() ?? ""`);
      const { prompt } = await open({ ...awaiting, status: "PROCESSING" }, { layout });
      assert.equal(prompt, "in-progress");
      await rest(300);
      assert.equal(await drawn(), "", "it is not in the first part");
      second.come();
      await eventually(drawn, "it is drawn");
      assert.equal((await page.look()).prompt, "in-progress");
    });
  }
});
