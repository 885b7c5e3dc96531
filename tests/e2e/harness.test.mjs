// The harness itself: if this fails, no other test in this folder means anything.
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch, openPage, screenshot } from "./lib/browser.mjs";
import { serve } from "./lib/serve.mjs";

let browser, site;

before(async () => {
  browser = await launch();
  site = await serve({
    pages: {
      "/": "<!doctype html><title>harness</title><h1>Chromium is here</h1>",
      "/bad": "<!doctype html><script>console.error('loud'); throw new Error('thrown')</script>",
    },
  });
});

after(async () => {
  await browser?.close();
  await site?.stop();
});

test("chromium_opens_a_page_of_the_static_server", async () => {
  const page = await openPage(browser, site.url("/"));
  assert.equal(await page.locator("h1").textContent(), "Chromium is here");
  assert.deepEqual(page.problems, []);
  assert.ok(statSync(await screenshot(page, "harness")).size > 1000);
  await page.end();
});

test("console_errors_and_exceptions_of_a_page_are_collected", async () => {
  const page = await openPage(browser, site.url("/bad"));
  assert.deepEqual(page.problems, ["error: loud", "exception: thrown"]);
  await page.end();
});

test("a_path_outside_the_folders_is_not_served", async () => {
  const other = await serve({ folders: { "/lib/": new URL("./lib", import.meta.url).pathname } });
  assert.equal((await fetch(other.url("/lib/serve.mjs"))).status, 200);
  assert.equal((await fetch(other.url("/lib/%2e%2e%2fpackage.json"))).status, 404);
  assert.equal((await fetch(other.url("/lib/"))).status, 404);
  await other.stop();
});
