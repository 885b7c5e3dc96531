// Pusher's own libraries, which we did not write, agree with the sandbox.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { connect, newId, once, open, place, publisher, sandbox, subscribe, until } from "./follow.mjs";

let server;

before(async () => {
  server = await sandbox();
});

after(() => server?.stop());

/** Events of the order, as Transak's own SDK binds them: all of the connection's, but Pusher's. */
function record(pusher) {
  const heard = [];
  pusher.bind_global((event, data) => {
    if (!event.startsWith("pusher")) heard.push([event, data]);
  });
  return heard;
}

test("pusher_js_follows_every_scenario_from_the_first_event_to_the_last", async () => {
  const { pusher, problems } = await connect(server);
  assert.ok(server.info.scenarios.length > 5 && server.info.scenarios.every(({ steps }) => steps.length > 1));
  for (const { name, steps } of server.info.scenarios) {
    const orderId = newId();
    const channel = await subscribe(pusher, orderId);
    const heard = record(channel);
    await place(server, { scenario: name, orderId, speed: 100_000 });
    await until(() => heard.length >= steps.length, name);
    assert.deepEqual(
      heard.map(([event, order]) => [event, order.status, order.id]),
      steps.map(({ event, status }) => [event, status, orderId]),
    );
    pusher.unsubscribe(orderId);
  }
  assert.deepEqual(problems, []);
  pusher.disconnect();
});

test("the_channel_of_the_partners_reference_carries_the_same_events", async () => {
  const { pusher, problems } = await connect(server);
  const partnerOrderId = newId();
  const heard = record(await subscribe(pusher, `${server.info.apiKey}_${partnerOrderId}`));
  const { orderId, channels } = await place(server, { scenario: "card", partnerOrderId, speed: 100_000 });
  assert.deepEqual(channels, [orderId, `${server.info.apiKey}_${partnerOrderId}`]);
  await until(() => heard.length >= 4, "four events");
  assert.deepEqual(heard.map(([event]) => event), [
    "ORDER_CREATED",
    "ORDER_PROCESSING",
    "ORDER_PROCESSING",
    "ORDER_COMPLETED",
  ]);
  const [, last] = heard.at(-1);
  assert.match(last.transactionLink, /^https:\/\/etherscan\.io\/tx\/0x[0-9a-f]{64}$/);
  const { data } = await (await fetch(`${server.url}/orders/${partnerOrderId}`)).json();
  assert.deepEqual([data._id, data.status], [orderId, "COMPLETED"]);
  assert.deepEqual(problems, []);
  pusher.disconnect();
});

test("what_the_pusher_library_triggers_pusher_js_receives", async () => {
  const { pusher, problems } = await connect(server);
  const channel = await subscribe(pusher, newId());
  const backend = publisher(server);

  const heard = once(channel, "ORDER_PROCESSING");
  const answer = await backend.trigger(channel.name, "ORDER_PROCESSING", { id: channel.name, status: "PROCESSING" });
  assert.equal(answer.status, 200);
  assert.deepEqual(await heard, { id: channel.name, status: "PROCESSING" });

  const batch = record(channel);
  await backend.triggerBatch(["a", "b"].map((name) => ({ channel: channel.name, name, data: { name } })));
  await until(() => batch.length >= 2, "both events of the batch");
  assert.deepEqual(batch, [["a", { name: "a" }], ["b", { name: "b" }]]);

  const excepted = record(channel);
  await backend.trigger(channel.name, "not-for-you", {}, { socket_id: pusher.connection.socket_id });
  await backend.trigger(channel.name, "for-you", {});
  await until(() => excepted.length >= 1, "the second event");
  assert.deepEqual(excepted.map(([event]) => event), ["for-you"]);

  const channels = await (await backend.get({ path: "/channels", params: {} })).json();
  assert.ok(channel.name in channels.channels);
  assert.deepEqual(problems, []);
  pusher.disconnect();
});

test("a_wrong_secret_is_unauthorized", async () => {
  const error = await publisher(server, "not the secret").trigger("a", "ORDER_COMPLETED", {}).then(
    () => assert.fail("it was accepted"),
    (error) => error,
  );
  assert.equal(error.status, 401);
  assert.match(error.body, /auth_signature is wrong/);
});

test("an_event_that_is_too_large_is_refused", async () => {
  // The library does not look at the size; the server does.
  await assert.rejects(publisher(server).trigger("a", "E", "x".repeat(10_241)), { status: 413 });
});

test("an_unknown_key_ends_pusher_js_for_good", async () => {
  const { pusher, problems } = open(server, "nobody");
  await once(pusher.connection, "disconnected");
  assert.deepEqual(problems.map(({ error }) => error.data.code), [4001]);
});

test("pusher_js_hears_why_a_channel_is_refused", async () => {
  const { pusher } = await connect(server);
  const error = await once(pusher.subscribe("not a channel"), "pusher:subscription_error");
  assert.equal(error.status, 400);
  pusher.disconnect();
});

test("pusher_js_comes_back_after_a_close_and_subscribes_again", async () => {
  const { pusher } = await connect(server);
  const channel = await subscribe(pusher, newId());
  const again = once(channel, "pusher:subscription_succeeded");
  await fetch(`${server.url}/sandbox/close`, { method: "POST", body: JSON.stringify({ code: 4200 }) });
  await again;
  const heard = once(channel, "E");
  await publisher(server).trigger(channel.name, "E", { back: true });
  assert.deepEqual(await heard, { back: true });
  pusher.disconnect();
});
