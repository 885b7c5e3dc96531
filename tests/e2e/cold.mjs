// `cargo xtask cold`: which functions of the WebAssembly no first status needs, nor a second that comes before the rest is there. It opens pages
// as shops have them, and collects the marks that the functions left (xtask/src/split.rs).
//   node cold.mjs NAMES OUT
import { readFileSync, writeFileSync } from "node:fs";
import { newId, startWorld, tracker } from "./lib/world.mjs";

const [namesFile, out] = process.argv.slice(2);
const names = JSON.parse(readFileSync(namesFile, "utf8"));

/** Runs in the page: finds the WebAssembly's memory, and says which functions have run a while after the first status. */
function watch() {
  const { Instance } = WebAssembly;
  let memory, marks;
  WebAssembly.Instance = function (...given) {
    const instance = new Instance(...given);
    memory = Object.values(instance.exports).find((it) => it instanceof WebAssembly.Memory);
    marks = memory.buffer.byteLength - 65_536;
    return instance;
  };
  window.ran = (count) => [...new Uint8Array(memory.buffer, marks, count)];
  window.first = new Promise((done) => addEventListener("order-status", () => setTimeout(done, 300), { once: true }));
}

const world = await startWorld();
const ran = new Set();

async function look(body, before, after) {
  const page = await world.open(body, {
    before: async (page) => {
      await page.addInitScript(watch);
      await before?.(page);
    },
  });
  await page.evaluate(() => window.first);
  await after?.(page);
  const marks = await page.evaluate((count) => window.ran(count), names.length);
  let fresh = 0;
  marks.forEach((mark, index) => mark && !ran.has(index) && ++fresh && ran.add(index));
  console.log(`${String(marks.filter(Boolean).length).padStart(4)} ran, ${fresh} for the first time`);
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
  }
}
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
// With a second status.
for (const [scenario, next] of [["card", "PENDING_DELIVERY_FROM_TRANSAK"], ["sell", "COMPLETED"]]) {
  const id = await processing(scenario);
  await look(world.follow(id), undefined, async (page) => {
    await world.sandbox.status(id, next);
    await page.until((it) => it.state.status === next && it.state.confirmed);
  });
}
// With news from before the WebAssembly, and other news meanwhile.
for (const scenario of ["card", "sell"]) {
  const id = await processing(scenario);
  const later = setTimeout(() => world.sandbox.status(id, "PENDING_DELIVERY_FROM_TRANSAK"), 500);
  await look(world.follow(id), slowly(1_000));
  clearTimeout(later);
}
// As the page that Transak sends the customer back to; with options; by the shop's own function, and with what the shop knows already.
await look(world.follow(await processing(), { side: "buy", status: "PROCESSING", theme: "dark", locale: "de", layout: "compact", "support-url": "/help", "retry-url": "/pay" }));
{
  const id = await processing();
  const order = await world.sandbox.order(id);
  await look(
    `<transak-order-tracker order-id="${id}" stream-url="${world.sandbox.streamUrl}"></transak-order-tracker>
     <script>Object.assign(document.querySelector("transak-order-tracker"), {
       fetchOrder: async () => (${JSON.stringify(order)}), user: { kycStatus: "APPROVED", isReturning: true }, explorerHosts: ["example.com"] })</script>`,
  );
  await look(
    `${world.follow(id)}<script>document.querySelector("transak-order-tracker").order = ${JSON.stringify(order)}</script>`,
  );
}

await world.stop();
const cold = names.filter((name, index) => name && !ran.has(index));
writeFileSync(out, [...new Set(cold)].sort().join("\n") + "\n");
console.log(`${ran.size} of ${names.length} functions ran`);
