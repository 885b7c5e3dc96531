// The package in two parts and the same in one (`cargo xtask bundle --plain`) get the same: frames, answers, presses and changes, by chance, in the first moments, while
// the second part comes late or never. In the end they show the same. A failure prints what repeats it.
//   RUNS=500 SEED=1 node --test tests/e2e/split.test.mjs
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { launch } from "./lib/browser.mjs";
import { DIST, need, PLAIN_DIST } from "./lib/env.mjs";
import { CALM, LAST_WORD, schedule, START } from "./lib/schedule.mjs";
import { serve } from "./lib/serve.mjs";
import { stage } from "./lib/stage.mjs";
import { attributes } from "./lib/world.mjs";

const RUNS = Number(process.env.RUNS ?? 25);
/** The usual run plays the same schedules each time; others are for the long run. */
const SEED = Number(process.env.SEED ?? 1_000);

let browser;
let site;
before(async () => {
  need(`${DIST}/transak-order-tracker.js`, "cargo xtask bundle");
  need(`${PLAIN_DIST}/transak-order-tracker.js`, "cargo xtask bundle --plain");
  browser = await launch();
  site = await serve({ folders: { "/split/": DIST, "/plain/": PLAIN_DIST } });
});

const html = (plan, build) => {
  const one = (at) => `<transak-order-tracker id="t${at}" ${attributes(plan.host)}></transak-order-tracker>`;
  const hosts = Array.from({ length: plan.twins }, (_, at) => one(at)).join("");
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Order</title><body>${hosts}<script>window.hosts = [...document.body.querySelectorAll("[id]")]</script><script type="module" src="/${build}/transak-order-tracker.js"></script>`;
};

/** Plays the schedule on a page of its own; gives what was seen in the end. */
async function play(plan, build, second) {
  const context = await browser.newContext({ locale: "en-US", timezoneId: "UTC", permissions: ["clipboard-write"] });
  try {
    const page = await context.newPage();
    const problems = [];
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(error.message));
    await page.addInitScript(stage, { plan, second, start: START });
    const path = `/${build}-${plan.seed}-${second}`;
    site.pages[path] = html(plan, build);
    await page.goto(site.url(path));
    for (const { at, which, acts } of plan.steps) {
      const where = await page.evaluate((step) => window.stage.do(...step), [at, which, acts]);
      if (where) await page.mouse.click(where.x, where.y);
    }
    await page.evaluate((times) => window.stage.end(...times), [LAST_WORD, CALM]);
    return { ...(await page.evaluate(() => window.stage.seen())), shown: await page.evaluate(shown), problems };
  } finally {
    await context.close();
  }
}

/** What the trackers show: all of it, and apart what the first part draws. Runs in the page. */
const shown = () => window.hosts.map((host) => {
  const text = (node) => [...node.childNodes].map((child) => (child.nodeType === 3 ? child.data : child.nodeType === 1 ? html(child) : "")).join("");
  const html = (node) => `<${[node.localName, ...[...node.attributes].map(({ name, value }) => `${name}="${value}"`).sort()].join(" ")}>${text(node)}</>\n`;
  const part = host.shadowRoot.querySelector('[part="tracker"]');
  const one = (query) => (part?.querySelector(query) ? html(part.querySelector(query)) : "");
  const all = (query) => [...(part?.querySelectorAll(query) ?? [])];
  return {
    follows: host.getAttribute("order-id") ?? host.getAttribute("partner-order-id"),
    all: part && html(part),
    state: host.state,
    states: ["final", "attention", "stale"].filter((name) => host.matches(`:state(${name})`)),
    data: { ...part?.dataset },
    title: one('[part="prompt-title"]') + one('[part="prompt-text"]'),
    prompt: part?.querySelector('[part="prompt"]')?.dataset.prompt,
    steps: one('[part="steps"]'),
    actions: all('[part~="action"][data-action]').map((action) => [action.dataset.action, action.getAttribute("href")].join(" ")),
    rows: all('[part="summary"] > .row').map(html),
    freshness: one('[part="freshness"]'),
    live: one('[role="status"]'),
    extras: ["diagram", "history", "tools"].filter((name) => part?.querySelector(`[part="${name}"]`)),
  };
});

/** Only the second part knows the block explorers, so this action comes with it: then the prompt is announced again. */
const LATER = "view-transaction";
const without = (actions) => actions.filter((action) => !action.startsWith(LATER));

/** What was announced, in order and with the moments: but for that action, and for a prompt that is then the same as before. */
function announced(told) {
  const prompts = new Map();
  return told.flatMap((one) => {
    if (one.name !== "order-prompt") return [one];
    const detail = { ...one.detail, actions: without(one.detail.actions) };
    const text = JSON.stringify(detail);
    const isNew = prompts.get(one.which) !== text;
    prompts.set(one.which, text);
    return isNew ? [{ ...one, detail }] : [];
  });
}

function compare(plan, { plain, split, blocked }) {
  for (const [name, seen] of Object.entries({ plain, split, blocked })) {
    assert.equal(seen.started.first, 1, `${name}: the first part is started once`);
    assert.equal(seen.started.second, name === "split" ? 1 : 0, `${name}: the second part`);
    assert.deepEqual(seen.told.filter((one) => one.name === "order-error"), [], `${name}: order-error`);
    assert.deepEqual(seen.problems, [], `${name}: the console`);
    assert.equal(seen.sockets, plain.sockets, `${name}: sockets`);
    assert.deepEqual(announced(seen.told), announced(plain.told), `${name}: events`);
  }
  for (const [at, { all, extras, rows, actions, ...rest }] of plain.shown.entries()) {
    const { order } = plan.last.find(({ order, reference }) => [order.id, reference].includes(rest.follows));
    assert.deepEqual([rest.state.status, rest.state.confirmed], [order.status, true], "the truth");
    assert.equal(split.shown[at].all, all, "split: what is shown");
    assert.deepEqual(split.shown[at], plain.shown[at]);
    assert.ok(extras.includes("history") && extras.includes("tools"), "all is drawn");
    const { all: _, ...alone } = blocked.shown[at];
    // Of the summary the first part draws the amounts, network, method and fee; what comes after them is the second's.
    const first = { ...rest, actions: without(actions), rows: rows.slice(0, 5), extras: [] };
    assert.equal(first.rows.length, 5);
    assert.deepEqual(alone, first, "blocked: what is shown");
  }
}

test("plain_and_split_show_the_same_in_the_end_and_without_the_second_part_the_truth", { timeout: 60 * 60_000 }, async (t) => {
  t.diagnostic(`RUNS=${RUNS} SEED=${SEED}`);
  const failed = [];
  let pressed = 0;
  for (let seed = SEED; seed < SEED + RUNS && failed.length < 3; seed++) {
    const plan = schedule(seed);
    const { second, blocked } = plan.arrival;
    try {
      const pages = await Promise.all([play(plan, "plain", second), play(plan, "split", second), play(plan, "split", blocked)]);
      compare(plan, { plain: pages[0], split: pages[1], blocked: pages[2] });
      pressed += pages[0].told.filter(({ name }) => name === "order-action").length;
    } catch (error) {
      failed.push(`SEED=${seed} RUNS=1: ${error.message}\n${plan.steps.map((step) => JSON.stringify(step)).join("\n")}`);
    }
  }
  t.diagnostic(`${pressed} presses met an action`);
  assert.equal(failed.length, 0, failed.join("\n\n"));
});
