// The loader alone, in Chromium, with a glue that only writes down how it is called.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eventually } from "../../tests/e2e/lib/tracker.mjs";
import { LOAD, startLoader, TAG, WASM } from "./lib/loader.mjs";

let loader, site, open;
before(async () => ({ site, open } = loader = await startLoader()));
after(() => loader?.stop());

const calls = (page, name) => page.evaluate((n) => window.calls.filter((c) => c[0] === n), name);
const shown = (page) => page.evaluate((tag) => document.querySelector(tag).shadowRoot.innerHTML, TAG);

test("properties_that_were_set_before_the_upgrade_count", async () => {
  const page = await open(
    `<${TAG} layout="line" from-redirect="false"></${TAG}>
     <script>
       const tracker = document.querySelector("${TAG}");
       tracker.orderId = "o-1"; tracker.order = { status: "PROCESSING" }; tracker.activeOrders = [];
     </script>${LOAD}`,
  );
  const [[, , options]] = await calls(page, "mount");
  assert.equal(options.orderId, "o-1");
  assert.equal(options.layout, "line");
  assert.equal(options.fromRedirect, false);
  assert.deepEqual(options.order, { status: "PROCESSING" });
  assert.equal(await page.locator(TAG).getAttribute("order-id"), "o-1");
  assert.ok(!("apiKey" in options), "what is absent is undefined");
  assert.deepEqual(page.problems, []);
  await page.end();
});

test("many_changes_at_once_are_one_update_with_the_last_values", async () => {
  const page = await open(`<${TAG} order-id="o-1"></${TAG}>${LOAD}`);
  await page.evaluate(async (tag) => {
    const tracker = document.querySelector(tag);
    tracker.theme = "light";
    tracker.theme = "dark";
    tracker.setAttribute("locale", "de");
    tracker.user = { status: "ACTIVE" };
    tracker.fromRedirect = true;
    await null;
    tracker.theme = "dark"; // no change
    await null;
    tracker.user = null;
  }, TAG);
  const updates = await calls(page, "update");
  assert.equal(updates.length, 2);
  const [, , first] = updates[0];
  assert.equal(first.theme, "dark");
  assert.equal(first.locale, "de");
  assert.equal(first.fromRedirect, true);
  assert.deepEqual(first.user, { status: "ACTIVE" });
  assert.ok(!("user" in updates[1][2]));
  await page.end();
});

test("moving_keeps_the_state_and_adding_again_resumes_with_what_was_kept", async () => {
  const page = await open(`<div id="a"><${TAG} order-id="o-1"><a href="#">See</a></${TAG}></div><div id="b"></div>${LOAD}`);
  const inside = await shown(page);
  assert.ok(!inside.includes("<slot"), "the fallback is gone");
  await page.evaluate((tag) => document.querySelector("#b").append(document.querySelector(tag)), TAG);
  assert.deepEqual(await calls(page, "unmount"), []);
  assert.equal(await shown(page), inside);

  const states = await page.evaluate(async (tag) => {
    const tracker = (window.kept = document.querySelector(tag));
    const before = tracker.state;
    tracker.remove();
    await null;
    tracker.push("while out");
    return [before, tracker.state, tracker.shadowRoot.innerHTML];
  }, TAG);
  assert.equal(states[0].freshness, "live");
  assert.deepEqual(states[1], { ...states[0], freshness: "checking" });
  assert.equal(states[2], "<slot></slot>");
  assert.equal((await calls(page, "unmount")).length, 1);
  assert.equal((await calls(page, "free")).length, 1);

  await page.evaluate(() => document.querySelector("#a").append(window.kept));
  await page.waitForFunction(() => window.calls.filter(([name]) => name === "mount").length === 2);
  const [first, second] = await calls(page, "mount");
  assert.equal(second[3], first[3], "the WebAssembly knows the element again");
  assert.deepEqual(await calls(page, "push"), [["push", 2, "while out"]]);
  assert.equal(await shown(page), inside);
  assert.deepEqual(page.problems, []);
  await page.end();
});

test("news_and_questions_from_before_the_load_are_not_lost_and_not_unbounded", async () => {
  let go;
  const page = await open(`<${TAG} order-id="o-1" side="sell">wait</${TAG}>${LOAD}`, {
    wait: false,
    answer: (_, response) => (go = () => response.setHeader("content-type", "application/wasm").end(WASM)),
  });
  const before = await page.evaluate((tag) => {
    const tracker = document.querySelector(tag);
    for (let n = 0; n < 70; n += 1) tracker.push(n);
    tracker.refresh().then(() => (window.refreshed = true));
    return [tracker.state, Object.isFrozen(tracker.state)];
  }, TAG);
  assert.deepEqual(before, [
    { status: "", side: "sell", stage: "", final: false, confirmed: false, freshness: "checking", prompt: "", lastConfirmedAt: null },
    true,
  ]);
  await eventually(() => go, "the WebAssembly is asked for");
  go();
  await page.waitForFunction(() => window.refreshed);
  const pushed = (await calls(page, "push")).map((call) => call[2]);
  assert.equal(pushed.length, 64);
  assert.deepEqual([pushed[0], pushed[63]], [6, 69]);
  assert.equal((await calls(page, "refresh")).length, 1);
  await page.end();
});

for (const [name, options, console] of [
  ["a_policy_that_forbids_webassembly", { headers: { "content-security-policy": "script-src 'self'" } }, /wasm-eval|WebAssembly|wasm-unsafe-eval/i],
  ["a_wasm_file_that_is_missing", { answer: (_, response) => response.writeHead(404).end() }, /404|integrity/],
  ["a_wasm_file_of_another_release", { answer: (_, response) => response.setHeader("content-type", "application/wasm").end(Buffer.concat([WASM, Buffer.from([0, 1, 0])])) }, /integrity/],
]) {
  test(`${name}_leaves_the_fallback_and_one_error`, async () => {
    const page = await open(`<${TAG} order-id="o-1"><a href="#">See your order</a></${TAG}>${LOAD}`, { ...options, wait: false });
    await page.waitForFunction(() => window.errors.length > 0);
    await page.evaluate(async (tag) => {
      const tracker = document.querySelector(tag);
      await tracker.refresh();
      tracker.push({});
      tracker.remove();
      await null;
      document.body.append(tracker);
      await tracker.refresh();
    }, TAG);
    const errors = await page.evaluate(() => window.errors);
    assert.equal(errors.length, 1);
    assert.equal(errors[0].code, "WASM_BLOCKED");
    assert.equal(errors[0].retrying, false);
    assert.equal(await shown(page), "<slot></slot>");
    assert.ok(await page.locator("a").isVisible());
    assert.equal((await page.evaluate((tag) => document.querySelector(tag).state, TAG)).freshness, "stale");
    // The browser itself may complain; we add nothing, and nothing is uncaught.
    assert.ok(page.problems.every((problem) => problem.startsWith("error:") && console.test(problem)), page.problems.join("\n"));
    await page.end();
  });
}

test("a_wrong_content_type_is_no_obstacle", async () => {
  const page = await open(`<${TAG} order-id="o-1"></${TAG}>${LOAD}`, {
    answer: (_, response) => response.setHeader("content-type", "application/octet-stream").end(WASM),
  });
  assert.deepEqual(await calls(page, "init"), [["init", true]]);
  assert.deepEqual(page.problems, []);
  await page.end();
});

test("many_elements_load_the_webassembly_once", async () => {
  const from = site.requests.length;
  const page = await open(`<${TAG} order-id="o-1"></${TAG}`.concat(">", LOAD).repeat(5));
  await page.waitForFunction(() => window.calls.filter(([name]) => name === "mount").length === 5);
  assert.equal((await calls(page, "init")).length, 1);
  assert.equal(site.requests.slice(from).filter(({ url }) => url.endsWith(".wasm")).length, 1);
  await page.end();
});

test("a_listener_that_throws_disturbs_nothing_and_prevent_default_is_reported", async () => {
  const page = await open(`<script>addEventListener("order-prompt", () => { throw new Error("host") })</script>
    <${TAG} order-id="o-1"></${TAG}>${LOAD}`);
  const answers = await page.evaluate((tag) => {
    const first = window.act();
    document.querySelector(tag).addEventListener("order-action", (event) => event.preventDefault());
    return [first, window.act(), document.querySelector(tag).matches(":state(attention)")];
  }, TAG);
  assert.deepEqual(answers, [true, false, true]);
  assert.deepEqual(await page.evaluate(() => window.errors), []);
  assert.deepEqual(page.problems, ["exception: host"]);
  await page.end();
});

test("a_tracker_that_is_gone_before_the_load_is_never_mounted", async () => {
  let go;
  const page = await open(`<${TAG} order-id="o-1"></${TAG}>${LOAD}`, {
    wait: false,
    answer: (_, response) => (go = () => response.setHeader("content-type", "application/wasm").end(WASM)),
  });
  await page.evaluate((tag) => document.querySelector(tag).remove(), TAG);
  await eventually(() => go, "the WebAssembly is asked for");
  go();
  await page.waitForTimeout(100);
  assert.deepEqual(await calls(page, "init"), [], "nobody needs it");
  await page.evaluate((tag) => document.body.append(document.createElement(tag)), TAG);
  await page.waitForFunction(() => window.calls.some(([name]) => name === "mount"));
  assert.equal((await calls(page, "mount")).length, 1);
  await page.end();
});

test("the_first_definition_stays", async () => {
  const page = await open(
    `<script>customElements.define("${TAG}", class First extends HTMLElement {})</script><${TAG}>x</${TAG}>${LOAD}`,
    { wait: false },
  );
  await page.waitForLoadState();
  assert.equal(await page.evaluate((tag) => customElements.get(tag).name, TAG), "First");
  assert.deepEqual(page.problems, [`warning: <${TAG}> is defined already, by version undefined; 0.0.0-test is not used.`]);
  await page.end();
});

test("importing_on_a_server_does_nothing_and_throws_nothing", async () => {
  const module = await import(`data:text/javascript;base64,${Buffer.from(loader.code).toString("base64")}`);
  assert.deepEqual(Object.keys(module), []);
});
