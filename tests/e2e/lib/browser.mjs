// Chromium by playwright-core, and pages that remember what went wrong in them.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { endWithFile, endWithTest } from "./ending.mjs";
import { CHROMIUM, need, SCREENSHOTS } from "./env.mjs";

/** `args` are added to ours; the rest is Playwright's. */
export async function launch({ args = [], ...options } = {}) {
  const browser = await chromium.launch({
    executablePath: need(CHROMIUM, "cargo xtask setup"),
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage", ...args],
    ...options,
  });
  endWithFile(() => browser.close());
  return browser;
}

/**
 * A page in a context of its own (`context` takes Playwright's options: locale, timezoneId, colorScheme …).
 * `problems` collects what a quiet page has none of: console errors and warnings, uncaught exceptions.
 */
export async function openPage(browser, url, { context: options = {}, before } = {}) {
  const context = await browser.newContext(options);
  const end = () => context.close();
  endWithTest(end);
  const page = await context.newPage();
  const problems = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`exception: ${error.message}`));
  if (before) await before(page);
  if (url) await page.goto(url);
  return Object.assign(page, { problems, end });
}

/** To the page before. (Playwright's `goBack` fails now and then, when the page that it leaves has only just come.) */
export async function goBack(page) {
  const loaded = page.waitForEvent("load");
  await page.evaluate(() => setTimeout(() => history.back()));
  await loaded;
}

/** Writes `target/screenshots/NAME.png` and gives its path. */
export async function screenshot(target, name, options = {}) {
  mkdirSync(SCREENSHOTS, { recursive: true });
  const path = join(SCREENSHOTS, `${name.replace(/[^\w.-]+/g, "-")}.png`);
  await target.screenshot({ path, ...options });
  return path;
}

/** From now on the page records these events; `events(page)` gives `[{ name, detail }]` so far. Call before the page loads. */
export const recordEvents = (page, names) =>
  page.addInitScript((list) => {
    window.recorded = [];
    for (const name of list) addEventListener(name, ({ detail }) => window.recorded.push({ name, detail }), true);
  }, names);

export const events = (page, name) =>
  page.evaluate((wanted) => window.recorded.filter((event) => !wanted || event.name === wanted), name);

export const EVENTS = [
  "order-status",
  "order-final",
  "order-prompt",
  "order-action",
  "order-freshness",
  "user-signal",
  "order-error",
];
