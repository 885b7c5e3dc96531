// Panics in the core and the view, where the page wishes them (`cargo xtask bundle --dev --traps`): a tracker goes on, once by
// a fresh instance; then what was shown stays, marked as old, with the fallback beside it, and is never blank or wrong.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { TRAPS_DIST } from "./lib/env.mjs";
import { eventually } from "./lib/tracker.mjs";
import { startWorld, tracker } from "./lib/world.mjs";

let world;
before(async () => (world = await startWorld({ dist: TRAPS_DIST, hint: "cargo xtask bundle --dev --traps" })));
after(() => world?.stop());

const PAID = "PAYMENT_DONE_MARKED_BY_USER";
const live = (status) => (it) => it.status === status && it.state.status === status && it.state.confirmed && it.freshness === "live";
const sockets = async () => (await world.sandbox.connections()).sockets;
const errors = async (page, selector) =>
  (await page.evaluate((where) => window.told.filter(([id]) => id === where), selector.slice(1))).map(([, code, retrying]) => `${code} ${retrying}`);

/** Runs in the page before all else: panics where `wish` says, and a log of whatever may never be seen. */
function prepare() {
  window.told = [];
  window.trapped = [];
  window.blank = [];
  window.orderTrackerTrap = (place) => {
    const now = window.wish?.place === place && window.wish.times-- > 0;
    if (now) window.trapped.push(place);
    return now;
  };
  addEventListener("order-error", ({ target, detail }) => window.told.push([target.id, detail.code, detail.retrying]));
  // Links stay where they are.
  addEventListener("click", (event) => event.preventDefault());
  window.watch = () => {
    const look = (host) => {
      const part = host.shadowRoot.querySelector('[part="tracker"]');
      if (!part?.offsetHeight) window.blank.push(host.id);
      return part?.dataset.status;
    };
    for (const host of document.querySelectorAll("transak-order-tracker")) {
      new MutationObserver(() => look(host)).observe(host.shadowRoot, { childList: true, subtree: true });
      // What a person sees: each frame has a status.
      const frame = () => {
        if (!look(host)) window.blank.push(`${host.id}: no status`);
        requestAnimationFrame(frame);
      };
      frame();
    }
  };
}

/** Two trackers, of two orders, live. */
async function start() {
  await eventually(async () => (await sockets()) === 0, "all sockets closed");
  const [one, two] = [await world.sandbox.place("card"), await world.sandbox.place("sell")];
  const page = await world.open(world.follow(one, { id: "one" }) + world.follow(two, { id: "two" }), {
    before: (page) => page.addInitScript(prepare),
  });
  for (const selector of ["#one", "#two"]) await page.until(live("AWAITING_PAYMENT_FROM_USER"), { selector });
  await page.evaluate(() => window.watch());
  return { page, one, two };
}

const moved = {
  first: PAID,
  then: "PROCESSING",
  provoke: (page, id, status) => world.sandbox.status(id, status),
};
const still = (work) => ({
  first: "AWAITING_PAYMENT_FROM_USER",
  then: "AWAITING_PAYMENT_FROM_USER",
  provoke: (page, id) => page.evaluate(work, id),
});
const PLACES = {
  "stream.frame": moved,
  decode: moved,
  hub: moved,
  merge: moved,
  settle: moved,
  prompt: moved,
  "poll.tick": moved,
  "driver.answer": moved,
  "view.draw": moved,
  "view.steps": moved,
  "view.tick": still(() => {}), // the countdown
  "view.press": still(() => document.querySelector("#one").shadowRoot.querySelector("[data-action]").click()),
  page: still(() => dispatchEvent(new Event("online"))),
  push: still((id) => document.querySelector("#one").push({ id, status: "AWAITING_PAYMENT_FROM_USER" })),
};

describe("a panic", () => {
  for (const [place, { first, then, provoke }] of Object.entries(PLACES)) {
    test(`at_${place}_once_and_again`, async () => {
      const { page, one, two } = await start();
      await page.evaluate((place) => (window.wish = { place, times: 1 }), place);
      await provoke(page, one, first);
      await page.waitForFunction(() => window.trapped.length === 1);
      // Both are right again, confirmed, on one new socket, and follow.
      await page.until(live(first), { selector: "#one" });
      await page.until(live("AWAITING_PAYMENT_FROM_USER"), { selector: "#two" });
      await eventually(async () => (await sockets()) === 1, "the dead instance's socket is closed");
      for (const selector of ["#one", "#two"]) assert.deepEqual(await errors(page, selector), ["INTERNAL true"]);
      await world.sandbox.status(two, PAID);
      await page.until(live(PAID), { selector: "#two" });

      await page.evaluate((place) => (window.wish = { place, times: Infinity }), place);
      await provoke(page, one, then);
      for (const [selector, truth] of [["#one", [first, then]], ["#two", [PAID]]]) {
        const shown = await page.until((it) => it.freshnessText === "May be out of date", { selector });
        assert.ok(truth.includes(shown.status), shown.status);
        assert.deepEqual([shown.freshness, shown.state.freshness, shown.actions], ["stale", "stale", []]);
        assert.deepEqual(await errors(page, selector), ["INTERNAL true", "INTERNAL false"]);
      }
      await eventually(async () => (await sockets()) === 0, "no instance, no socket");
      assert.deepEqual(await page.evaluate(() => window.trapped), [place, place]);
      assert.deepEqual(await page.evaluate(() => window.blank), []);
      // A bundle for development says what happened, and nobody else says anything.
      assert.deepEqual(page.problems.filter((problem) => !/^error: RuntimeError: unreachable/.test(problem)), []);
      await page.end();
    });
  }

  test("ends_the_line_of_the_partner_s_events_and_the_next_instance_has_its_own", async () => {
    const id = await world.sandbox.place("card");
    const order = { id, status: "PROCESSING", isBuyOrSell: "BUY" };
    const lines = new Set();
    let opened = 0;
    world.site.pages[`/events/${id}`] = (_, response) => {
      opened += 1;
      lines.add(response);
      response.on("close", () => lines.delete(response));
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(`event: order\ndata: ${JSON.stringify(order)}\n\n`);
    };
    const page = await world.open(tracker({ id: "one", "order-id": id, "events-url": "/events/{orderId}" }), { before: (page) => page.addInitScript(prepare) });
    await page.until(live("PROCESSING"));
    await page.evaluate(() => (window.wish = { place: "page", times: 1 }));
    await page.evaluate(() => void dispatchEvent(new Event("online")));
    await eventually(() => opened === 2 && lines.size === 1, "one line, and a new one");
    await page.until(live("PROCESSING"));
    await page.evaluate(() => (window.wish = { place: "page", times: Infinity }));
    await page.evaluate(() => void dispatchEvent(new Event("online")));
    await eventually(() => lines.size === 0, "no instance, no line");
    await page.end();
  });

  for (const place of ["view.draw", "settle", "decode"]) {
    test(`at_${place}_whenever_it_comes_there_leaves_what_was_shown`, async () => {
      const { page, one } = await start();
      await page.evaluate((place) => (window.wish = { place, times: Infinity }), place);
      await world.sandbox.status(one, PAID);
      for (const selector of ["#one", "#two"]) await page.until((it) => it.freshnessText === "May be out of date", { selector });
      const other = await page.look("#two");
      assert.deepEqual([other.prompt, other.steps.length], ["send-crypto", 4]);
      assert.deepEqual(await page.evaluate(() => window.blank), []);
      await page.end();
    });
  }

  test("before_anything_was_shown_leaves_the_fallback", async () => {
    const id = await world.sandbox.place("card");
    const page = await world.open(world.follow(id, { id: "one" }).replace("></", ">See your order</"), {
      before: async (page) => {
        await page.addInitScript(prepare);
        await page.addInitScript(() => (window.wish = { place: "view.draw", times: Infinity }));
      },
    });
    await page.waitForFunction(() => window.told.length === 2);
    assert.deepEqual(await errors(page, "#one"), ["INTERNAL true", "INTERNAL false"]);
    assert.ok(await page.getByText("See your order").isVisible());
    await page.end();
  });
});

describe("an exception of the page's", () => {
  test("in_a_listener_or_in_fetch_order_harms_no_tracker", async () => {
    const id = await world.sandbox.place("card");
    const source = (name, fetchOrder) =>
      `<script>document.querySelector("#${name}").fetchOrder = ${fetchOrder}</script>`;
    const page = await world.open(
      ["one", "two", "three"].map((name) => world.follow(id, { id: name, "status-url": name === "three" ? world.sandbox.statusUrl : null })).join("") +
        source("one", `() => { throw new Error("page") }`) +
        source("two", `async () => { throw new RangeError("page") }`),
      {
        before: async (page) => {
          await page.addInitScript(prepare);
          await page.addInitScript(() => {
            for (const name of ["order-status", "order-prompt", "order-freshness", "order-error"]) {
              addEventListener(name, () => {
                throw new Error("page");
              });
            }
          });
        },
      },
    );
    await page.until(live("AWAITING_PAYMENT_FROM_USER"), { selector: "#three" });
    await world.sandbox.status(id, PAID);
    await page.until(live(PAID), { selector: "#three" });
    for (const selector of ["#one", "#two"]) {
      await page.until((it) => it.status === PAID && !it.state.confirmed, { selector });
      assert.ok(!(await errors(page, selector)).some((error) => error.startsWith("INTERNAL")));
    }
    assert.deepEqual(page.problems.filter((problem) => problem !== "exception: page"), []);
    await page.end();
  });
});
