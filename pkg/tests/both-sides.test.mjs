// Rules that stand on both sides of the WebAssembly: the loader goes nowhere that the core would not (the same cases as tests/both_sides.rs).
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { load } from "./lib/load.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const data = async (name) => JSON.parse(await readFile(here(`../../tests/data/${name}`), "utf8"));

let src;
const opened = [];
before(async () => {
  // What the modules ask of a page.
  globalThis.document = { baseURI: "https://shop.example/checkout", hidden: false, addEventListener() {}, removeEventListener() {} };
  globalThis.location = { origin: "https://shop.example", search: "" };
  globalThis.WebSocket = class {
    constructor(url) {
      opened.push(url);
    }
    close() {}
  };
  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
  src = await load(["address", "early", "subject", "allowed"]);
});

test("addresses_are_asked_or_not_and_filled_in_alike", async () => {
  const { cases, orderId, partnerOrderId } = await data("addresses.json");
  for (const { url, asked, left } of cases) {
    const mine = src.address.address({ statusUrl: url, orderId, partnerOrderId });
    if (left && !mine) continue;
    assert.equal(mine || null, asked, url);
  }
});

test("what_is_not_asked_is_not_asked_early_either", async () => {
  const { cases, orderId, partnerOrderId } = await data("addresses.json");
  const asked = [];
  globalThis.fetch = async (url) => {
    asked.push(String(url));
    return new Response("{}");
  };
  for (const one of cases.filter((one) => one.asked === null)) {
    src.early.start({ orderId, partnerOrderId, statusUrl: one.url, streamUrl: "none" });
    await new Promise((done) => setTimeout(done, 0));
    assert.deepEqual(asked, [], one.url);
  }
  src.early.start({ orderId, partnerOrderId, statusUrl: "/orders/{orderId}", streamUrl: "none" });
  await new Promise((done) => setTimeout(done, 0));
  assert.equal(asked.length, 1);
});

test("streams_are_opened_or_not_and_none_takes_the_place_of_another", async () => {
  const { cases } = await data("streams.json");
  const orderId = "322dc79c-fad2-4df1-bf50-b292191fc953";
  for (const { url, opened: right, left } of cases) {
    opened.length = 0;
    const end = src.early.start({ orderId, streamUrl: url });
    await new Promise((done) => setTimeout(done, 0));
    end();
    if (left && !opened.length) continue;
    assert.equal(opened.length, right ? 1 : 0, url);
    assert.ok(opened.every((one) => one.startsWith(url)), `${opened} for ${url}`);
  }
});

test("what_is_remembered_has_a_key_of_its_own_for_each_order_and_purchase", () => {
  const { subject } = src.subject;
  const ids = ["322dc79c-fad2-4df1-bf50-b292191fc953", "78ca7b6b-6cd9-4eac-a39f-4a49f8d8b99b"];
  const keys = [
    ...ids.map((orderId) => subject({ orderId })),
    ...ids.map((apiKey) => subject({ apiKey, partnerOrderId: "7" })),
    subject({ apiKey: ids[0], partnerOrderId: "8" }),
    ...ids.map((id) => subject({ fromRedirect: true }, `?orderId=${id}&status=PROCESSING`)),
    ...ids.map((id) => subject({ fromRedirect: true, apiKey: ids[0], partnerOrderId: "7" }, `?orderId=${id}`)),
  ];
  assert.equal(new Set(keys).size, keys.length, String(keys));
  assert.equal(subject({ orderId: ids[0] }, "?orderId=x"), subject({ orderId: ids[0] }, "?orderId=y"), "a query that is not read changes nothing");
});

test("what_goes_to_other_tabs_has_only_fields_that_the_decoder_reads", async () => {
  const secret = "SECRET";
  const order = {
    id: "1", status: "PROCESSING", fiatAmount: 45, walletAddress: secret, userId: secret, partnerCustomerId: secret, fromWalletAddress: secret,
    cryptoPaymentData: { paymentAddress: "0xabc", owner: secret }, paymentDetails: [{ paymentMethod: "card", fields: [{ name: secret }] }],
    user: { firstName: secret }, statusHistories: [{ message: secret }], __proto__: { name: secret },
  };
  const { frame, order: allowed } = src.allowed;
  for (const data of [order, { webhookData: order, eventID: secret }, { data: { order } }, { status: order, eventName: secret }]) {
    for (const written of [data, JSON.stringify(data), JSON.stringify(JSON.stringify(data))]) {
      const passed = frame(JSON.stringify({ event: "ORDER_PROCESSING", channel: "c", data: written, user_id: secret }));
      assert.doesNotMatch(passed, /SECRET/);
      assert.match(passed, /"status":"PROCESSING"/);
      assert.match(passed, /0xabc/);
      assert.match(passed, /"paymentMethod":"card"/);
    }
    assert.doesNotMatch(JSON.stringify(allowed([data])), /SECRET/);
  }
  const jwt = `eyJhbGciOiJIUzI1NiJ9.${secret}.${secret}`;
  for (const text of ["", "null", "[]", "{", `"${jwt}"`, jwt, `{"event":"x","data":"${jwt}"}`, `{"event":"x","data":"${secret}"}`, `{"event":"pusher:error","data":{"code":4001,"message":"${secret}"}}`]) {
    assert.doesNotMatch(frame(text), /SECRET/, text);
  }
  assert.match(frame(`{"event":"x","channel":"c","data":"${jwt}"}`), /"eyJ\.\."/, "that it was a token is told");
  assert.match(frame('{"event":"pusher:connection_established","data":"{\\"socket_id\\":\\"1.1\\",\\"activity_timeout\\":120}"}'), /"activity_timeout":120/);
});

test("the_allow_list_names_what_the_decoder_names", async () => {
  const decoder = await readFile(here("../../src/order/decode.rs"), "utf8");
  const mine = await readFile(here("../src/allowed.ts"), "utf8");
  const body = decoder.split("#[cfg(test)]")[0].replace(/here\("\w+"\)/g, "");
  const names = [...body.matchAll(/"([a-zA-Z_]+)"/g)].map(([, name]) => name);
  assert.ok(names.length > 20);
  for (const name of names) assert.ok(mine.includes(`"${name}"`), `${name} is read, but is not handed on`);
});
