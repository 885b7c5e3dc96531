// The diagram: every status has its place in the flow of its side, and the way that was taken is drawn.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { STATUSES, story, tell } from "./lib/stories.mjs";
import { newId, startWorld, tracker } from "./lib/world.mjs";

let world;
before(async () => (world = await startWorld()));
after(() => world?.stop());

const TAG = "transak-order-tracker";

/** Code → state of each node that is not to come, and how many lines were taken, and of them how many lead to an end. */
const drawn = (page) =>
  page.evaluate(() => {
    const diagram = document.querySelector("transak-order-tracker").shadowRoot.querySelector("[part=diagram]");
    const nodes = [...diagram.querySelectorAll("[part=node]")];
    return {
      codes: nodes.map((node) => node.dataset.node),
      reached: Object.fromEntries(nodes.filter((node) => node.dataset.state !== "todo").map((node) => [node.dataset.node, node.dataset.state])),
      taken: diagram.querySelectorAll(".taken").length,
      exits: diagram.querySelectorAll(".exit").length,
      times: nodes.filter((node) => node.querySelector("time")).map((node) => node.dataset.node),
    };
  });

async function show(status, side, orders = (id) => story(id, status, side)) {
  const id = newId();
  const page = await world.open(tracker({ "order-id": id, "stream-url": "none", layout: "diagram", side }));
  await page.until((it) => it.mounted);
  await tell(page, TAG, orders(id));
  const it = await drawn(page);
  assert.deepEqual(page.problems, []);
  await page.end();
  return it;
}

const AWAITING = "AWAITING_PAYMENT_FROM_USER", MARKED = "PAYMENT_DONE_MARKED_BY_USER", PENDING = "PENDING_DELIVERY_FROM_TRANSAK", HELD = "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK";

/** Status → what is reached of the flow of `buy`. */
const REACHED = {
  [AWAITING]: { [AWAITING]: "current" },
  [MARKED]: { [AWAITING]: "done", [MARKED]: "current" },
  PROCESSING: { [AWAITING]: "done", [MARKED]: "done", PROCESSING: "current" },
  [PENDING]: { [AWAITING]: "done", [MARKED]: "done", PROCESSING: "done", [PENDING]: "current" },
  [HELD]: { [AWAITING]: "done", [MARKED]: "done", PROCESSING: "done", [PENDING]: "done", [HELD]: "attention" },
  COMPLETED: { [AWAITING]: "done", [MARKED]: "done", PROCESSING: "done", [PENDING]: "done", COMPLETED: "done" },
  EXPIRED: { [AWAITING]: "done", EXPIRED: "stopped" },
  CANCELLED: { [AWAITING]: "done", CANCELLED: "stopped" },
  FAILED: { [AWAITING]: "done", [MARKED]: "done", PROCESSING: "done", FAILED: "stopped" },
  REFUNDED: { [AWAITING]: "done", [MARKED]: "done", PROCESSING: "done", FAILED: "stopped", REFUNDED: "done" },
};

describe("the diagram", () => {
  for (const status of STATUSES) {
    test(`shows_the_way_to_${status}`, async () => {
      const it = await show(status, "buy");
      assert.deepEqual([...it.codes].sort(), [...STATUSES].sort());
      assert.deepEqual(it.reached, REACHED[status]);
      assert.equal(it.exits > 0, ["EXPIRED", "CANCELLED", "FAILED", "REFUNDED"].includes(status));
      assert.ok(it.times.includes(status) && it.times.includes(AWAITING), "what was heard of has its time");
    });
  }

  test("of_a_sell_order_has_no_processing", async () => {
    const it = await show("COMPLETED", "sell");
    assert.deepEqual([...it.codes].sort(), STATUSES.filter((status) => status !== "PROCESSING").sort());
    assert.deepEqual(it.reached, { [AWAITING]: "done", [MARKED]: "done", [PENDING]: "done", COMPLETED: "done" });
  });

  test("by_the_detour_goes_by_the_detour", async () => {
    const held = await show("COMPLETED", "buy", (id) => [...story(id, HELD, "buy"), ...story(id, "COMPLETED", "buy").slice(-1)]);
    const straight = await show("COMPLETED", "buy");
    assert.equal(held.reached[HELD], "done");
    assert.equal(straight.reached[HELD], undefined);
    assert.notEqual(held.taken, straight.taken);
  });

  test("shows_a_status_that_nobody_knows_at_the_place_that_it_had_reached", async () => {
    const it = await show("NEW_ONE", "buy", (id) => [...story(id, "PROCESSING", "buy"), { ...story(id, "PROCESSING", "buy").at(-1), status: "NEW_ONE", updatedAt: new Date().toISOString() }]);
    assert.deepEqual(it.reached, REACHED.PROCESSING);
  });

  test("is_only_there_in_its_layout_and_the_steps_stay_for_those_who_listen", async () => {
    const id = newId();
    const page = await world.open(tracker({ "order-id": id, "stream-url": "none", layout: "diagram" }));
    await page.until((it) => it.mounted);
    await tell(page, TAG, story(id, "PROCESSING", "buy"));
    assert.equal((await drawn(page)).codes.length, STATUSES.length);
    assert.equal((await page.look()).steps.length, 5);
    await page.give({ layout: "full" });
    await page.waitForFunction(() => !document.querySelector("transak-order-tracker").shadowRoot.querySelector("[part=diagram]"));
    await page.end();
  });
});
