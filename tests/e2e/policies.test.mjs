// Under each policy that a checkout page may have, in Chromium and in Firefox: the tracker works, and nothing is violated.
// docs/policies.md shows the policies to copy.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { launch } from "./lib/browser.mjs";
import { DIST, need } from "./lib/env.mjs";
import { startSandbox } from "./lib/sandbox.mjs";
import { serve } from "./lib/serve.mjs";
import { eventually, rest } from "./lib/tracker.mjs";
import { control, tracker } from "./lib/world.mjs";
import { firefox } from "./lib/firefox.mjs";

const integrity = JSON.parse(readFileSync(need(`${DIST}/integrity.json`, "cargo xtask bundle"), "utf8")).files;
const CDN = "/tracker/1.2.3/";

let server, sandbox, shop, cdn;
before(async () => {
  server = await startSandbox();
  sandbox = control(server);
  shop = await serve({ folders: { "/dist/": DIST } });
  cdn = await serve({ folders: { [CDN]: DIST }, headers: { "Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin" } });
  // The shop's own status endpoint.
  shop.pages["/orders"] = async (request, response) => {
    const id = new URL(request.url, shop.origin).searchParams.get("id");
    response.setHeader("content-type", "application/json").end(JSON.stringify({ data: await sandbox.order(id) }));
  };
});
after(async () => {
  await shop?.stop();
  await cdn?.stop();
  await server?.stop();
});

const NOTHING = {
  "default-src": "'none'", "style-src": "'none'", "img-src": "'none'", "font-src": "'none'", "media-src": "'none'", "frame-src": "'none'",
  "worker-src": "'none'", "object-src": "'none'", "base-uri": "'none'", "form-action": "'none'", "frame-ancestors": "'none'",
  "require-trusted-types-for": "'script'", "trusted-types": "'none'",
};
const csp = (more) => Object.entries({ ...NOTHING, ...more }).map(([name, value]) => `${name} ${value}`).join("; ");
const stream = () => sandbox.url.replace("http:", "ws:");
const script = (src, attributes = "") => `<script type="module" src="${src}"${attributes}></script>`;
const own = (name) => script(`/dist/${name}`, ` integrity="${integrity[name]}"`);

const POLICIES = [
  {
    name: "self_hosted_and_the_strictest",
    script: () => own("transak-order-tracker.js"),
    headers: () => ({
      "Content-Security-Policy": csp({
        "script-src": "'self' 'wasm-unsafe-eval'",
        "connect-src": `'self' ${stream()}`,
        sandbox: "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox",
      }),
      "Integrity-Policy": "blocked-destinations=(script)",
      "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), clipboard-read=(), clipboard-write=()",
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
      "Referrer-Policy": "no-referrer",
    }),
  },
  {
    name: "a_nonce_with_strict_dynamic",
    script: () => script("/dist/transak-order-tracker.js", ' nonce="r4nd0m"'),
    headers: () => ({ "Content-Security-Policy": csp({ "script-src": "'nonce-r4nd0m' 'strict-dynamic' 'wasm-unsafe-eval'", "connect-src": `'self' ${stream()}` }) }),
  },
  {
    name: "a_nonce",
    script: () => script("/dist/transak-order-tracker.js", ' nonce="r4nd0m"'),
    headers: () => ({ "Content-Security-Policy": csp({ "script-src": "'nonce-r4nd0m' 'wasm-unsafe-eval'", "connect-src": `'self' ${stream()}` }) }),
  },
  {
    name: "a_path_of_a_CDN",
    script: () => script(`${cdn.origin}${CDN}transak-order-tracker.js`, ` integrity="${integrity["transak-order-tracker.js"]}" crossorigin`),
    headers: () => ({
      "Content-Security-Policy": csp({
        "script-src": `${cdn.origin}${CDN} 'wasm-unsafe-eval'`,
        "connect-src": `${cdn.origin}${CDN} 'self' ${stream()}`,
      }),
      "Integrity-Policy": "blocked-destinations=(script)",
      "Cross-Origin-Embedder-Policy": "require-corp",
    }),
  },
  {
    name: "hashes_only",
    script: () => own("transak-order-tracker.single.js"),
    headers: () => ({
      "Content-Security-Policy": csp({
        "script-src": `'${integrity["transak-order-tracker.single.js"]}' 'wasm-unsafe-eval'`,
        "connect-src": `'self' ${stream()}`,
      }),
    }),
  },
];
const body = (id) => tracker({ "order-id": id, "stream-url": sandbox.streamUrl, "status-url": "/orders?id={orderId}" }, "<a href='/o'>See your order</a>");

for (const browser of [
  { name: "Chromium", start: chromium },
  { name: "Firefox", start: firefox },
]) {
  describe(browser.name, () => {
    let running;
    before(async () => (running = await browser.start()));
    after(() => running?.stop());

    /** A page of the shop; `look()` says what its tracker shows. */
    async function open({ script, headers }, id) {
      shop.pages["/"] = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Order</title>${script}${body(id)}</html>`;
      shop.headers = headers;
      const page = await running.open(shop.url("/"), () => {
        window.violations = [];
        window.errors = [];
        addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sample }) => {
          // Firefox asks for this by itself, and tells the page what the page's own policy thinks of it.
          if (!blockedURI.endsWith("/favicon.ico")) window.violations.push(`${effectiveDirective} ${blockedURI} ${sample}`);
        });
        addEventListener("order-error", ({ detail }) => window.errors.push(detail.code));
      });
      const look = () =>
        page.evaluate(() => {
          const host = document.querySelector("transak-order-tracker");
          const part = host.shadowRoot?.querySelector("[part=tracker]");
          const label = part?.querySelector("[part=freshness]");
          const style = part && getComputedStyle(part);
          return {
            status: part?.dataset.status, freshness: label?.dataset.freshness, confirmed: host.state?.confirmed, styled: style ? style.display !== "inline" : false,
            violations: window.violations, errors: window.errors, fallback: !part && getComputedStyle(host.firstElementChild).display !== "none",
          };
        });
      return { look, end: page.end };
    }

    for (const { name, script, headers } of POLICIES) {
      test(`${name}: the tracker works and nothing is violated`, async () => {
        const id = await sandbox.place("card");
        await sandbox.status(id, "PROCESSING");
        const page = await open({ script: script(), headers: headers() }, id);
        await eventually(async () => {
          const it = await page.look();
          return it.status === "PROCESSING" && it.confirmed && it.freshness === "live";
        }, "live", 20_000);
        await sandbox.status(id, "COMPLETED");
        await eventually(async () => (await page.look()).freshness === "done", "done", 20_000);
        const { styled, violations, errors } = await page.look();
        assert.ok(styled);
        assert.deepEqual(violations, []);
        assert.deepEqual(errors, []);
        await page.end();
      });
    }

    test("without 'wasm-unsafe-eval': the fallback stays, and one error says so", async () => {
      const policy = csp({ "script-src": "'self'", "connect-src": `'self' ${stream()}` });
      const page = await open({ script: own("transak-order-tracker.js"), headers: { "Content-Security-Policy": policy } }, await sandbox.place("card"));
      await eventually(async () => (await page.look()).errors.length > 0, "an error");
      await rest(300);
      const { fallback, errors } = await page.look();
      assert.ok(fallback);
      assert.deepEqual(errors, ["WASM_BLOCKED"]);
      await page.end();
    });

    test("without the stream: it asks instead, and says nothing wrong", async () => {
      const id = await sandbox.place("card");
      await sandbox.status(id, "PROCESSING");
      const policy = csp({ "script-src": "'self' 'wasm-unsafe-eval'", "connect-src": "'self'" });
      const page = await open({ script: own("transak-order-tracker.js"), headers: { "Content-Security-Policy": policy } }, id);
      await eventually(async () => {
        const it = await page.look();
        return it.status === "PROCESSING" && it.confirmed && it.freshness === "checking";
      }, "by asking");
      const { violations } = await page.look();
      assert.ok(violations.length > 0 && violations.every((one) => one.startsWith("connect-src ws:")), violations.join("\n"));
      await page.end();
    });
  });
}

async function chromium() {
  const browser = await launch();
  return {
    async open(url, script) {
      const page = await browser.newPage();
      await page.addInitScript(script);
      await page.goto(url);
      return { evaluate: (work) => page.evaluate(work), end: () => page.close() };
    },
    stop: () => browser.close(),
  };
}
