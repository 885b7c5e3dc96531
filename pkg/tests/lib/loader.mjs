// The loader, bundled with a glue that only writes down how it is called, on a site of its own, in Chromium.
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { launch, openPage } from "../../../tests/e2e/lib/browser.mjs";
import { serve } from "../../../tests/e2e/lib/serve.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
export const WASM = Buffer.from([0, 97, 115, 109, 1, 0, 0, 0]); // the smallest module
const HASH = `sha384-${createHash("sha384").update(WASM).digest("base64")}`;
export const TAG = "transak-order-tracker";
export const LOAD = `<script type="module" src="/${TAG}.js"></script>`;

/**
 * Resolves to `{ code, site, open, stop }`. `open(html)` opens a page with a log of `order-error` events;
 * `answer` is how the server answers for the `.wasm`.
 */
export async function startLoader() {
  const result = await build({
    entryPoints: [here("../../src/index.ts")],
    bundle: true,
    format: "esm",
    target: "es2022",
    write: false,
    alias: { "transak-order-tracker-glue": here("../fake-glue.js") },
    define: { DEV: "false", GIVEN: "false", SPLIT: "false", SECOND_INTEGRITY: '""', WORDS_INTEGRITY: '""', VERSION: JSON.stringify("0.0.0-test"), WASM_INTEGRITY: JSON.stringify(HASH) },
  });
  const code = result.outputFiles[0].text;
  const browser = await launch();
  let wasm;
  const site = await serve({
    pages: {
      [`/${TAG}.js`]: (_, response) => response.setHeader("content-type", "text/javascript").end(code),
      [`/${TAG}.wasm`]: (request, response) => wasm(request, response),
    },
  });

  async function open(html, { headers = {}, answer, wait = true } = {}) {
    wasm = answer ?? ((_, response) => response.setHeader("content-type", "application/wasm").end(WASM));
    site.headers = headers;
    site.pages["/"] = `<!doctype html><html lang="en"><body>${html}</body></html>`;
    const page = await openPage(browser, null);
    await page.addInitScript(() => {
      window.errors = [];
      window.calls = [];
      addEventListener("order-error", (event) => window.errors.push(event.detail));
    });
    await page.goto(site.url("/"));
    if (wait) await page.waitForFunction(() => window.calls.some(([name]) => name === "mount"));
    return page;
  }

  const stop = async () => {
    await browser.close();
    await site.stop();
  };
  return { code, site, open, stop };
}
