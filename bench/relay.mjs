// `cargo xtask load`: from the webhook's acknowledgement to the shown status, in Chromium: 200 orders, by events with SQLite, and by PostgreSQL and soketi.
import { createHmac } from "node:crypto";
import { postgres, startRelay } from "../tests/e2e/lib/relay.mjs";
import { startSoketi } from "../tests/e2e/lib/soketi.mjs";
import { newId, startWorld, tracker } from "../tests/e2e/lib/world.mjs";

const ORDERS = process.argv.includes("--quick") ? 40 : 200;
/** Trackers on one page; a page's event streams would not get more connections from one server by HTTP/1.1. */
const A_PAGE = { events: 5, stream: 20 };
const TOKEN = "sandbox-access-token";

const base64 = (value) => Buffer.from(value).toString("base64url");
function webhook(order) {
  const claims = { webhookData: order, eventID: "ORDER_PROCESSING", createdAt: new Date().toISOString() };
  const text = `${base64('{"alg":"HS256","typ":"JWT"}')}.${base64(JSON.stringify(claims))}`;
  return JSON.stringify({ data: `${text}.${createHmac("sha256", TOKEN).update(text).digest("base64url")}` });
}
const order = (id, status) => ({ id, status, isBuyOrSell: "BUY", fiatAmount: 45, fiatCurrency: "EUR", cryptoCurrency: "ETH", createdAt: "2026-11-27T09:00:00Z", updatedAt: new Date().toISOString() });

async function send(relay, body) {
  const answer = await fetch(`${relay.url}/webhooks/transak`, { method: "POST", body });
  if (answer.status !== 200) throw new Error(`a webhook was answered with ${answer.status}`);
  return Date.now();
}

/** Milliseconds, sorted. */
async function measure(world, relay, stream, many) {
  const took = [];
  for (let from = 0; from < ORDERS; from += many) {
    const ids = Array.from({ length: many }, newId);
    for (const id of ids) await send(relay, webhook(order(id, "AWAITING_PAYMENT_FROM_USER")));
    const follow = (id, at) => tracker({ id: `t${at}`, layout: "line", "order-id": id, "status-url": `${relay.url}/orders/{orderId}`, ...stream(relay) });
    const page = await world.open(ids.map(follow).join(""));
    for (const at of ids.keys()) await page.until((it) => it.state.confirmed && it.freshness === "live", { selector: `#t${at}` });
    // When it is drawn, by the page's own clock, which is this machine's.
    await page.evaluate(() => {
      window.shown = {};
      for (const host of document.querySelectorAll("transak-order-tracker")) {
        const part = host.shadowRoot.querySelector('[part="tracker"]');
        new MutationObserver(() => (window.shown[`${host.id} ${part.dataset.status}`] ??= Date.now())).observe(part, { attributeFilter: ["data-status"] });
      }
    });
    for (const [at, id] of ids.entries()) {
      const accepted = await send(relay, webhook(order(id, "PROCESSING")));
      await page.until((it) => it.status === "PROCESSING", { selector: `#t${at}`, within: 30_000 });
      took.push(Math.max(0, (await page.evaluate((key) => window.shown[key], `t${at} PROCESSING`)) - accepted));
    }
    await page.end();
  }
  return took.sort((a, b) => a - b);
}

const world = await startWorld();
const soketi = await startSoketi();
const { id, key, secret } = soketi.app;
const ways = [
  ["SQLite, events", {}, (relay) => ({ "events-url": `${relay.url}/orders/{orderId}/events` }), A_PAGE.events],
  ["PostgreSQL, soketi", { database: postgres(), env: { PUSHER_URL: `http://${key}:${secret}@127.0.0.1:${soketi.port}/apps/${id}` } }, () => ({ "stream-url": soketi.streamUrl }), A_PAGE.stream],
];
try {
  for (const [name, options, stream, many] of ways) {
    const relay = await startRelay({ transak: world.sandbox.url, ...options });
    try {
      const took = await measure(world, relay, stream, many);
      const at = (part) => took[Math.min(took.length - 1, Math.floor(took.length * part))];
      console.log(`${name}: ${took.length} orders, from acknowledged to shown: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${took.at(-1)} ms`);
      if (at(0.95) >= 500) process.exitCode = 1;
    } finally {
      await relay.stop();
    }
  }
} finally {
  await soketi.stop();
  await world.stop();
}
