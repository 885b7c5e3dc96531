// axe-core on everything that is shown: each tracker alone on a page, in every status, side, theme and direction; and that it looks into the shadow root.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { axe } from "./lib/axe.mjs";
import { SIDES, STATUSES, story, tell } from "./lib/stories.mjs";
import { newId, startWorld, tracker } from "./lib/world.mjs";

let world;
before(async () => (world = await startWorld()));
after(() => world?.stop());

const THEMES = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  "high-contrast": { colorScheme: "light", contrast: "more" },
};
const css = "body { margin: 16px } transak-order-tracker { width: 360px } @media (prefers-color-scheme: dark) { body { background: #0d1117; color: #eee } }";

/** A page with a tracker that only the page tells of its order. */
async function open(attributes, context) {
  const id = newId();
  const page = await world.open(`<main><h1>Order</h1>${tracker({ "order-id": id, "stream-url": "none", "retry-url": "/again", ...attributes })}</main>`, {
    lang: attributes.locale ?? "en", head: `<style>${css}</style>`, context: { reducedMotion: "reduce", viewport: { width: 420, height: 900 }, ...context },
  });
  await page.until((it) => it.mounted);
  return Object.assign(page, { id });
}

/** Another tracker in the place of the first, which has shown what it had to. */
async function anew(page) {
  page.id = newId();
  await page.evaluate((id) => {
    const old = document.querySelector("transak-order-tracker");
    const fresh = old.cloneNode();
    fresh.setAttribute("order-id", id);
    old.replaceWith(fresh);
  }, page.id);
  await page.until((it) => it.mounted && it.status === "");
}

async function hasNoFault(page, what) {
  const { violations, passes } = await axe(page);
  assert.deepEqual(violations, [], what);
  assert.ok(passes > 15, `${what}: only ${passes} rules had something to look at`);
}

describe("axe finds nothing", () => {
  for (const [theme, context] of Object.entries(THEMES)) {
    for (const locale of ["en", "ar"]) {
      test(`in_${theme}_and_${locale}_on_every_status_and_side`, { timeout: 180_000 }, async () => {
        const page = await open({ locale }, context);
        for (const side of SIDES) {
          for (const status of STATUSES) {
            await tell(page, "transak-order-tracker", story(page.id, status, side));
            const { dir } = await page.evaluate(() => ({ dir: document.querySelector("transak-order-tracker").shadowRoot.querySelector("[part=tracker]").dir }));
            assert.equal(dir, locale === "ar" ? "rtl" : "ltr");
            await hasNoFault(page, `${side} ${status}`);
            await anew(page);
          }
        }
        assert.deepEqual(page.problems, []);
        await page.end();
      });
    }
  }

  for (const layout of ["compact", "line", "diagram"]) {
    test(`in_the_layout_${layout}`, async () => {
      const page = await open({ layout });
      for (const status of STATUSES) {
        await tell(page, "transak-order-tracker", story(page.id, status, "buy"));
        await hasNoFault(page, status);
        await anew(page);
      }
      await page.end();
    });
  }

  test("while_nothing_is_known_on_a_rumour_and_offline", async () => {
    const page = await open({});
    await hasNoFault(page, "waiting");
    await page.evaluate(() => document.querySelector("transak-order-tracker").setAttribute("status", "COMPLETED"));
    await page.until((it) => it.status === "COMPLETED" && !it.state.confirmed);
    await hasNoFault(page, "rumour");
    await page.context().setOffline(true);
    await page.until((it) => it.freshness === "offline");
    await hasNoFault(page, "offline");
    await page.end();
  });

  for (const [name, values] of Object.entries({
    "account-restricted": { user: { status: "INACTIVE" } },
    "already-verified": { user: { status: "ACTIVE", kycStatus: "APPROVED" } },
    "finish-pending-order": { activeOrders: [{ id: newId(), status: "AWAITING_PAYMENT_FROM_USER" }] },
  })) {
    test(`on_the_prompt_${name}`, async () => {
      const page = await open({ "order-id": null });
      await page.give(values);
      await page.until((it) => it.prompt === name);
      await hasNoFault(page, name);
      await page.end();
    });
  }
});

describe("axe finds", () => {
  for (const [fault, plant] of Object.entries({
    "image-alt": (part) => part.append(document.createElement("img")),
    "color-contrast": (part) => part.style.setProperty("--fg", "#eee"),
    "button-name": (part) => part.append(document.createElement("button")),
  })) {
    test(`a_fault_that_is_planted_in_the_shadow_root_${fault}`, async () => {
      const page = await open({});
      await tell(page, "transak-order-tracker", story(page.id, "PROCESSING", "buy"));
      await page.evaluate(`(${plant})(document.querySelector("transak-order-tracker").shadowRoot.querySelector("[part=tracker]"))`);
      assert.match((await axe(page)).violations.join(), new RegExp(fault));
      await page.end();
    });
  }
});
