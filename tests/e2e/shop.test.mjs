// A shop's own status source, as `samples/shop` has it in Node, PHP and Rust: whatever it leaves out, it is never wrong and loses nothing.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { start } from "./lib/child.mjs";
import { need, ROOT, SHOP_BIN } from "./lib/env.mjs";
import { freePort } from "./lib/relay.mjs";
import { rest } from "./lib/tracker.mjs";
import { newId, startWorld, tracker } from "./lib/world.mjs";

const TOKEN = "the access token of the shop's";
const BEGIN = Date.now() - 10_000;
const file = (name) => resolve(ROOT, "samples/shop", name);
const SHOPS = {
  node: { command: "node", args: () => [file("server.mjs")], ready: /listening/ },
  php: { command: "php", args: (port) => ["-S", `127.0.0.1:${port}`, file("server.php")], ready: /started/ },
  rust: { command: need(SHOP_BIN, "cargo build -p transak-order-relay --example shop"), args: () => [], ready: /listening/ },
};

const base64 = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
function signed(claims, { token = TOKEN, alg = "HS256", hash = "sha256" } = {}) {
  const said = `${base64({ alg, typ: "JWT" })}.${base64(claims)}`;
  return `${said}.${alg === "none" ? "" : createHmac(hash, token).update(said).digest("base64url")}`;
}

// Side by side: each waits for its last word to be old.
describe("a_shops_own", { concurrency: true }, () => {
  for (const [name, { command, args, ready }] of Object.entries(SHOPS)) {
    describe(`in_${name}`, { concurrency: 1 }, () => {
      let world, shop, folder, port, options;
      before(async () => {
        port = await freePort();
        folder = mkdtempSync(join(tmpdir(), "shop-"));
        world = await startWorld({ sandboxArgs: ["--access-token", TOKEN, "--webhook-url", `http://127.0.0.1:${port}/webhooks/transak`] });
        const orders = join(folder, "orders");
        const env = { PORT: port, ORDERS: orders, RELAY_LISTEN: `127.0.0.1:${port}`, RELAY_DATABASE: `sqlite:${orders}`, RELAY_API_RATE: "1000",
          TRANSAK_ACCESS_TOKEN: TOKEN, TRANSAK_API_KEY: newId(), TRANSAK_API_URL: world.sandbox.url };
        options = [command, args(port), { ready, env }];
        shop = await start(...options);
      });
      after(async () => {
        await world?.stop();
        await shop?.stop();
        if (folder) rmSync(folder, { recursive: true, force: true });
      });

      const url = (path) => `http://127.0.0.1:${port}${path}`;
      const send = async (data) => {
        const body = JSON.stringify({ data });
        return (await fetch(url("/webhooks/transak"), { method: "POST", body, headers: { "content-type": "application/json" } })).status;
      };
      const told = (id, status, second = 0, more = {}) =>
        signed({ eventID: "ORDER_PROCESSING", createdAt: at(second), webhookData: { id, status, isBuyOrSell: "BUY", createdAt: at(0), updatedAt: at(second), ...more } });
      const at = (second) => new Date(BEGIN + second * 1_000).toISOString();
      const order = async (id) => (await (await fetch(url(`/orders/${id}`))).json()).data;
      const status = async (id) => (await fetch(url(`/orders/${id}`))).status;

      test("an_order_is_followed_to_its_end_also_where_webhooks_are_lost", async () => {
        const id = await world.sandbox.place("card");
        const page = await world.open(tracker({ "order-id": id, "stream-url": "none", "status-url": "/shop/{orderId}" }), {
          before: (page) => page.route("**/shop/*", async (route) => route.fulfill({ response: await route.fetch({ url: url(`/orders/${id}`) }) })),
        });
        await page.until((it) => it.status === "AWAITING_PAYMENT_FROM_USER" && it.state.confirmed);
        await world.sandbox.step(id);
        await page.until((it) => it.status === "PROCESSING" && it.state.confirmed, { within: 30_000 });
        await world.sandbox.faults({ webhooks: { lost: true } });
        for (let step = 0; step < 2; step++) await world.sandbox.step(id);
        // It asks Transak itself once its last word is 15 s old.
        await page.until((it) => it.status === "COMPLETED" && it.state.final, { within: 60_000 });
        await world.sandbox.faults({});
        assert.deepEqual(page.problems, []);
        await page.end();
      });

      test("in_whatever_order_webhooks_come_and_however_often_nothing_moves_back", async () => {
        const id = newId();
        for (const [status, second] of [["PROCESSING", 2], ["AWAITING_PAYMENT_FROM_USER", 0], ["COMPLETED", 5], ["PENDING_DELIVERY_FROM_TRANSAK", 3], ["FAILED", 9], ["COMPLETED", 5]])
          assert.equal(await send(told(id, status, second)), 200);
        assert.equal((await order(id)).status, "COMPLETED");
        const held = newId();
        await send(told(held, "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK", 4));
        await send(told(held, "PENDING_DELIVERY_FROM_TRANSAK", 3));
        assert.equal((await order(held)).status, "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK");
        await send(told(held, "PENDING_DELIVERY_FROM_TRANSAK", 5));
        assert.equal((await order(held)).status, "PENDING_DELIVERY_FROM_TRANSAK");
      });

      test("only_what_transak_signed_by_hs256_counts", async () => {
        const id = newId();
        const claims = { eventID: "ORDER_COMPLETED", webhookData: { id, status: "COMPLETED" } };
        const [head, , signature] = signed(claims).split(".");
        const forged = [signed(claims, { token: "another" }), signed(claims, { token: "" }), signed(claims, { alg: "none" }), signed(claims, { alg: "HS512", hash: "sha512" }),
          signed(claims, { alg: "RS256" }), signed({ ...claims, exp: 1 }), `${head}.${base64({ ...claims, more: 1 })}.${signature}`, `${head}.${base64(claims)}`, "", "a.b.c", "....", 7, null, {}, [signed(claims)].concat("x")];
        for (const data of forged) assert.ok([400, 401].includes(await send(data)), JSON.stringify(data));
        assert.equal(await status(id), 404);
        assert.equal(await send(signed(claims)), 200);
      });

      test("what_is_no_order_is_acknowledged_and_forgotten", async () => {
        for (const webhookData of [null, "x", 7, [], {}, { id: "../../etc/passwd", status: "COMPLETED" }, { id: newId() }, { id: newId(), status: "toString" }, { id: [newId()], status: ["COMPLETED"] }])
          assert.equal(await send(signed({ webhookData })), 200, JSON.stringify(webhookData));
        for (const id of ["x", "..%2f..%2fetc%2fpasswd", "%00", newId()]) assert.equal(await status(id), 404);
      });

      test("no_name_address_or_account_leaves_it", async () => {
        const id = newId();
        await send(told(id, "PROCESSING", 2, { walletAddress: "CANARY", userId: "CANARY", cardPaymentData: { beneficiaryName: "CANARY" }, partnerCustomerId: "CANARY", ipAddress: "CANARY" }));
        const text = JSON.stringify(await order(id));
        assert.ok(text.includes("PROCESSING") && !text.includes("CANARY"), text);
      });

      test("where_transak_does_not_answer_either_old_word_is_not_told_as_fresh", async () => {
        const [live, ended] = [newId(), newId()];
        for (const [id, status] of [[live, "PROCESSING"], [ended, "COMPLETED"]]) await send(told(id, status, -600));
        assert.deepEqual([await status(live), await status(ended)], [503, 200]);
        await send(told(live, "PROCESSING", 5));
        assert.equal(await status(live), 200);
        await world.sandbox.faults({ orders: { status: 500 } });
        assert.equal(await status(newId()), 503, "of an order that nobody has told of it knows nothing, and does not deny it");
        await world.sandbox.faults({});
      });

      test("a_stopped_order_comes_back_to_life_where_transak_itself_says_so_and_its_refund_is_told", async () => {
        await world.sandbox.faults({ webhooks: { lost: true } });
        const id = await world.sandbox.place("card");
        const { createdAt } = await world.sandbox.order(id);
        await send(signed({ eventID: "ORDER_FAILED", createdAt: at(-600), webhookData: { id, status: "EXPIRED", createdAt, updatedAt: createdAt } }));
        await world.sandbox.status(id, "PENDING_DELIVERY_FROM_TRANSAK");
        assert.equal((await order(id)).status, "PENDING_DELIVERY_FROM_TRANSAK");
        const refunded = await world.sandbox.place("card");
        await send(signed({ eventID: "ORDER_FAILED", createdAt: at(-600), webhookData: { id: refunded, status: "FAILED", createdAt, updatedAt: createdAt } }));
        await world.sandbox.status(refunded, "REFUNDED");
        assert.equal((await order(refunded)).status, "REFUNDED");
        await world.sandbox.faults({});
      });

      test("what_it_has_acknowledged_is_there_after_it_was_killed", async () => {
        const ids = Array.from({ length: 20 }, newId);
        await Promise.all(ids.map(async (id) => assert.equal(await send(told(id, "PROCESSING", 2)), 200)));
        shop.child.kill("SIGKILL");
        await shop.stop();
        await rest(100);
        shop = await start(...options);
        for (const id of ids) assert.equal((await order(id)).status, "PROCESSING");
      });
    });
  }
});
