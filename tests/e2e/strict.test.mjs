// Under the strictest policy that a page can have, in Chromium: every kind of update, copying, style; and where it forbids what we need. (Each policy of docs/policies.md, in
// both browsers: policies.test.mjs.)
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { EVENTS, openPage, recordEvents } from "./lib/browser.mjs";
import { DIST } from "./lib/env.mjs";
import { serve } from "./lib/serve.mjs";
import { rest, trackers } from "./lib/tracker.mjs";
import { startWorld } from "./lib/world.mjs";

let world, strict;
const integrity = `sha384-${createHash("sha384").update(readFileSync(`${DIST}/transak-order-tracker.js`)).digest("base64")}`;

/** The strictest policy of a page that hosts the package itself; only the stream and the status source are added. */
const policy = (more = {}) => {
  const directives = {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "style-src": "'none'",
    "connect-src": `'self' ${world.sandbox.url} ${world.sandbox.url.replace("http:", "ws:")}`,
    "img-src": "'none'",
    "font-src": "'none'",
    "media-src": "'none'",
    "frame-src": "'none'",
    "worker-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
    sandbox: "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox",
    ...more,
  };
  return Object.entries(directives).map(([name, value]) => `${name} ${value}`).join("; ");
};
const headers = (csp) => ({
  "Content-Security-Policy": csp,
  "Integrity-Policy": "blocked-destinations=(script)",
  "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), clipboard-read=(), clipboard-write=()",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Referrer-Policy": "no-referrer",
});

before(async () => {
  world = await startWorld();
  strict = await serve({ folders: { "/dist/": DIST } });
});
after(async () => {
  await strict?.stop();
  await world?.stop();
});

/** A page under a policy; `violations()` are all that the browser saw. */
async function open(body, csp, { script = `<script type="module" src="/dist/transak-order-tracker.js" integrity="${integrity}"></script>`, context } = {}) {
  strict.headers = {};
  Object.assign(strict.headers, headers(csp));
  strict.pages["/"] = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Order</title>${script}${body}</html>`;
  const page = await openPage(world.browser, undefined, { context });
  const sockets = [];
  page.on("websocket", (socket) => sockets.push(socket.url()));
  await recordEvents(page, EVENTS);
  await page.addInitScript(() => {
    window.violations = [];
    addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sample }) => violations.push(`${effectiveDirective} ${blockedURI} ${sample}`));
  });
  await page.goto(strict.url("/"));
  // Chromium warns of the policy itself, before anything of ours has run: `sandbox` is meant for frames.
  const ofThePolicy = page.problems.findIndex((problem) => /allow-scripts and allow-same-origin/.test(problem));
  if (ofThePolicy >= 0) page.problems.splice(ofThePolicy, 1);
  return Object.assign(page, trackers(page), { sockets, violations: () => page.evaluate(() => window.violations) });
}

describe("self-hosted under the strictest policy with trusted types", () => {
  test("the_tracker_works_and_nothing_is_violated", async () => {
    const id = await world.sandbox.place("sell");
    const failing = await world.sandbox.place("declined");
    const page = await open(world.follow(id, { id: "a" }) + world.follow(failing, { id: "b", "retry-url": "/again", layout: "compact" }), policy());
    for (const selector of ["#a", "#b"]) await page.until((it) => it.state.confirmed && it.freshness === "live", { selector });
    // Every kind of update: text, attributes, steps, actions, theme, messages, moving.
    await page.evaluate(() => {
      Object.assign(document.querySelector("#a"), { theme: "dark", layout: "line", locale: "ar", messages: { "prompt.payment-sent.title": "<b>x</b>" } });
      document.body.prepend(document.querySelector("#b"));
    });
    for (const status of ["PAYMENT_DONE_MARKED_BY_USER", "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK", "COMPLETED"]) {
      await world.sandbox.status(id, status);
      const { promptText } = await page.until((it) => it.status === status && it.state.confirmed, { selector: "#a" });
      if (status === "PAYMENT_DONE_MARKED_BY_USER") assert.ok(promptText.startsWith("<b>x</b>"), promptText);
    }
    await world.sandbox.status(failing, "FAILED");
    await page.until((it) => it.state.final && it.actions.length === 2, { selector: "#b" });
    await page.evaluate(() => document.querySelector("#a").remove());
    await rest(100);
    assert.deepEqual(await page.violations(), []);
    assert.deepEqual(page.problems, []);
    assert.deepEqual(await page.heard("order-error"), []);
    await page.end();
  });

  test("it_is_styled_although_the_policy_forbids_styles", async () => {
    const id = await world.sandbox.place("card");
    const page = await open(world.follow(id), policy());
    await page.until((it) => it.state.confirmed);
    const style = await page.evaluate(() => {
      const part = document.querySelector("transak-order-tracker").shadowRoot.querySelector("[part=tracker]");
      return { border: getComputedStyle(part).borderTopWidth, sheets: part.getRootNode().adoptedStyleSheets.length, inline: part.getRootNode().querySelectorAll("[style], style").length };
    });
    assert.notEqual(style.border, "0px");
    assert.ok(style.sheets >= 1);
    assert.equal(style.inline, 0);
    await page.end();
  });

  test("copying_works_although_the_policy_forbids_the_clipboard", async () => {
    const id = await world.sandbox.place("sell");
    const page = await open(`${world.follow(id)}<textarea></textarea>`, policy());
    await page.until((it) => it.state.confirmed);
    await page.locator('[data-action="copy"]').first().click();
    await page.until((it) => it.live === "Copied");
    await page.locator("textarea").focus();
    await page.keyboard.press("Control+V");
    assert.match(await page.locator("textarea").inputValue(), /^0x5A4dB0C5/);
    assert.deepEqual(await page.violations(), []);
    assert.deepEqual(page.problems, []);
    await page.end();
  });

  test("where_the_policy_blocks_the_socket_it_polls_and_says_nothing_wrong", async () => {
    const id = await world.sandbox.place("card");
    const page = await open(world.follow(id), policy({ "connect-src": `'self' ${world.sandbox.url}` }));
    const shown = await page.until((it) => it.state.confirmed);
    assert.equal(shown.freshness, "checking");
    await world.sandbox.status(id, "PROCESSING");
    await page.until((it) => it.status === "PROCESSING" && it.state.confirmed, { within: 12_000 });
    const violations = await page.violations();
    assert.ok(violations.length > 0 && violations.every((violation) => violation.startsWith("connect-src ws")), violations.join("\n"));
    await page.end();
  });

  test("the_hash_of_the_one_script_is_enough", async () => {
    const id = await world.sandbox.place("card");
    const page = await open(world.follow(id), policy({ "script-src": `'${integrity}' 'wasm-unsafe-eval'` }));
    await page.until((it) => it.state.confirmed && it.freshness === "live");
    assert.deepEqual([...(await page.violations()), ...page.problems], []);
    await page.end();
  });
});

describe("where WebAssembly is blocked", () => {
  test("the_fallback_stays_and_WASM_BLOCKED_is_told_once", async () => {
    const id = await world.sandbox.place("card");
    const body = world.follow(id, { id: "a" }).replace("></", '><a href="/orders/1">See your order</a></');
    const page = await open(body, policy({ "script-src": "'self'" }));
    await page.untilHeard("order-error");
    await page.evaluate(() => {
      const host = document.querySelector("#a");
      host.theme = "dark";
      host.push({ status: "COMPLETED" });
      return host.refresh();
    });
    await rest(500);
    const told = await page.heard("order-error");
    assert.deepEqual(told.map(({ code, retrying }) => [code, retrying]), [["WASM_BLOCKED", false]]);
    assert.ok(await page.getByText("See your order").isVisible());
    assert.equal((await page.look()).state.status, "");
    // What was begun early has ended.
    assert.equal(page.sockets.length, 1);
    assert.equal((await world.sandbox.connections()).sockets, 0);
    assert.deepEqual(page.problems.filter((problem) => problem.startsWith("exception")), []);
    await page.end();
  });
});
