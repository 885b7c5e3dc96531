// Frames that may come in the first moments: something that servers send, or that a proxy makes of it. Each of them is harmless.
import { event, grant } from "./pusher.mjs";
import { newId } from "./world.mjs";

/** In the place of a frame: an event of this name; `data` as it is, if there is any. */
const frame = (name, data) => (channel) => JSON.stringify({ event: name, channel, data });
/** The same of no channel. */
const bare = (name, data) => JSON.stringify({ event: name, data });
/** What is told of an order. Constructed. */
export const order = (id, status) => ({ id, status, isBuyOrSell: "BUY", fiatCurrency: "EUR", fiatAmount: 45 });

export const NOISE = {
  the_count_of_subscriptions: frame("pusher_internal:subscription_count", '{"subscription_count":2}'),
  the_count_of_subscriptions_as_an_object: frame("pusher_internal:subscription_count", { subscription_count: 2 }),
  a_cache_miss: frame("pusher:cache_miss"),
  a_ping_without_data: bare("pusher:ping"),
  a_ping_with_data: bare("pusher:ping", "{}"),
  a_ping_with_an_object: bare("pusher:ping", {}),
  a_pong_that_nobody_asked_for: bare("pusher:pong", "{}"),
  an_error_without_a_code: bare("pusher:error", { message: "Internal error", code: null }),
  an_error_of_another_client: bare("pusher:error", { message: "Client event rate limit", code: 4301 }),
  a_sign_in_that_nobody_asked_for: bare("pusher:signin_success", '{"user_data":"{}"}'),
  a_watchlist: bare("pusher_internal:watchlist_events", '{"events":[{"name":"online","user_ids":["1"]}]}'),
  a_member_that_came: frame("pusher_internal:member_added", '{"user_id":"1"}'),
  an_event_of_pushers_that_nobody_knows: bare("pusher:something_new", "[]"),
  a_second_grant: grant({ data: "{}" }),
  a_second_grant_without_data: grant({}),
  a_grant_with_a_list: grant({ data: [] }),
  a_grant_of_another_channel: () => grant({ data: "{}" })(newId()),
  another_channels_event: () => event("ORDER_COMPLETED", order(newId(), "COMPLETED"))(newId()),
  an_event_of_no_channel: bare("ORDER_PROCESSING", JSON.stringify({ status: "FAILED" })),
  an_event_without_data: frame("ORDER_PROCESSING"),
  an_event_with_empty_data: frame("ORDER_PROCESSING", ""),
  an_event_with_words_as_data: frame("ORDER_PROCESSING", "soon"),
  a_clients_event: frame("client-typing", "{}"),
  a_frame_of_70_KB: frame("client-note", "x".repeat(70_000)),
  what_is_no_JSON: "hello",
  an_empty_frame: "",
  a_list: "[1,2]",
  nothing: "null",
  a_frame_without_an_event: "{}",
  an_event_whose_name_is_a_number: '{"event":5}',
  bytes: Buffer.from([1, 2, 3]),
};

/** Each tells of the order, before the last event does: `[status, frame]`. */
export const NEWS = {
  a_status_that_nobody_knows: ["BRAND_NEW", (channel) => event("ORDER_SOMETHING", order(channel, "BRAND_NEW"))(channel)],
  a_webhooks_envelope: ["AWAITING_PAYMENT_FROM_USER", (channel) => event("ORDER_CREATED", { eventID: "ORDER_CREATED", webhookData: order(channel, "AWAITING_PAYMENT_FROM_USER") })(channel)],
  data_as_an_object: ["PROCESSING", (channel) => frame("ORDER_PROCESSING", order(channel, "PROCESSING"))(channel)],
  a_user_of_the_event: ["PROCESSING", (channel) => JSON.stringify({ event: "ORDER_PROCESSING", channel, data: JSON.stringify(order(channel, "PROCESSING")), user_id: "1" })],
};
