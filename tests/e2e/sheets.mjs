// `cargo xtask screenshots`: every status × side × theme × width, every layout, right to left, forced colours, more contrast, and the prompts without an
// order, as contact sheets in target/screenshots/sheets/, to be looked at. Not a test: nothing is compared.
//   node sheets.mjs [NAME …]   (only the sheets whose name holds one of these)
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SCREENSHOTS } from "./lib/env.mjs";
import { STATUSES, story, tell } from "./lib/stories.mjs";
import { newId, startWorld, tracker } from "./lib/world.mjs";

const OUT = join(SCREENSHOTS, "sheets");
const ALL = ["waiting", ...STATUSES];
const SHORT = ["AWAITING_PAYMENT_FROM_USER", "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK", "COMPLETED", "REFUNDED"];
/** Name → what stands on it: cards of a status, a side, and attributes; and how the page is. */
const SHEETS = {};
const cards = (statuses, side, more = {}) => statuses.map((status) => ({ status, side, more }));
for (const side of ["buy", "sell"]) {
  for (const theme of ["light", "dark"]) {
    for (const width of [320, 640]) SHEETS[`${side}-${theme}-${width}`] = { cards: cards(ALL, side, { theme }), width, theme };
  }
}
for (const theme of ["light", "dark"]) {
  for (const width of [320, 640]) {
    SHEETS[`layouts-${theme}-${width}`] = { cards: ["compact", "line", "diagram"].flatMap((layout) => cards([...SHORT, "FAILED", "PROCESSING"], "buy", { theme, layout })), width, theme };
  }
}
SHEETS["right-to-left"] = { cards: ["full", "compact", "line", "diagram"].flatMap((layout) => cards(SHORT, "sell", { layout, locale: "ar" })), width: 340, theme: "light" };
SHEETS["right-to-left-wide"] = { cards: ["he", "fa", "ur"].flatMap((locale) => cards(["PROCESSING", "COMPLETED"], "buy", { locale, theme: "dark" })), width: 640, theme: "dark" };
for (const colorScheme of ["light", "dark"]) {
  SHEETS[`forced-colours-${colorScheme}`] = { cards: ["full", "compact", "line", "diagram"].flatMap((layout) => cards(SHORT, "buy", { layout })), width: 340, theme: colorScheme, context: { forcedColors: "active", colorScheme } };
  SHEETS[`more-contrast-${colorScheme}`] = { cards: ["full", "diagram"].flatMap((layout) => cards(SHORT, "buy", { layout })), width: 340, theme: colorScheme, context: { contrast: "more", colorScheme } };
}
SHEETS.languages = { cards: ["de", "ru", "ja", "th", "hi", "ta", "vi", "zh-Hant"].flatMap((locale) => cards(["ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK"], "buy", { locale })), width: 320, theme: "light" };
SHEETS.widths = { cards: [240, 280, 400, 560, 800, 1200].map((width) => ({ status: "PENDING_DELIVERY_FROM_TRANSAK", side: "buy", more: { style: `width:${width}px` } })), width: 1200, theme: "light" };

SHEETS.readme = {
  cards: [
    { status: "PENDING_DELIVERY_FROM_TRANSAK", side: "buy", more: { theme: "light" } },
    { status: "FAILED", side: "buy", more: { theme: "dark", layout: "diagram" } },
    { status: "COMPLETED", side: "sell", more: { theme: "light", locale: "ar" } },
    { status: "AWAITING_PAYMENT_FROM_USER", side: "sell", more: { theme: "dark", style: "--order-tracker-accent:#c084fc;--order-tracker-on-accent:#1b0b2e;--order-tracker-surface:#17122b;--order-tracker-soft:#221a3d;--order-tracker-line:#352a5c;--order-tracker-radius:22px" } },
  ],
  width: 330,
  theme: "light",
};

const style = (width, theme) => `body{margin:0;padding:24px;background:${theme === "dark" ? "#0d1117" : "#eef1f6"};font:14px system-ui}
  main{display:grid;grid-template-columns:repeat(${width > 640 ? 1 : width > 340 ? 3 : 4},${width}px);gap:24px;align-items:start;width:max-content}`;

async function sheet(world, name, { cards, width, theme, context }) {
  const ids = cards.map(() => newId());
  const body = cards.map(({ side, more }, index) => tracker({ id: `t${index}`, "order-id": ids[index], "stream-url": "none", side, "retry-url": "/again", ...more })).join("");
  const page = await world.open(`<main>${body}</main>`, {
    head: `<style>${style(width, theme)}</style>`,
    context: { viewport: { width: (width + 24) * (width > 640 ? 1 : width > 340 ? 3 : 4) + 24, height: 900 }, reducedMotion: "reduce", deviceScaleFactor: 1, timezoneId: "Europe/Berlin", ...context },
  });
  for (const [index, { status, side }] of cards.entries()) {
    const selector = `#t${index}`;
    await page.until((it) => it.mounted, { selector });
    if (status === "waiting") continue;
    await tell(page, selector, story(ids[index], status, side));
  }
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(OUT, `${name}.png`), fullPage: true });
  if (page.problems.length) console.log(name, page.problems);
  await page.end();
}

const wanted = process.argv.slice(2);
mkdirSync(OUT, { recursive: true });
const world = await startWorld();
const names = Object.keys(SHEETS).filter((name) => !wanted.length || wanted.some((one) => name.includes(one)));
for (const name of names) {
  await sheet(world, name, SHEETS[name]);
  console.log(join(OUT, `${name}.png`));
}
await world.stop();
const figures = Object.keys(SHEETS).map((name) => `<figure><figcaption>${name}</figcaption><img src="${name}.png" loading="lazy"></figure>`);
writeFileSync(join(OUT, "index.html"), `<!doctype html><meta charset="utf-8"><title>Contact sheets</title><style>img{max-width:100%}</style>${figures.join("")}\n`);
