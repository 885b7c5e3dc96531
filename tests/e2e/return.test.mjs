// Coming back: after a reload, from the back/forward cache, and to a page that was hidden or offline.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { launch } from "./lib/browser.mjs";
import { eventually, rest } from "./lib/tracker.mjs";
import { document, startWorld } from "./lib/world.mjs";

let world;
before(async () => (world = await startWorld()));
after(() => world?.stop());
afterEach(() => world.sandbox.faults({}));

const live = (it) => it.state.confirmed && it.freshness === "live";
const told = async (page) => (await page.heard("order-status")).map(({ status, confirmed, source }) => `${status} ${source}${confirmed ? "" : "?"}`);

/** A script that tells the site something, and from then on may tell more. */
const tell = (name, value) =>
  `<script>const tell = (name, value) => fetch("/told?" + new URLSearchParams({ [name]: value }), { keepalive: true }); tell("${name}", ${value})</script>`;

async function following(status, options) {
  const id = await world.sandbox.place("card");
  await world.sandbox.status(id, status);
  const page = await world.open(world.follow(id), options);
  await page.until(live);
  return { id, page };
}

describe("after a reload", () => {
  test("the_last_status_is_shown_at_once_but_not_as_confirmed_until_the_source_has_said_so", async () => {
    const { page } = await following("PROCESSING");
    await world.sandbox.faults({ orders: { delayMs: 1_500 } });
    await page.reload();
    const first = await page.until((it) => it.status !== "" || it.prompt === "in-progress");
    assert.equal(first.status, "PROCESSING");
    assert.equal(first.state.confirmed, false);
    await page.until(live);
    assert.deepEqual(await told(page), ["PROCESSING initial?", "PROCESSING poll"]);
    await page.end();
  });

  test("an_order_that_has_moved_on_meanwhile_is_right_with_the_first_answer", async () => {
    const { id, page } = await following("PROCESSING");
    await world.sandbox.status(id, "COMPLETED", { publish: false });
    await page.reload();
    const shown = await page.until((it) => it.state.final);
    assert.equal(shown.status, "COMPLETED");
    await page.end();
  });

  test("nothing_is_stored_that_tells_whose_order_it_is", async () => {
    const { id, page } = await following("PENDING_DELIVERY_FROM_TRANSAK");
    const stored = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]));
    assert.match(stored, /PENDING_DELIVERY_FROM_TRANSAK/);
    const order = await world.sandbox.order(id);
    for (const value of [id, order.walletAddress, order.cryptoAmount, order.fiatAmount]) {
      assert.ok(value, "the order has it");
      assert.ok(!stored.includes(String(value)), String(value));
    }
    await page.end();
  });

  for (const [what, script] of [
    ["blocked", 'Object.defineProperty(window, "sessionStorage", { get() { throw new DOMException("denied", "SecurityError"); } })'],
    ["full", 'Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); }'],
    ["corrupt", 'sessionStorage.setItem("transak-order-tracker:1", "[[1,2],null,{")'],
    ["of another shape", 'sessionStorage.setItem("transak-order-tracker:1", \'{"status":"COMPLETED"}\')'],
    ["of odd entries", 'sessionStorage.setItem("transak-order-tracker:1", \'[7,null,["x"],[null,{},[]]]\')'],
  ]) {
    test(`storage_that_is_${what.replaceAll(" ", "_")}_is_as_good_as_none`, async () => {
      const { page } = await following("PROCESSING", { before: (page) => page.addInitScript(script) });
      await page.reload();
      const shown = await page.until(live);
      assert.equal(shown.status, "PROCESSING");
      assert.deepEqual(page.problems, []);
      await page.end();
    });
  }
});

describe("coming back", () => {
  test("from_the_back_forward_cache_the_status_is_right_with_one_question_and_one_socket", async (test) => {
    const browser = await launch({ ignoreDefaultArgs: ["--disable-back-forward-cache"] });
    const id = await world.sandbox.place("card");
    const order = { ...(await world.sandbox.order(id)), status: "PROCESSING" };
    world.orders.set(id, order);
    // Pages that come out of that cache are lost to Playwright: they tell the site what they show.
    const told = new Map();
    world.site.pages["/told"] = (request, response) => {
      const [[name, value]] = new URL(request.url, world.site.origin).searchParams;
      told.set(name, [...(told.get(name) ?? []), value]);
      response.end();
    };
    world.site.pages["/elsewhere"] = "<!doctype html><title>Elsewhere</title><p>Shop</p>" + tell("elsewhere", '"here"');
    world.site.pages["/order"] = document(
      world.follow(id, { "status-url": "/orders/{orderId}" }) +
        tell("persisted", "addEventListener('pageshow', (event) => tell('persisted', event.persisted)) ?? 0") +
        "<script>for (const name of ['order-status', 'order-freshness']) addEventListener(name, ({ detail }) => tell(name, detail.status ? detail.status + (detail.confirmed ? '' : '?') : detail.freshness))</script>",
    );
    const heard = (name) => told.get(name) ?? [];
    const page = await browser.newPage();
    const go = (script) => page.evaluate(script).catch(() => {});
    await page.goto(world.site.url("/order"));
    await eventually(() => heard("order-freshness").at(-1) === "live" && heard("order-status").at(-1) === "PROCESSING", "it is live");
    await go(() => void (location.href = "/elsewhere"));
    await eventually(() => heard("elsewhere").length > 0, "the other page is shown");
    await eventually(async () => (await world.sandbox.connections()).sockets === 0, "the page in the cache has no socket");
    world.orders.set(id, { ...order, status: "COMPLETED" });
    const asked = world.orders.asked(id);
    const back = Date.now();
    await go(() => history.back());
    await eventually(() => heard("order-status").at(-1) === "COMPLETED", "the right status is shown");
    test.diagnostic(`right again after ${Date.now() - back} ms`);
    assert.equal(heard("persisted").at(-1), "true", "the page came out of the back/forward cache");
    assert.equal(world.orders.asked(id), asked + 1);
    await browser.close();
  });

  test("however_many_signals_come_one_question_is_asked", async () => {
    const { id, page } = await following("PROCESSING");
    let asked = 0;
    await page.route(`**/orders/${id}`, (route) => (asked++, route.continue()));
    await world.sandbox.status(id, "PENDING_DELIVERY_FROM_TRANSAK", { publish: false });
    await page.evaluate(() => {
      for (const event of ["online", "pageshow", "resume", "online"]) window.dispatchEvent(new Event(event));
      document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
    });
    await page.until((it) => it.status === "PENDING_DELIVERY_FROM_TRANSAK" && it.state.confirmed, { within: 2_000 });
    await rest(1_500);
    assert.equal(asked, 1);
    await page.end();
  });
});
