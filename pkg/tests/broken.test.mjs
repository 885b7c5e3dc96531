// What the loader does when the instance of the WebAssembly breaks down, once and for good.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { LOAD, startLoader, TAG } from "./lib/loader.mjs";

let loader, site, open;
before(async () => ({ site, open } = loader = await startLoader()));
after(() => loader?.stop());

const calls = (page, name) => page.evaluate((n) => window.calls.filter((c) => c[0] === n), name);
const errors = (page) => page.evaluate(() => window.errors.map(({ code, retrying }) => `${code} ${retrying}`));
const mounts = (page, count) => page.waitForFunction((n) => window.calls.filter(([name]) => name === "mount").length === n, count);
/** Makes the instance trap: once, and that goes on to the next instance. */
const trap = (page) => page.evaluate(() => window.trapInTimer());
const look = (page, selector = TAG) =>
  page.evaluate((where) => {
    const host = document.querySelector(where);
    const part = (name) => host.shadowRoot.querySelector(`[part="${name}"]`);
    return {
      trackers: host.shadowRoot.querySelectorAll('[part="tracker"]').length,
      status: part("tracker")?.dataset.status,
      freshness: part("freshness")?.dataset.freshness,
      label: part("freshness")?.textContent,
      parts: ["prompt", "countdown", "action"].filter(part).join(" "),
      fallback: !!host.shadowRoot.querySelector("slot"),
      state: host.state,
      stale: host.matches(":state(stale)"),
    };
  }, selector);
const one = (more = "", inside = "") => `<${TAG} order-id="o-1" ${more}>${inside}</${TAG}>`;

describe("the first time", () => {
  for (const wish of ["throw", "trap"]) {
    test(`after_a_${wish}_every_tracker_is_mounted_anew_with_what_it_knew`, async () => {
      const page = await open(`${one()}<${TAG} id="two" order-id="o-2"></${TAG}>${LOAD}`);
      await mounts(page, 2);
      await page.evaluate(() => window.tell("order-status", { status: "PROCESSING" }));
      await page.evaluate((wish) => {
        window.gone = [];
        for (const host of document.querySelectorAll("transak-order-tracker")) {
          new MutationObserver(() => window.gone.push(host.shadowRoot.childNodes.length)).observe(host.shadowRoot, { childList: true });
        }
        window.wish = wish;
        document.querySelector("transak-order-tracker").theme = "dark";
      }, wish);
      await mounts(page, 4);
      const [, , three, four] = await calls(page, "mount");
      assert.equal((await calls(page, "init")).length, 2);
      assert.deepEqual([three[2].orderId, four[2].orderId].sort(), ["o-1", "o-2"]);
      // The one that told nothing after its mount was never asked for its state.
      assert.ok([three, four].some(([, , { status, side }]) => status === "PROCESSING" && side === "buy"));
      for (const selector of [TAG, "#two"]) {
        const { trackers, freshness, state, fallback } = await look(page, selector);
        assert.deepEqual([trackers, freshness, state.freshness, fallback], [1, "live", "live", false]);
      }
      const gone = await page.evaluate(() => window.gone);
      assert.ok(gone.length > 0 && !gone.includes(0), "never blank");
      assert.deepEqual(await errors(page), ["INTERNAL true", "INTERNAL true"]);
      assert.ok(!JSON.stringify(await page.evaluate(() => window.errors)).includes("secret"));
      assert.deepEqual(page.problems, [], "the page hears nothing of it");
      await page.end();
    });
  }

  test("a_mount_that_fails_halfway_is_done_again", async () => {
    const page = await open(`<script>window.wish = "mount"</script>${one("", "See")}${LOAD}`);
    await mounts(page, 2);
    assert.deepEqual([(await look(page)).trackers, (await look(page)).fallback], [1, false]);
    assert.deepEqual(await errors(page), ["INTERNAL true"]);
    await page.end();
  });

  test("late_callbacks_of_the_dead_instance_reach_nobody_and_it_keeps_nothing_open", async () => {
    const page = await open(one() + LOAD);
    const left = await page.evaluate(async () => {
      const { callLate, open, question, interval, tell } = window;
      const [socket, asked] = [open("ws://127.0.0.1:9/"), question()];
      let ticks = 0;
      interval(() => ticks++);
      await new Promise((done) => setTimeout(done, 30));
      const other = open("ws://127.0.0.1:9/");
      let told = 0;
      addEventListener("order-status", () => told++);
      window.trapInTimer();
      for (let wait = 0; window.errors.length === 0 && wait < 1_000; wait++) await new Promise((done) => setTimeout(done));
      const before = [ticks, window.calls.length];
      callLate();
      tell("order-status", {});
      await new Promise((done) => setTimeout(done, 30));
      return { sockets: [socket.readyState, other.readyState].every((state) => state > 1), aborted: asked.signal.aborted, ticked: before[0] > 0, more: ticks - before[0], pushed: window.calls.some(([name]) => name === "push"), told };
    });
    assert.deepEqual(left, { sockets: true, aborted: true, ticked: true, more: 0, pushed: false, told: 0 });
    await page.end();
  });

  test("news_meanwhile_waits_for_the_fresh_instance_but_what_broke_the_first_does_not_break_the_second", async () => {
    const page = await open(one() + LOAD);
    await page.evaluate((tag) => {
      const host = document.querySelector(tag);
      window.wish = "push";
      host.push("poison");
      host.push("good");
    }, TAG);
    await mounts(page, 2);
    assert.deepEqual(await calls(page, "push"), [["push", 1, "poison"], ["push", 2, "good"]]);
    await page.end();
  });

  test("a_promise_that_the_dead_instance_gave_is_kept", async () => {
    const page = await open(one() + LOAD);
    await page.evaluate(async (tag) => {
      window.wish = "never";
      const asked = document.querySelector(tag).refresh();
      setTimeout(window.trapInTimer);
      await asked;
    }, TAG);
    await page.end();
  });

  test("a_final_status_is_not_told_twice_and_another_order_s_is_told", async () => {
    const page = await open(`<script>window.shows = { status: "COMPLETED", final: true, freshness: "done" }</script>${one()}${LOAD}`);
    const told = await page.evaluate(async (tag) => {
      let told = 0;
      addEventListener("order-final", () => told++);
      window.tell("order-final", { status: "COMPLETED" });
      window.trapInTimer();
      for (let wait = 0; window.calls.filter(([name]) => name === "mount").length < 2 && wait < 1_000; wait++) await new Promise((done) => setTimeout(done));
      window.tell("order-final", { status: "COMPLETED" });
      const again = told;
      document.querySelector(tag).orderId = "o-2";
      await null;
      await null;
      window.tell("order-final", { status: "COMPLETED" });
      return [again, told];
    }, TAG);
    assert.deepEqual(told, [1, 2]);
    await page.end();
  });

  test("what_is_known_of_one_order_is_never_given_to_another", async () => {
    const page = await open(one() + LOAD);
    await page.evaluate((tag) => {
      window.tell("order-status", {});
      window.wish = "trap";
      document.querySelector(tag).orderId = "o-2";
    }, TAG);
    await mounts(page, 2);
    const [, second] = await calls(page, "mount");
    assert.deepEqual([second[2].orderId, second[2].status], ["o-2", undefined]);
    await page.end();
  });

  test("a_tracker_that_was_out_of_the_page_comes_back_on_the_fresh_instance", async () => {
    const page = await open(`${one()}<${TAG} id="two" order-id="o-2"></${TAG}>${LOAD}`);
    await mounts(page, 2);
    await page.evaluate(async () => {
      window.two = document.querySelector("#two");
      window.two.remove();
      await null;
      window.trapInTimer();
    });
    await mounts(page, 3);
    await page.evaluate(() => document.body.append(window.two));
    await mounts(page, 4);
    const [, , , last] = await calls(page, "mount");
    assert.deepEqual([last[2].orderId, last[2].status], ["o-2", "PROCESSING"]);
    assert.deepEqual(await errors(page), ["INTERNAL true"]);
    await page.end();
  });
});

test("somebody_elses_trap_is_not_ours", async () => {
  const page = await open(one() + LOAD);
  await page.evaluate(() => dispatchEvent(new ErrorEvent("error", { error: new WebAssembly.RuntimeError("unreachable") })));
  assert.deepEqual(await errors(page), []);
  // One of ours is told; the other still is not.
  await trap(page);
  await page.waitForFunction(() => window.errors.length > 0);
  assert.equal((await errors(page)).length, 1);
  await page.end();
});

/** Traps, and again when the fresh instance is there. */
async function breakForGood(page) {
  for (const count of [1, 2]) {
    await mounts(page, count);
    await trap(page);
  }
  await page.waitForFunction(() => window.errors.some(({ retrying }) => !retrying));
}

describe("for good", () => {
  test("what_was_shown_stays_and_says_that_it_may_be_old_and_the_fallback_is_there_too", async () => {
    const page = await open(one("", "<a href='#'>See</a>") + LOAD);
    await breakForGood(page);
    const it = await look(page);
    assert.deepEqual([it.trackers, it.freshness, it.label, it.parts, it.fallback, it.stale], [1, "stale", "May be out of date", "prompt", true, true]);
    assert.deepEqual([it.state.status, it.state.freshness], ["PROCESSING", "stale"]);
    const before = (await calls(page, "mount")).length;
    await page.evaluate(async (tag) => {
      const host = document.querySelector(tag);
      host.push({});
      await host.refresh();
      host.remove();
      await null;
      document.body.append(host);
      await host.refresh();
    }, TAG);
    assert.equal((await calls(page, "mount")).length, before);
    assert.deepEqual(await errors(page), ["INTERNAL true", "INTERNAL false"]);
    assert.equal((await look(page)).trackers, 1);
    assert.deepEqual(page.problems, []);
    await page.end();
  });

  test("the_page_s_own_words_say_so", async () => {
    const page = await open(one() + LOAD);
    await page.evaluate((tag) => (document.querySelector(tag).messages = { "freshness.stale": "Vielleicht alt" }), TAG);
    await breakForGood(page);
    assert.equal((await look(page)).label, "Vielleicht alt");
    await page.end();
  });

  test("a_mount_that_always_fails_leaves_the_fallback", async () => {
    const page = await open(`<script>window.wish = "always-mount"</script>${one("", "See")}${LOAD}`);
    await page.waitForFunction(() => window.errors.length > 1);
    const { trackers, fallback } = await look(page);
    assert.deepEqual([trackers, fallback], [0, true]);
    assert.deepEqual(await errors(page), ["INTERNAL true", "INTERNAL false"]);
    await page.end();
  });

  test("of_another_order_nothing_that_was_shown_stays", async () => {
    const page = await open(one("", "See") + LOAD);
    await breakForGood(page);
    await page.evaluate(async (tag) => {
      document.querySelector(tag).orderId = "o-2";
      await null;
    }, TAG);
    const { trackers, fallback } = await look(page);
    assert.deepEqual([trackers, fallback], [0, true]);
    await page.end();
  });
});
