// Colours of the page's own: drawn as they are, and told to who makes the page where they are too much alike.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { story, tell } from "./lib/stories.mjs";
import { newId, startWorld, tracker } from "./lib/world.mjs";

let world;
before(async () => (world = await startWorld()));
after(() => world?.stop());

const TAG = "transak-order-tracker";

async function show(style, context) {
  const id = newId();
  const page = await world.open(tracker({ "order-id": id, "stream-url": "none" }), { head: `<style>${TAG}{${style}}</style>`, context });
  await page.until((it) => it.mounted);
  await tell(page, TAG, story(id, "PROCESSING", "buy"));
  await page.waitForTimeout(200);
  return page;
}

/** Repeatable "random" numbers: a palette that fails can be looked at again. */
function random(seed) {
  let state = seed;
  return () => ((state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32);
}

describe("contrast", () => {
  for (const colorScheme of ["light", "dark"]) {
    test(`of_our_own_colours_is_enough_in_${colorScheme}`, async () => {
      const page = await show("", { colorScheme });
      assert.deepEqual(page.problems, []);
      await page.end();
    });
  }

  test("of_a_palette_that_fails_is_told_once_in_the_console_of_who_makes_the_page", async () => {
    const page = await show("--order-tracker-muted:#bbb;--order-tracker-accent:oklch(90% 0.1 100);--order-tracker-on-accent:white");
    assert.equal(page.problems.length, 1, page.problems.join());
    for (const pair of ["muted on --order-tracker-surface", "accent on --order-tracker-surface", "on-accent on --order-tracker-accent"]) assert.ok(page.problems[0].includes(`--order-tracker-${pair}`), page.problems[0]);
    assert.ok(!page.problems[0].includes("--order-tracker-text on"), page.problems[0]);
    await page.evaluate(() => (document.querySelector("transak-order-tracker").layout = "compact"));
    await page.waitForTimeout(200);
    assert.equal(page.problems.length, 1, "the same is told once");
    await page.end();
  });

  test("of_thirty_random_palettes_is_judged_as_axe_judges_it", { timeout: 60_000 }, async () => {
    const page = await show("");
    const next = random(7);
    const colour = () => `#${Array.from({ length: 3 }, () => Math.floor(next() * 256).toString(16).padStart(2, "0")).join("")}`;
    const luminance = (hex) => {
      const [red, green, blue] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    for (let round = 0; round < 30; round++) {
      const [text, surface] = [colour(), colour()];
      page.problems.length = 0;
      await page.evaluate(([text, surface]) => {
        const host = document.querySelector("transak-order-tracker");
        host.style.setProperty("--order-tracker-text", text);
        host.style.setProperty("--order-tracker-surface", surface);
        host.layout = host.layout === "compact" ? "full" : "compact";
      }, [text, surface]);
      await page.waitForTimeout(60);
      const [light, dark] = [luminance(text), luminance(surface)].sort((a, b) => b - a);
      const isEnough = (light + 0.05) / (dark + 0.05) >= 4.5;
      assert.equal(page.problems.join().includes("--order-tracker-text on --order-tracker-surface"), !isEnough, `${text} on ${surface}: ${page.problems}`);
    }
    await page.end();
  });
});

describe("style sheets", () => {
  /** What every element of the tracker looks like, of what inherits or is often set. */
  const looks = (page) =>
    page.evaluate(() => {
      const names = ["color", "backgroundColor", "fontFamily", "fontSize", "fontWeight", "fontStyle", "lineHeight", "letterSpacing", "wordSpacing", "textAlign", "textTransform", "textIndent", "whiteSpace", "direction", "display", "margin", "padding", "borderWidth", "listStyleType", "opacity", "cursor", "textDecorationLine", "textShadow"];
      const { shadowRoot } = document.querySelector("transak-order-tracker");
      return [...shadowRoot.querySelectorAll("[part=tracker], [part=tracker] *")].map((element) => {
        const style = getComputedStyle(element);
        return [element.localName, ...names.map((name) => style[name])].join(" | ");
      });
    });
  const HOSTILE = `* { color: red !important; background: lime !important; font: italic 900 40px/3 fantasy !important; letter-spacing: 9px !important; word-spacing: 9px; text-align: right !important;
      text-transform: uppercase !important; text-indent: 50px; white-space: pre; margin: 30px !important; padding: 30px !important; border: 9px solid red !important; opacity: 0.5; cursor: crosshair; text-shadow: 2px 2px red }
    transak-order-tracker { all: revert !important; width: 360px !important } html, body { direction: rtl } ol, li { list-style: square !important; display: inline !important } [part=tracker], .mark, .name { display: none !important }`;

  test("of_a_hostile_page_do_not_leak_in", async () => {
    const open = async (css) => {
      const id = newId();
      const page = await world.open(tracker({ "order-id": id, "stream-url": "none" }), { head: `<style>transak-order-tracker { width: 360px }${css}</style>`, context: { reducedMotion: "reduce" } });
      await page.until((it) => it.mounted);
      await tell(page, TAG, story(id, "COMPLETED", "buy"));
      const it = await looks(page);
      await page.end();
      return it;
    };
    const [calm, hostile] = [await open(""), await open(HOSTILE)];
    assert.ok(calm.length > 60);
    assert.deepEqual(hostile, calm);
  });

  test("of_ours_do_not_leak_out", async () => {
    const html = '<h2>Shop</h2><ol part="steps"><li part="step" data-state="current"><span class="mark">1</span><span class="name">One</span></li></ol><p class="unseen">Seen</p><button part="action primary">Buy</button>';
    const styles = (page) => page.evaluate(() => [...document.querySelectorAll("h2, ol, ol *, p, button")].map((element) => ["display", "color", "padding", "margin", "position", "clipPath", "fontSize", "backgroundColor"].map((name) => getComputedStyle(element)[name]).join(" | ")));
    const id = newId();
    const page = await world.open(html);
    const before = await styles(page);
    await page.evaluate((tag) => document.body.insertAdjacentHTML("beforeend", tag), tracker({ "order-id": id, "stream-url": "none" }));
    await page.until((it) => it.mounted);
    await tell(page, TAG, story(id, "PROCESSING", "buy"));
    assert.deepEqual(await styles(page), before);
    assert.equal(await page.evaluate(() => document.adoptedStyleSheets.length + document.querySelectorAll("style, link[rel=stylesheet]").length), 0);
    await page.end();
  });
});
