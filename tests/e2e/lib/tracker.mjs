// What a tracker shows, read from its shadow root through the hooks of the contract, and waiting until it shows something.
import assert from "node:assert/strict";

const NAME = "transak-order-tracker";

/** Runs in the page. */
function read(selector) {
  const host = document.querySelector(selector);
  const root = host?.shadowRoot;
  const part = root?.querySelector('[part="tracker"]');
  if (!part) {
    const nothing = { status: "", stage: "", side: "", prompt: "", promptText: "", summary: "", history: "", tools: [], live: "", text: "" };
    return { ...nothing, there: !!host, mounted: false, freshness: null, freshnessText: "", steps: [], actions: [], state: host?.state ?? {}, states: [] };
  }
  const one = (query) => part.querySelector(query);
  const text = (node) => (node?.innerText ?? "").replace(/\s+/g, " ").trim();
  return {
    there: true,
    mounted: true,
    status: part.dataset.status,
    stage: part.dataset.stage,
    side: part.dataset.side,
    steps: [...part.querySelectorAll('ol[part="steps"] > li[part~="step"]')].map((step) => ({
      step: step.dataset.step,
      state: step.dataset.state,
      current: step.getAttribute("aria-current"),
      text: text(step),
    })),
    prompt: one('[part="prompt"]')?.dataset.prompt ?? null,
    promptText: text(one('[part="prompt"]')),
    actions: [...part.querySelectorAll('[part~="action"][data-action]')].map((action) => ({
      action: action.dataset.action,
      tag: action.localName,
      href: action.getAttribute("href"),
      rel: action.getAttribute("rel"),
    })),
    freshness: one('[part="freshness"]')?.dataset.freshness ?? null,
    freshnessText: text(one('[part="freshness"]')),
    summary: text(one('[part="summary"]')),
    history: text(one('[part="history"]')),
    tools: [...part.querySelectorAll('[part="tools"] [data-tool]')].map((tool) => tool.dataset.tool),
    live: text(part.querySelector('[role="status"]')),
    text: text(part),
    state: host.state,
    states: ["final", "attention", "stale"].filter((name) => host.matches(`:state(${name})`)),
  };
}

/** The same names for every page: `look`, `until`, `heard` … */
export const trackers = (page) => ({
  /** What the tracker shows now. */
  look: (selector = NAME) => page.evaluate(read, selector),

  /** Waits until what it shows satisfies `isSo`; gives what it shows then. */
  async until(isSo, { selector = NAME, within = 10_000 } = {}) {
    const end = Date.now() + within;
    for (;;) {
      const shown = await page.evaluate(read, selector);
      if (isSo(shown)) return shown;
      if (Date.now() > end) assert.fail(`${selector}: not within ${within} ms: ${isSo}\nshown: ${JSON.stringify(shown, null, 1)}`);
      await new Promise((done) => setTimeout(done, 25));
    }
  },

  /** The details of the events of this name so far. */
  heard: async (name) => (await page.evaluate(() => window.recorded)).filter((event) => event.name === name).map((event) => event.detail),

  /** Waits until the events of this name satisfy `isSo`. */
  async untilHeard(name, isSo = (all) => all.length > 0, within = 10_000) {
    const end = Date.now() + within;
    for (;;) {
      const all = (await page.evaluate(() => window.recorded)).filter((event) => event.name === name).map((event) => event.detail);
      if (isSo(all)) return all;
      if (Date.now() > end) assert.fail(`${name}: not within ${within} ms: ${isSo}\nheard: ${JSON.stringify(all)}`);
      await new Promise((done) => setTimeout(done, 25));
    }
  },

  /** Sets properties of the first tracker (or that of `selector`). */
  give: (values, selector = NAME) =>
    page.evaluate(([where, all]) => void Object.assign(document.querySelector(where), all), [selector, values]),

  push: (news, selector = NAME) => page.evaluate(([where, event]) => document.querySelector(where).push(event), [selector, news]),
  refresh: (selector = NAME) => page.evaluate((where) => document.querySelector(where).refresh(), selector),
});

/**
 * All of the order is drawn: its tools come last, with the second part. Without this, what must not be shown, be cut off or be spoken
 * might only be still to come.
 */
export const whole = (shown) => shown.tools.length > 0;

/** `done done current todo todo` */
export const states = (shown) => shown.steps.map((step) => step.state).join(" ");

export const rest = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** Waits until an asynchronous question is answered with yes. */
export async function eventually(ask, what, within = 10_000) {
  const end = Date.now() + within;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) assert.fail(`not within ${within} ms: ${what}`);
    await rest(25);
  }
}
