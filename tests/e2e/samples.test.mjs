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

async function next() {
  built("next/.next/BUILD_ID");
  const port = await freePort();
  const bin = join(SAMPLES, "node_modules/next/dist/bin/next");
  const server = await start(process.execPath, [bin, "start", "-H", "127.0.0.1", "-p", String(port)], { cwd: join(SAMPLES, "next"), ready: /Ready in/ });
  return { url: `http://127.0.0.1:${port}/`, stop: server.stop };
}


const STACKS = [
  { name: "plain_HTML", run: folder("plain", { "/tracker/": PACKAGE }) },
  { name: "esbuild", run: folder("esbuild/dist") },
  { name: "vite", run: folder("vite/dist") },
  { name: "webpack", run: folder("webpack", {}) },
  { name: "next_with_server_rendering", run: next, html: /<transak-order-tracker[^>]* order-id="/ },
  { name: "leptos", run: folder("leptos/dist"), isComponent: true },
];

describe("samples", () => {
  for (const { name, run, html, isComponent } of STACKS) {
    test(`${name}_follows_an_order_to_its_end`, async () => {
      const site = await run();
      try {
        const id = await world.sandbox.place("card");
        await world.sandbox.status(id, "PROCESSING");
        const url = `${site.url}?${new URLSearchParams({ orderId: id, stream: world.sandbox.streamUrl, source: world.sandbox.statusUrl })}`;
        if (html) assert.match(await (await fetch(url)).text(), html);
        const page = await openPage(world.browser, url);
        const shown = () =>
          page.evaluate((component) => {
            const host = component ? [...document.querySelectorAll("div")].find((it) => it.shadowRoot) : document.querySelector("transak-order-tracker");
            const part = host?.shadowRoot?.querySelector("[part=tracker]");
            return part && { status: part.dataset.status, freshness: part.querySelector("[part=freshness]").dataset.freshness };
          }, isComponent);
        const until = (status, freshness) =>
          eventually(async () => {
            const it = await shown();
            return it?.status === status && it.freshness === freshness;
          }, `${status}, ${freshness}`, 30_000);
        await until("PROCESSING", "live");
        await world.sandbox.status(id, "COMPLETED");
        await until("COMPLETED", "done");
        assert.deepEqual(page.problems, []);
        await page.end();
      } finally {
        await site.stop();
      }
    });
  }
});
