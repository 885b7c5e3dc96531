// `cargo xtask cold`: which functions, and parts of functions, of the WebAssembly no first status needs. It opens pages as shops have
// them, and collects the marks that are left (xtask/src/split.rs). What a page does without that no shop does (a wrong attribute) is not
// here: then the first part traps, and both are started anew.
//   node cold.mjs NAMES OUT
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { DIST, ROOT } from "./lib/env.mjs";
import { startWorld, tracker } from "./lib/world.mjs";

const [namesFile, out] = process.argv.slice(2);
const names = JSON.parse(readFileSync(namesFile, "utf8"));

/** Runs in the page: finds the WebAssembly's memory, at whose end the marks are, and says which of them there are when the first status is drawn. */
function watch(count) {
  const { Instance } = WebAssembly;
  let memory, marks;
  WebAssembly.Instance = function (...given) {
    const instance = new Instance(...given);
    memory = Object.values(instance.exports).find((it) => it instanceof WebAssembly.Memory);
    marks = memory.buffer.byteLength - 65_536 * Math.ceil(count / 65_536);
    return instance;
  };
  // The status is told before it is drawn, and then the loader holds everything back (`hold` in pkg/src/element.ts).
  const drawn = async () => {
    for (let hop = 0; hop < 20; hop++) await undefined;
    return [...new Uint8Array(memory.buffer, marks, count)];
  };
  window.ran = new Promise((done) => addEventListener("order-status", () => done(drawn()), { once: true }));
}

const world = await startWorld();
const ran = new Set();

async function look(body, { before, reloads = 0, ...more } = {}) {
  const page = await world.open(body, {
    ...more,
    before: async (page) => {
      await page.addInitScript(watch, names.length);
      await before?.(page);
    },
  });
  for (let time = 0; time <= reloads; time++) {
    if (time) await page.reload();
    const marks = await page.evaluate(() => Promise.race([window.ran, new Promise((done) => setTimeout(done, 5_000))]));
    if (!marks) throw new Error(`no status: ${body}`);
    let fresh = 0;
    marks.forEach((mark, index) => mark && !ran.has(index) && ++fresh && ran.add(index) && process.env.DBG && console.log(names[index]));
    console.log(`${String(marks.filter(Boolean).length).padStart(4)} ran, ${fresh} for the first time`);
  }
  await page.end();
}

const STATUSES = [
  "AWAITING_PAYMENT_FROM_USER",
  "PAYMENT_DONE_MARKED_BY_USER",
  "PROCESSING",
  "PENDING_DELIVERY_FROM_TRANSAK",
  "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK",
  "COMPLETED",
  "CANCELLED",
  "FAILED",
  "EXPIRED",
  "REFUNDED",
];
for (const scenario of ["card", "bank-transfer", "sell"]) {
  for (const status of STATUSES) {
    const id = await world.sandbox.place(scenario);
    if (status !== STATUSES[0]) await world.sandbox.status(id, status);
    await look(world.follow(id));
    await look(world.follow(id, { "resume-url": "/pay", "retry-url": "https://shop.example/cart", "support-url": "/help" }), { reloads: 1 });
    await look(tracker({ "order-id": id, "status-url": world.sandbox.statusUrl, "stream-url": "none" }), { reloads: 1 });
  }
}
const ID = "a5b3c2d1-0000-4000-8000-000000000000";
/** A tracker with these properties; those in `code` are written down as they are. */
const given = (attributes, properties, code = "") =>
  `${tracker({ "order-id": ID, "stream-url": world.sandbox.streamUrl, ...attributes })}
   <script>Object.assign(document.querySelector("transak-order-tracker"), ${JSON.stringify(properties)}, { ${code} })</script>`;
const processing = async (scenario = "card") => {
  const id = await world.sandbox.place(scenario);
  await world.sandbox.status(id, "PROCESSING");
  return id;
};
/** Goes on telling, until it is stopped. */
async function whileTold(id, work) {
  const told = setInterval(() => world.sandbox.status(id, "PROCESSING").catch(() => {}), 300);
  await work();
  clearInterval(told);
}
/** The WebAssembly takes this long, so that frames come before it. */
const slowly = (ms) => (page) =>
  page.route("**/*.wasm", async (route) => {
    await new Promise((done) => setTimeout(done, ms));
    await route.continue();
  });

// By the stream alone.
{
  const id = await world.sandbox.place("card");
  await whileTold(id, () => look(tracker({ "order-id": id, "stream-url": world.sandbox.streamUrl })));
}
// Many on one page: lists and memory grow.
{
  const id = await world.sandbox.place("card");
  const many = Array.from({ length: 300 }, (_, index) => tracker({ "order-id": ID.replace("0000-", `${String(index).padStart(4, "0")}-`), "stream-url": world.sandbox.streamUrl }));
  await whileTold(id, () => look(many.join("") + tracker({ "order-id": id, "stream-url": world.sandbox.streamUrl })));
}
// With news from before the WebAssembly, and other news meanwhile.
for (const scenario of ["card", "sell"]) {
  const id = await processing(scenario);
  const later = setTimeout(() => world.sandbox.status(id, "PENDING_DELIVERY_FROM_TRANSAK"), 500);
  await look(world.follow(id), { before: slowly(1_000) });
  clearTimeout(later);
}
// As the page that Transak sends the customer back to, and with options.
await look(world.follow(await processing(), { side: "buy", status: "PROCESSING", theme: "dark", locale: "de", layout: "compact", "support-url": "/help", "retry-url": "/pay" }));
await look(world.follow(await processing(), { theme: "light", locale: "ar-EG", layout: "line", environment: "staging", "resume-url": "https://shop.example/pay?a=1#b" }));
{
  const id = await processing();
  await look(tracker({ "from-redirect": true, "stream-url": world.sandbox.streamUrl, "status-url": world.sandbox.statusUrl }), {
    query: `?orderId=${id}&status=PROCESSING&fiatCurrency=EUR&cryptoCurrency=ETH&fiatAmount=45&cryptoAmount=0.0123&isBuyOrSell=BUY&network=ethereum&walletAddress=0xabc&totalFee=1.2&partnerOrderId=7`,
  });
  await look(world.follow(id, { "status-url": `${world.sandbox.url}/orders/{orderId}?shop=7&lang=de` }), { lang: "fr" });
}
// Each attribute in each of the ways in which it may rightly be written: what a page of a shop's needs, each visit to it needs.
{
  const id = await processing();
  const order = await world.sandbox.order(id);
  for (const status of ["PROCESSING", "AWAITING_PAYMENT_FROM_USER", "COMPLETED", "FAILED"]) {
    world.orders.set(id, { ...order, status });
    world.site.pages["/status"] = (request, response) => response.setHeader("content-type", "application/json").end(JSON.stringify({ ...order, status }));
    const ways = [
      { "status-url": `/orders/${id}` },
      { "status-url": "/orders/{orderId}" },
      { "status-url": "orders/{orderId}", environment: "production", theme: "auto", layout: "full" },
      { "status-url": `${world.site.url("/orders/")}{orderId}`, environment: "staging", side: "buy" },
      { "status-url": "/status?order={orderId}&number={partnerOrderId}", "partner-order-id": "shop-7", "api-key": "11111111-2222-4333-8444-555555555555" },
      { "status-url": "/status?number={partnerOrderId}", "order-id": null, "partner-order-id": "shop-7", "api-key": "11111111-2222-4333-8444-555555555555" },
      { "status-url": "/status", "stream-url": "none", side: "buy", status: "PROCESSING" },
      { "status-url": "/status", "stream-url": "none", side: "sell" },
      { "status-url": "/status", "stream-url": world.sandbox.streamUrl.replace("127.0.0.1", "localhost") },
      { "status-url": "/status", "stream-url": null, "events-url": "/events/{orderId}" },
      { "status-url": "/status", "stream-url": "none", "events-url": `${world.site.url("/events?order=")}{orderId}` },
      { "status-url": "/status?number={partnerOrderId}", "stream-url": null, "events-url": "/events/{partnerOrderId}", "order-id": null, "partner-order-id": "shop-7", "api-key": "11111111-2222-4333-8444-555555555555" },
      { "status-url": "/status", "resume-url": "https://shop.example/pay", "retry-url": "/pay?again=1", "support-url": "https://shop.example/help#chat" },
      { "status-url": "/status", "resume-url": "http://localhost:8080/pay", "retry-url": "pay", "support-url": "../help" },
    ];
    for (const locale of ["en", "en-GB", "fil-PH", "es-419", "zh-Hant-TW", "sr-Latn"]) ways.push({ "status-url": "/status", locale });
    for (const way of ways) await look(world.follow(id, way));
    for (const lang of ["en", "pt-BR", "zh-Hant"]) await look(world.follow(id, { "status-url": "/status" }), { lang });
    for (const hosts of [["explorer.example.org", "scan.example.com"], []])
      await look(given({ "order-id": id, "status-url": "/status" }, { explorerHosts: hosts, user: null, activeOrders: [], messages: { label: "Your order" } }));
    await look(given({ "order-id": id, "status-url": "/status" }, { user: { status: "ACTIVE", kycStatus: "NOT_SUBMITTED", isAllowedToPlaceOrder: false }, activeOrders: [order, { ...order, id: ID, status: "AWAITING_PAYMENT_FROM_USER" }] }));
  }
}
// By the shop's own number.
await look(world.follow(undefined, { "order-id": null, "api-key": "11111111-2222-4333-8444-555555555555", "partner-order-id": "shop-7", status: "PROCESSING", side: "buy" }));

// The shop's own function, messages, signals, and what it knows already.
const answering = (order, properties = {}) => given({}, properties, `fetchOrder: async () => (${JSON.stringify(order)})`);
{
  const id = await processing();
  const order = await world.sandbox.order(id);
  await look(given({ "order-id": id, "status-url": world.sandbox.statusUrl }, { order }));
  await look(given({ "order-id": id }, { explorerHosts: ["example.com"], user: { kycStatus: "APPROVED", isReturning: true } }, `fetchOrder: async () => (${JSON.stringify(order)})`));
  const messages = { label: "حالة الطلب", "prompt.in-progress.title": "نحن نعمل على ذلك", "status.processing": "قيد المعالجة — 🙂" };
  await look(answering({ ...order, id: ID }, { messages, locale: "ar" }));
  await look(answering({ ...order, id: ID }, { activeOrders: [order], user: { status: "ACTIVE", isAllowedToPlaceOrder: true } }));
}
// Orders as Transak tells of them: real ones, and at each status with all that it may hold.
for (const name of ["get-order-buy-bank-completed", "get-orders-buy-card-completed", "get-orders-sell-bank-completed"]) {
  const sample = JSON.parse(readFileSync(`${ROOT}/tests/data/${name}.json`, "utf8"));
  const order = [sample.data ?? sample].flat()[0];
  for (const status of STATUSES) {
    const at = { ...order, id: ID, status };
    await look(answering({ data: at }));
    await look(
      answering({
        ...at,
        fiatAmount: "1234567.89",
        cryptoAmount: "0.000000012345",
        totalFeeInFiat: 0.000000001,
        fiatCurrency: "JPY",
        statusReason: "Carte refusée — 余额不足",
        transactionHash: "0x9f2c0000000000000000000000000000000000000000000000000000000000aa",
        transactionLink: "https://etherscan.io/tx/0x9f2c0000000000000000000000000000000000000000000000000000000000aa",
        paymentOptionId: "credit_debit_card",
        autoExpiresAt: new Date(Date.now() + 1_800_000).toISOString(),
        statusHistories: STATUSES.slice(0, 3).map((status, at) => ({ status, createdAt: new Date(Date.now() - 90_000_000 + at * 1_000).toISOString() })),
      }),
    );
  }
}
// With what the page knows already, at each status: so it is after a server's first paint, too.
for (const scenario of ["card", "sell"]) {
  for (const status of STATUSES) {
    const id = await world.sandbox.place(scenario);
    if (status !== STATUSES[0]) await world.sandbox.status(id, status);
    await look(given({ "order-id": id, "status-url": world.sandbox.statusUrl }, { order: await world.sandbox.order(id) }));
  }
}
// Drawn by a server, while the answer takes its time.
const { render } = await import(pathToFileURL(join(DIST, "server.js")));
for (const scenario of ["card", "sell"]) {
  for (const status of STATUSES) {
    const id = await world.sandbox.place(scenario);
    if (status !== STATUSES[0]) await world.sandbox.status(id, status);
    const order = await world.sandbox.order(id);
    world.orders.set(id, (_, response) => setTimeout(() => response.setHeader("content-type", "application/json").end(JSON.stringify(order)), 500));
    for (const more of [{}, { stylesheet: "/dist/style.css" }, { locale: "de", messages: { label: "Bestellung" }, fallback: "See your order", fallbackHref: "/orders/1" }])
      await look(render(order, { orderId: id, statusUrl: "/orders/{orderId}", streamUrl: world.sandbox.streamUrl, ...more }));
  }
}
// Two on a page; after a reload, with news meanwhile; and by the stream alone.
await look(world.follow(await processing()) + world.follow(await processing("sell")), { reloads: 2 });
for (const [scenario, next] of [["card", "PENDING_DELIVERY_FROM_TRANSAK"], ["sell", "COMPLETED"], ["card", "FAILED"]]) {
  const id = await processing(scenario);
  const later = setTimeout(() => world.sandbox.status(id, next), 300);
  await look(world.follow(id), { reloads: 3, before: slowly(500) });
  clearTimeout(later);
  await whileTold(id, () => look(tracker({ "order-id": id, "stream-url": world.sandbox.streamUrl }), { reloads: 2 }));
}
// In a browser from before `queueMicrotask`.
await look(world.follow(await processing()), { before: (page) => page.addInitScript(() => delete globalThis.queueMicrotask) });

await world.stop();
// Of two functions of one name, what ran in one of them is needed.
const needed = new Set(names.filter((name, index) => ran.has(index)));
const cold = new Set(names.filter((name) => name && !needed.has(name)));
writeFileSync(out, [...cold].sort().join("\n") + "\n");
console.log(`${needed.size} of ${needed.size + cold.size} parts of functions ran`);
