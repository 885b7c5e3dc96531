// The samples, as a shop would run them: each follows an order to its end. `cargo xtask samples` builds them.
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { openPage } from "./lib/browser.mjs";
import { start } from "./lib/child.mjs";
import { need, ROOT } from "./lib/env.mjs";
import { serve } from "./lib/serve.mjs";
import { eventually } from "./lib/tracker.mjs";
import { startWorld } from "./lib/world.mjs";

const SAMPLES = join(ROOT, "samples");
const PACKAGE = join(SAMPLES, "node_modules/transak-order-tracker/dist");
const built = (path) => need(join(SAMPLES, path), "cargo xtask samples");

let world;
before(async () => (world = await startWorld()));
after(() => world?.stop());

const folder = (path, more = {}) => async () => {
  built(`${path}/index.html`);
  const site = await serve({ folders: { ...more, "/": join(SAMPLES, path) } });
  return { url: site.url("/index.html"), stop: site.stop };
};

const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

const next = (path, mode = "start") => async () => {
  built("next/.next/BUILD_ID");
  const port = await freePort();
  const bin = join(SAMPLES, "node_modules/next/dist/bin/next");
  const server = await start(process.execPath, [bin, mode, "-H", "127.0.0.1", "-p", String(port)], { cwd: join(SAMPLES, "next"), env: { NEXT_TELEMETRY_DISABLED: "1", STATUS_URL: world.sandbox.statusUrl }, ready: /Ready in/ });
  return { url: `http://127.0.0.1:${port}/${path}`, stop: server.stop };
};

/** The status stands in the declarative shadow root itself. (Next sends all of it once more, as data for React, in which `<` is escaped.) */
const DRAWN = /<transak-order-tracker [^>]*><template shadowrootmode="open">(?:(?!<\/template>).)*<section [^>]*data-status="PROCESSING"/s;

/** An order that is being processed, and the page's address with it in the query. */
async function placed(site) {
  const id = await world.sandbox.place("card");
  await world.sandbox.status(id, "PROCESSING");
  return { id, url: `${site.url}?${new URLSearchParams({ orderId: id, stream: world.sandbox.streamUrl, source: world.sandbox.statusUrl })}` };
}

const STACKS = [
  { name: "plain_HTML", run: folder("plain", { "/tracker/": PACKAGE }) },
  { name: "esbuild", run: folder("esbuild/dist") },
  { name: "vite", run: folder("vite/dist") },
  { name: "webpack", run: folder("webpack", {}) },
  // Turbopack takes the first file for any address that is made up at run time: English only (pkg/README.md).
  { name: "next_with_server_rendering", run: next(""), html: /<transak-order-tracker[^>]* order-id="/, isEnglish: true },
  { name: "next_with_the_first_paint_by_the_server", run: next("drawn"), html: DRAWN },
  { name: "leptos", run: folder("leptos/dist"), isComponent: true },
];

/** Runs in the page: looks at each frame, from the first one in which the tracker has its style. */
function look() {
  window.frames_ = [];
  let first;
  const frame = () => {
    const host = document.querySelector("transak-order-tracker");
    const parts = host?.shadowRoot?.querySelectorAll("[part=tracker]") ?? [];
    const border = parts[0] && getComputedStyle(parts[0]).borderTopWidth;
    if (border === "1px") first ??= host;
    if (first) {
      const freshness = parts[0]?.querySelector("[part=freshness]")?.dataset.freshness;
      window.frames_.push({ parts: parts.length, status: parts[0]?.dataset.status, border, isFirst: host === first, freshness, drawn: !!host?.shadowRoot?.querySelector("[data-given]") });
    }
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

describe("samples", () => {
  for (const { name, run, html, isComponent, isEnglish } of STACKS) {
    test(`${name}_follows_an_order_to_its_end`, async () => {
      const site = await run();
      try {
        const { id, url } = await placed(site);
        if (html) assert.match(await (await fetch(url)).text(), html);
        const page = await openPage(world.browser, url);
        const shown = () =>
          page.evaluate((component) => {
            const host = component ? [...document.querySelectorAll("div")].find((it) => it.shadowRoot) : document.querySelector("transak-order-tracker");
            const part = host?.shadowRoot?.querySelector("[part=tracker]");
            return part && { status: part.dataset.status, lang: part.lang, freshness: part.querySelector("[part=freshness]").dataset.freshness };
          }, isComponent);
        const until = (status, freshness) =>
          eventually(async () => {
            const it = await shown();
            return it?.status === status && it.freshness === freshness;
          }, `${status}, ${freshness}`, 30_000);
        await until("PROCESSING", "live");
        // Its bundler has taken the languages along. (A component gets them from its application.)
        if (!isComponent && !isEnglish) {
          await page.evaluate(() => document.querySelector("transak-order-tracker").setAttribute("locale", "de"));
          await eventually(async () => (await shown()).lang === "de", "German");
        }
        await world.sandbox.status(id, "COMPLETED");
        await until("COMPLETED", "done");
        assert.deepEqual(page.problems, []);
        await page.end();
      } finally {
        await site.stop();
      }
    });
  }

  // In development React tells, too, what it finds wrong in the page.
  for (const mode of ["start", "dev"]) {
    test(`what_next_${mode}_draws_stays_until_the_element_takes_it_over_and_react_finds_nothing_wrong`, async () => {
      const site = await next("drawn", mode)();
      try {
        const { id, url } = await placed(site);
        const page = await openPage(world.browser);
        await page.addInitScript(look);
        let release;
        const released = new Promise((done) => (release = done));
        await page.route("**/tracker/transak-order-tracker.js", async (route) => {
          await released;
          await route.continue();
        });
        await page.goto(url, { waitUntil: "commit" });
        const frames = () => page.evaluate(() => window.frames_);
        const inReact = () => page.evaluate(() => Object.keys(document.querySelector("transak-order-tracker")?.parentNode ?? {}).some((key) => key.startsWith("__reactFiber")));
        await eventually(inReact, "React in the page", 30_000);
        await eventually(async () => (await frames()).length > 3, "some frames before the script");
        release();
        await eventually(async () => (await frames()).at(-1).freshness === "live", "the live view");
        const all = await frames();
        assert.ok(all[0].drawn && !all.at(-1).drawn, "it was taken over while we looked");
        for (const { parts, status, border, isFirst } of all) assert.deepEqual([parts, status, border, isFirst], [1, "PROCESSING", "1px", true]);
        await world.sandbox.status(id, "COMPLETED");
        await eventually(async () => (await frames()).at(-1).status === "COMPLETED", "the change");
        assert.deepEqual(page.problems, []);
        await page.end();
      } finally {
        await site.stop();
      }
    });
  }
});
