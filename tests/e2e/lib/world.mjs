// Everything that a test of the built package needs: Chromium, the local Transak, and a site that serves the package.
import { randomUUID } from "node:crypto";
import { launch, openPage, recordEvents, EVENTS } from "./browser.mjs";
import { DIST, need } from "./env.mjs";
import { startSandbox } from "./sandbox.mjs";
import { serve } from "./serve.mjs";
import { trackers } from "./tracker.mjs";

const MODULE = '<script type="module" src="/dist/transak-order-tracker.js"></script>';

/** A whole page around a piece of HTML. */
export const document = (body, { lang = "en", head = "" } = {}) =>
  `<!doctype html><html lang="${lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<title>Order</title>${head}${MODULE}<body>${body}</body></html>`;

/** Attributes as HTML; `true` stands alone, `null` and `undefined` are left out. */
export const attributes = (all) =>
  Object.entries(all)
    .filter(([, value]) => value !== null && value !== undefined && value !== false)
    .map(([name, value]) => (value === true ? name : `${name}="${String(value).replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"`))
    .join(" ");

export const tracker = (all, inside = "") => `<transak-order-tracker ${attributes(all)}>${inside}</transak-order-tracker>`;

/**
 * Resolves to `{ browser, site, sandbox, orders, follow, open, stop }`.
 * `orders` is a status source of our own, at `/orders/ID` of the site, where the sandbox's orders are not enough.
 * `open(body)` opens a page around this HTML, whose events are recorded from the start.
 */
export async function startWorld({ sandboxArgs = [], dist = DIST, hint = "cargo xtask bundle --dev", launch: options } = {}) {
  need(`${dist}/transak-order-tracker.js`, hint);
  // One after the other: a browser that runs on after the other failed would hold the test open.
  const server = await startSandbox(sandboxArgs);
  const browser = await launch(options);
  const site = await serve({ folders: { "/dist/": dist } });
  const sandbox = control(server);
  let pages = 0;

  const answers = new Map();
  const orders = {
    /** From now on `/orders/ID` answers with this order, or as this function does. */
    set(id, answer) {
      answers.set(id, answer);
      site.pages[`/orders/${id}`] = (request, response) => {
        const now = answers.get(id);
        if (typeof now === "function") return now(request, response);
        response.setHeader("content-type", "application/json");
        return response.end(JSON.stringify({ data: now }));
      };
    },
    asked: (id) => site.requests.filter(({ url }) => url === `/orders/${id}`).length,
  };

  async function open(body, { context, before, head, lang, query = "" } = {}) {
    const path = `/page-${++pages}`;
    site.pages[path] = document(body, { head, lang });
    const page = await openPage(browser, undefined, { context });
    await recordEvents(page, EVENTS);
    await before?.(page);
    await page.goto(site.url(path) + query);
    return Object.assign(page, trackers(page));
  }

  const follow = (id, more = {}) =>
    tracker({ "order-id": id, "stream-url": sandbox.streamUrl, "status-url": sandbox.statusUrl, ...more });

  const stop = async () => {
    await browser.close();
    await site.stop();
    await server.stop();
  };
  return { browser, site, sandbox, orders, open, follow, stop };
}

/** The sandbox's control API as functions. */
export function control(server) {
  const call = async (method, path, body) => {
    const answer = await fetch(server.url + path, { method, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  return {
    url: server.url,
    streamUrl: `ws://127.0.0.1:${server.port}/app/1d9ffac87de599c61283`,
    statusUrl: `${server.url}/orders/{orderId}`,
    call,
    /** Places an order that is stepped by hand; gives its id. */
    place: async (scenario, more = {}) => (await call("POST", "/sandbox/orders", { scenario, speed: 0, ...more })).orderId,
    step: (id) => call("POST", `/sandbox/orders/${id}/step`),
    status: (id, status, more = {}) => call("POST", `/sandbox/orders/${id}/status`, { status, ...more }),
    publish: (id, event, data) => call("POST", `/sandbox/orders/${id}/publish`, { event, data }),
    order: async (id) => (await (await fetch(`${server.url}/orders/${id}`)).json()).data,
    connections: () => call("GET", "/sandbox/connections"),
    close: (code) => call("POST", "/sandbox/close", { code }),
    faults: (plan) => call("PUT", "/sandbox/faults", plan),
    user: (kind) => call("GET", `/sandbox/users/${kind}`),
  };
}

export const newId = () => randomUUID();
