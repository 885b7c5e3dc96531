// A shop's own status source: Transak's webhooks in, the order out. What it leaves out: relay/README.md.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import express from "express";
import jwt from "jsonwebtoken";

const { TRANSAK_ACCESS_TOKEN: token, TRANSAK_API_KEY: key, TRANSAK_API_URL: api, ORDERS: folder = "orders", PORT: port = 8788 } = process.env;
const RANK = { AWAITING_PAYMENT_FROM_USER: 0, PAYMENT_DONE_MARKED_BY_USER: 1, PROCESSING: 2, PENDING_DELIVERY_FROM_TRANSAK: 3,
  ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK: 3, FAILED: 4, CANCELLED: 4, EXPIRED: 4, COMPLETED: 5, REFUNDED: 6 };
const KEPT = ["id", "status", "isBuyOrSell", "fiatAmount", "fiatCurrency", "cryptoAmount", "cryptoCurrency", "network", "paymentOptionId",
  "createdAt", "updatedAt", "completedAt", "autoExpiresAt", "transactionHash", "transactionLink", "totalFeeInFiat"];
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
if (!token) throw new Error("TRANSAK_ACCESS_TOKEN is missing");
mkdirSync(folder, { recursive: true });

// A file for each order stands for the row of a table. It is on the disk before the answer goes out.
const load = (id) => { try { return JSON.parse(readFileSync(`${folder}/${id}.json`, "utf8")); } catch { return undefined; } };
function take(order, told, asked = 0) {
  if (!ID.test(order?.id) || !Object.hasOwn(RANK, order.status)) return;
  const { order: known, heard = 0 } = load(order.id) ?? {};
  const rank = RANK[order.status] - (known ? RANK[known.status] : -1);
  const ended = known?.status === "COMPLETED" && order.status !== "COMPLETED"; // for good: nothing follows it
  const older = order.updatedAt < known?.updatedAt;
  const alive = RANK[known?.status] === 4 && asked > heard && !older; // asked after it stopped, Transak says that it goes on: a late payment
  if (ended || (rank < 0 && !alive) || (rank === 0 && older)) return;
  const kept = Object.fromEntries(KEPT.filter((name) => name in order).map((name) => [name, order[name]]));
  writeFileSync(`${folder}/${order.id}.new`, JSON.stringify({ order: kept, heard: Math.min(Date.now(), Math.max(heard, told)) }), { flush: true });
  renameSync(`${folder}/${order.id}.new`, `${folder}/${order.id}.json`);
}
async function ask(id) {
  const asked = Date.now();
  const headers = { "access-token": token, "x-api-key": key };
  const answer = await fetch(`${api}/partners/api/v2/order/${id}`, { headers, signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  if (answer?.ok) take((await answer.json()).data, Date.now(), asked);
  return answer?.status;
}

const app = express();
app.post("/webhooks/transak", express.json({ limit: "256kb", inflate: false }), (request, response) => {
  let claims;
  try { claims = jwt.verify(String(request.body?.data), token, { algorithms: ["HS256"] }); } catch { return response.sendStatus(401); }
  take(claims.webhookData, Date.parse(claims.createdAt) || 0);
  response.sendStatus(200);
});
app.get("/orders/:id", async ({ params: { id } }, response) => {
  if (!ID.test(id)) return response.sendStatus(404);
  const old = (millis, end) => { const known = load(id); return !known || (RANK[known.order.status] < end && Date.now() - known.heard > millis); };
  const said = old(15_000, RANK.COMPLETED) && (await ask(id)); // also where it has stopped: a late payment or a refund may follow
  if (old(120_000, RANK.FAILED)) return response.sendStatus(!load(id) && [400, 404].includes(said) ? 404 : 503); // the tracker takes every 200 for fresh
  response.set("cache-control", "private, no-cache").json({ data: load(id).order });
});
app.listen(port, "127.0.0.1", () => console.log(`shop listening on port ${port}`));
