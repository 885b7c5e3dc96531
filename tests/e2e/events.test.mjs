// What the element tells the page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { EVENTS } from "./lib/browser.mjs";
import { ROOT } from "./lib/env.mjs";
import { startWorld, tracker } from "./lib/world.mjs";

let world;
before(async () => (world = await startWorld()));
after(() => world?.stop());

const live = (it) => it.state.confirmed && it.freshness === "live";
const errors = async (page) => (await page.heard("order-error")).map(({ code }) => code);

describe("events", () => {
  const KEYS = {
    "order-status": ["status", "previous", "side", "stage", "confirmed", "source", "at"],
    "order-final": ["status", "previous", "side", "stage", "confirmed", "source", "at", "again"],
    "order-prompt": ["prompt", "actions"],
    "order-action": ["action", "href"],
    "order-freshness": ["freshness", "lastConfirmedAt"],
    "user-signal": ["signal", "source"],
    "order-error": ["code", "message", "retrying"],
  };

  test("have_exactly_the_keys_of_the_contract_bubble_and_cross_shadow_roots", async () => {
    const id = await world.sandbox.place("declined");
    const page = await world.open(`<div id="outer"></div>`, {
      before: (page) =>
        page.addInitScript((names) => {
          window.seen = [];
          for (const name of names)
            document.addEventListener(name, (event) =>
              seen.push({ name, keys: Object.keys(event.detail), bubbles: event.bubbles, composed: event.composed, cancelable: event.cancelable, at: event.eventPhase }),
            );
        }, EVENTS),
    });
    // In somebody else's shadow root, as in an application of components.
    await page.evaluate((html) => {
      const root = document.querySelector("#outer").attachShadow({ mode: "open" });
      root.innerHTML = html;
      root.firstElementChild.user = { status: "INACTIVE" };
    }, world.follow(id, { theme: "blue" }));
    await page.untilHeard("order-freshness", (all) => all.some(({ freshness }) => freshness === "live"));
    await world.sandbox.status(id, "FAILED");
    await page.untilHeard("order-final");
    await page.locator('[data-action="support"]').evaluate((link) => {
      link.removeAttribute("target");
      link.addEventListener("click", (event) => event.preventDefault());
      link.click();
    });
    const seen = await page.evaluate(() => window.seen);
    assert.deepEqual([...new Set(seen.map(({ name }) => name))].sort(), [...EVENTS].sort());
    for (const { name, keys, bubbles, composed, cancelable } of seen) {
      assert.deepEqual(keys, KEYS[name], name);
      assert.deepEqual([bubbles, composed, cancelable], [true, true, name === "order-action"], name);
    }
    await page.end();
  });

  test("hold_no_order_id_and_nothing_personal", async () => {
    const samples = ["get-order-buy-bank-completed", "get-orders-buy-card-completed", "get-orders-sell-bank-completed"].map((name) => {
      const sample = JSON.parse(readFileSync(`${ROOT}/tests/data/${name}.json`, "utf8"));
      return [sample.data ?? sample].flat()[0];
    });
    const secrets = new Set();
    const collect = (value, key = "") => {
      if (value && typeof value === "object") for (const [inner, one] of Object.entries(value)) collect(one, inner);
      else if (typeof value === "string" && value.length > 7 && !/status|Or|At$|network|currency|isBuy/i.test(key)) secrets.add(value);
    };
    const page = await world.open(
      samples.map((order, at) => {
        collect(order);
        const id = order.id ?? order._id;
        secrets.add(id);
        world.orders.set(id, order);
        return tracker({ id: `s${at}`, "order-id": id, "stream-url": "none", "status-url": "/orders/{orderId}" });
      }).join(""),
    );
    for (const at of samples.keys()) await page.until((it) => it.state.final, { selector: `#s${at}` });
    const told = JSON.stringify(await page.evaluate(() => [window.recorded, [...document.querySelectorAll("transak-order-tracker")].map((host) => host.state)]));
    for (const secret of secrets) assert.ok(!told.includes(secret), `${secret} was told`);
    assert.ok(secrets.size > 30, `${secrets.size} secrets`);
    // Nor does the page's own document get any of it.
    const outside = await page.evaluate(() => document.documentElement.outerHTML.replace(/order-id="[^"]*"/g, ""));
    for (const secret of secrets) assert.ok(!outside.includes(secret), `${secret} is in the document`);
    await page.end();
  });

  test("a_status_event_says_what_was_before_and_when", async () => {
    const id = await world.sandbox.place("card");
    const page = await world.open(world.follow(id));
    await page.until(live);
    await world.sandbox.status(id, "PROCESSING");
    await page.untilHeard("order-status", (all) => all.length === 3);
    const told = await page.heard("order-status");
    const order = await world.sandbox.order(id);
    const brief = told.map(({ at, ...rest }) => rest);
    const first = { status: "AWAITING_PAYMENT_FROM_USER", previous: "", side: "buy", stage: "placed", confirmed: true, source: "poll" };
    const hint = { status: "PROCESSING", previous: "AWAITING_PAYMENT_FROM_USER", side: "buy", stage: "verified", confirmed: false, source: "stream" };
    assert.deepEqual(brief.slice(0, 2), [first, hint]);
    assert.deepEqual({ ...brief[2], previous: undefined }, { ...hint, confirmed: true, source: "poll", previous: undefined });
    assert.equal(Date.parse(told[0].at), Date.parse(order.createdAt));
    assert.equal(Date.parse(told[2].at), Date.parse(order.updatedAt));
    await page.end();
  });

  test("a_listener_that_throws_or_removes_the_tracker_harms_nothing", async () => {
    const [one, two] = [await world.sandbox.place("card"), await world.sandbox.place("card")];
    const page = await world.open(world.follow(one, { id: "one" }) + world.follow(two, { id: "two" }), {
      before: (page) =>
        page.addInitScript(() => {
          addEventListener("order-status", (event) => {
            if (event.target.id === "one") event.target.remove();
            throw new Error("a bad listener");
          });
        }),
    });
    await page.until(live, { selector: "#two" });
    await world.sandbox.status(two, "PROCESSING");
    await page.until((it) => it.status === "PROCESSING" && it.state.confirmed, { selector: "#two" });
    assert.equal((await page.look("#one")).there, false);
    assert.ok(!(await errors(page)).includes("INTERNAL"));
    assert.ok(page.problems.length > 0 && page.problems.every((problem) => /a bad listener/.test(problem)), page.problems.join("\n"));
    await page.end();
  });

  test("custom_states_follow_the_order", async () => {
    const id = await world.sandbox.place("on-hold");
    const page = await world.open(world.follow(id));
    assert.deepEqual((await page.until(live)).states, []);
    await world.sandbox.status(id, "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK");
    await page.until((it) => it.states.join() === "attention");
    await world.sandbox.status(id, "COMPLETED");
    await page.until((it) => it.states.join() === "final");
    await page.end();
  });
});
