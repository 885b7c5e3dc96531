// Every status on every side, as the table of stages and steps says, driven through the local Transak.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { screenshot } from "./lib/browser.mjs";
import { newId, startWorld, tracker } from "./lib/world.mjs";
import { states, whole } from "./lib/tracker.mjs";

const STEPS = {
  buy: ["placed", "paid", "verified", "delivering", "completed"],
  sell: ["placed", "crypto-sent", "paying-out", "completed"],
};
/** Status → stage on each side when it is the first that is heard, and how the step of the stage stands. */
const STATUSES = [
  ["AWAITING_PAYMENT_FROM_USER", "placed", "placed", "current"],
  ["PAYMENT_DONE_MARKED_BY_USER", "paid", "crypto-sent", "current"],
  ["PROCESSING", "verified", "crypto-sent", "current"],
  ["PENDING_DELIVERY_FROM_TRANSAK", "delivering", "paying-out", "current"],
  ["ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK", "delivering", "paying-out", "attention"],
  ["COMPLETED", "completed", "completed", "done"],
  ["CANCELLED", "placed", "placed", "stopped"],
  ["FAILED", "paid", "crypto-sent", "stopped"],
  ["EXPIRED", "placed", "placed", "stopped"],
  ["REFUNDED", "delivering", "paying-out", "stopped"],
  ["SOMETHING_NEW_2", "placed", "placed", "current"],
];
const SIDES = ["buy", "sell", ""];
const FINAL = ["COMPLETED", "CANCELLED", "FAILED", "EXPIRED", "REFUNDED"];

/** The states of the steps where the stage is `stage` and stands like `how`. */
function expected(side, stage, how) {
  const steps = STEPS[side || "buy"];
  const at = steps.indexOf(stage);
  return steps.map((_, index) => (index < at ? "done" : index > at ? "todo" : how)).join(" ");
}

function check(shown, side, status, stage, how) {
  assert.equal(shown.status, status);
  assert.equal(shown.side, side);
  assert.equal(shown.stage, stage);
  assert.deepEqual(shown.steps.map((step) => step.step), STEPS[side || "buy"]);
  assert.equal(states(shown), expected(side, stage, how));
  const live = how === "current" || how === "attention";
  assert.deepEqual(
    shown.steps.map((step) => step.current),
    shown.steps.map((step) => (live && step.step === stage ? "step" : null)),
  );
}

let world;
before(async () => (world = await startWorld()));
after(() => world?.stop());

/** A page with a tracker for each status of a side; each hears it as the first thing. */
async function allStatuses(side, options) {
  const cards = [];
  for (const [status] of STATUSES) {
    let inside;
    if (side === "") {
      // The local Transak always tells the side.
      const id = newId();
      world.orders.set(id, { id, status });
      inside = tracker({ id: status, "order-id": id, "stream-url": "none", "status-url": "/orders/{orderId}" });
    } else {
      const id = await world.sandbox.place(side === "sell" ? "sell" : "card");
      if (status !== "AWAITING_PAYMENT_FROM_USER") await world.sandbox.status(id, status);
      inside = world.follow(id, { id: status });
    }
    cards.push(`<div class="card">${inside}</div>`);
  }
  const css = `
    body { margin: 0; padding: 16px; background: #fff; color: #000; font: 14px system-ui; }
    body.dark { background: #0d1117; color: #eee; }
    main { display: grid; grid-template-columns: repeat(4, 320px); gap: 24px; align-items: start; width: max-content; }
    body.wide main { grid-template-columns: repeat(3, 640px); }`;
  const page = await world.open(`<main>${cards.join("")}</main>`, { head: `<style>${css}</style>`, ...options });
  for (const [status] of STATUSES) await page.until((it) => it.status && it.state.confirmed && whole(it), { selector: `#${status}` });
  return page;
}

describe("the first thing heard", () => {
  for (const side of SIDES) {
    test(`every_status_of_${side || "an_unknown_side"}_shows_its_stage_and_steps`, async () => {
      const page = await allStatuses(side, { context: { viewport: { width: 1400, height: 900 } } });
      for (const [status, buy, sell, how] of STATUSES) {
        const shown = await page.look(`#${status}`);
        const stage = side === "sell" ? sell : buy;
        check(shown, side, status, stage, how);
        const { freshness, lastConfirmedAt, prompt, ...state } = shown.state;
        assert.deepEqual(state, { status, side, stage, final: FINAL.includes(status), confirmed: true });
        assert.equal(freshness === "done", FINAL.includes(status), `${status}: ${freshness}`);
        assert.equal(shown.freshness, freshness);
        assert.equal(shown.prompt, prompt);
        assert.ok(Math.abs(Date.parse(lastConfirmedAt) - Date.now()) < 60_000, lastConfirmedAt);
        const wanted = [FINAL.includes(status) && "final", how === "attention" && "attention"].filter(Boolean);
        assert.deepEqual(shown.states, wanted, `:state() of ${status}`);
      }
      assert.deepEqual(await page.heard("order-error"), []);
      for (const theme of ["light", "dark"]) {
        for (const width of [320, 640]) {
          await page.evaluate(
            ([theme, width]) => {
              document.body.className = `${theme} ${width === 640 ? "wide" : ""}`;
              for (const host of document.querySelectorAll("transak-order-tracker")) host.theme = theme;
            },
            [theme, width],
          );
          await page.setViewportSize({ width: width === 640 ? 2040 : 1400, height: 900 });
          const wide = await page.evaluate(() =>
            [...document.querySelectorAll("transak-order-tracker")]
              .filter((host) => host.shadowRoot.querySelector("[part=tracker]").scrollWidth > host.clientWidth + 1)
              .map((host) => host.id),
          );
          assert.deepEqual(wide, [], `wider than their ${width} px`);
          await screenshot(page, `statuses-${side || "unknown"}-${theme}-${width}`, { fullPage: true });
        }
      }
      assert.deepEqual(page.problems, []);
      await page.end();
    });
  }

  test("nothing_known_yet_is_empty_and_waiting", async () => {
    const id = newId();
    world.orders.set(id, () => {}); // never answers
    const page = await world.open(
      ["buy", "sell", null].map((side) =>
        tracker({ id: `s-${side}`, "order-id": id, side, "stream-url": "none", "status-url": "/orders/{orderId}" }),
      ).join(""),
    );
    for (const side of ["buy", "sell", null]) {
      const shown = await page.until((it) => it.prompt === "waiting", { selector: `#s-${side}` });
      assert.equal(shown.status, "");
      assert.equal(shown.stage, "");
      assert.equal(shown.side, side ?? "");
      assert.deepEqual(shown.steps.map((step) => step.step), STEPS[side ?? "buy"]);
      assert.ok(shown.steps.every((step) => step.state === "todo" && step.current === null));
      assert.deepEqual(shown.actions, []);
    }
    await page.end();
  });

  test("a_code_that_could_be_no_code_is_told_as_UNKNOWN", async () => {
    const odd = ["<b>x</b>", "lower_case", "A".repeat(65), "MIT SPACE"];
    const all = odd.map((status, at) => {
      const id = newId();
      world.orders.set(id, { id, status, isBuyOrSell: "BUY" });
      return tracker({ id: `odd-${at}`, "order-id": id, "stream-url": "none", "status-url": "/orders/{orderId}" });
    });
    const page = await world.open(all.join(""));
    for (const at of odd.keys()) {
      const shown = await page.until((it) => it.status !== "", { selector: `#odd-${at}` });
      assert.equal(shown.status, "UNKNOWN", odd[at]);
      assert.equal(shown.prompt, "in-progress");
    }
    assert.deepEqual(await page.heard("order-error"), []);
    await page.end();
  });
});

describe("after a known way", () => {
  /** Scenario, the way in steps of the local Transak, the stop, and the step at which it stops. */
  const WAYS = [
    ["card", ["PROCESSING"], "FAILED", "buy", "verified"],
    ["card", ["PROCESSING", "PENDING_DELIVERY_FROM_TRANSAK"], "FAILED", "buy", "delivering"],
    ["card", ["PROCESSING"], "REFUNDED", "buy", "verified"],
    ["card", ["PROCESSING", "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK"], "REFUNDED", "buy", "delivering"],
    ["bank-transfer", ["PAYMENT_DONE_MARKED_BY_USER"], "EXPIRED", "buy", "paid"],
    ["bank-transfer", ["PAYMENT_DONE_MARKED_BY_USER"], "CANCELLED", "buy", "paid"],
    ["card", [], "FAILED", "buy", "placed"],
    ["sell", [], "EXPIRED", "sell", "placed"],
    ["sell", ["PAYMENT_DONE_MARKED_BY_USER"], "CANCELLED", "sell", "crypto-sent"],
    ["sell", ["PENDING_DELIVERY_FROM_TRANSAK"], "FAILED", "sell", "paying-out"],
    ["sell", ["PROCESSING"], "REFUNDED", "sell", "crypto-sent"],
  ];

  test("a_stop_is_shown_at_the_step_that_was_reached", async () => {
    const ids = [];
    for (const [scenario] of WAYS) ids.push(await world.sandbox.place(scenario));
    const page = await world.open(ids.map((id, at) => world.follow(id, { id: `way-${at}` })).join(""));
    for (const [at, [, way, stop, side, stage]] of WAYS.entries()) {
      const selector = `#way-${at}`;
      await page.until((it) => it.state.confirmed && it.freshness === "live", { selector });
      for (const status of way) {
        await world.sandbox.status(ids[at], status);
        await page.until((it) => it.state.confirmed && it.status === status, { selector });
      }
      await world.sandbox.status(ids[at], stop);
      await page.until((it) => it.state.final, { selector });
      check(await page.look(selector), side, stop, stage, "stopped");
    }
    await page.end();
  });

  test("a_status_that_nobody_knows_stays_at_the_step_that_was_reached_and_asks_the_source", async () => {
    const id = await world.sandbox.place("card");
    await world.sandbox.status(id, "PROCESSING");
    const page = await world.open(world.follow(id));
    await page.until((it) => it.state.confirmed && it.freshness === "live");
    const asked = page.waitForRequest((request) => request.url().endsWith(id), { timeout: 2_000 });
    await world.sandbox.status(id, "REVIEWED_AGAIN");
    const shown = await page.until((it) => it.status === "REVIEWED_AGAIN" && it.state.confirmed);
    await asked;
    check(shown, "buy", "REVIEWED_AGAIN", "verified", "current");
    assert.equal(shown.prompt, "in-progress");
    await world.sandbox.status(id, "COMPLETED");
    check(await page.until((it) => it.state.final), "buy", "COMPLETED", "completed", "done");
    assert.deepEqual(await page.heard("order-error"), []);
    await page.end();
  });

  test("a_whole_scenario_plays_in_order_and_every_step_is_told_once", async () => {
    const id = newId();
    const page = await world.open(world.follow(id, { side: "buy" }));
    // Subscribed before the order exists: its first event is heard too.
    await page.until((it) => it.freshness === "live");
    await world.sandbox.place("on-hold", { orderId: id, speed: 60 });
    await page.until((it) => it.state.final, { within: 15_000 });
    const told = (await page.heard("order-status")).map((detail) => detail.status);
    const once = told.filter((status, at) => status !== told[at - 1]);
    assert.deepEqual(once, [
      "AWAITING_PAYMENT_FROM_USER",
      "PROCESSING",
      "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK",
      "PENDING_DELIVERY_FROM_TRANSAK",
      "COMPLETED",
    ]);
    assert.equal((await page.heard("order-final")).length, 1);
    await page.end();
  });
});
