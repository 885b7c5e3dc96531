// What may happen on a page in its first moments, by chance, but the same for the same seed: frames, answers, presses, and what the page changes.
// Everything in it is valid: the order goes its way, news may be late or come again, the source says what is so. The last word says what the order is in the end.
import { WAYS } from "./stories.mjs";

/** Where the stage's clock stands when a page opens. */
export const START = Date.parse("2026-12-01T12:00:00Z");
/** Everything happens within so many milliseconds, then comes the last word, and then it is calm. */
const BUSY = 1_500;
export const LAST_WORD = 2_000;
export const CALM = 15_000;

const MINUTE = 60_000;
const API_KEY = "02624956-010b-4775-8e31-7b9c8b82df76";
const EVENTS = ["ORDER_CREATED", "ORDER_PAYMENT_VERIFYING", "ORDER_PROCESSING", "ORDER_COMPLETED", "ORDER_FAILED"];
const GRANTS = [{ data: "{}" }, {}, { data: [] }, { data: {} }];
const ENVELOPES = ["data", ""];
const LOCALES = [null, "en", "en-GB", "de", "pt-BR", "ar", "ja"];
const LAYOUTS = [null, "full", "compact", "line", "diagram"];
const USERS = [null, { status: "ACTIVE", kycStatus: "APPROVED" }, { status: "ACTIVE", kycStatus: "REJECTED" }, { isAllowedToPlaceOrder: false }];
const MESSAGES = [null, {}, { label: "My order" }, { "freshness.live": "On air", "prompt.in-progress.title": "Working on it" }];

/** Numbers between 0 and 1 that follow from the seed (mulberry32); the page's own are such, too. */
export function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The order at a place of its way. Constructed. */
function order({ id, side, way }, at) {
  const moment = (place) => new Date(START + (place * 2 - 12) * MINUTE).toISOString();
  const paid = { fiatAmount: 45, cryptoAmount: 0.01788752, totalFeeInFiat: 1.61, paymentOptionId: "credit_debit_card" };
  const sold = { fiatAmount: 242.21, cryptoAmount: 0.0887, totalFeeInFiat: 13.2, paymentOptionId: "sepa_bank_transfer", cryptoPaymentData: { paymentAddress: "0x5A4dB0C50000000000000000000000000000dBb2" } };
  const status = way[at];
  return {
    id,
    status,
    isBuyOrSell: side,
    fiatCurrency: "EUR",
    cryptoCurrency: "ETH",
    network: "ethereum",
    createdAt: moment(0),
    updatedAt: moment(at),
    autoExpiresAt: new Date(START + 30 * MINUTE).toISOString(),
    ...(side === "BUY" ? paid : sold),
    ...(status === "COMPLETED" && {
      completedAt: moment(at),
      transactionHash: "0x8f3c1a5b7d9e2046c8ab13579bdf02468ace1357fdb97531eca86420bd135790",
      transactionLink: "https://etherscan.io/tx/0x8f3c1a5b7d9e2046c8ab13579bdf02468ace1357fdb97531eca86420bd135790",
    }),
  };
}

/** All that a stage (stage.mjs) has to know: plain data. */
export function schedule(seed) {
  const random = chance(seed);
  const below = (count) => Math.floor(random() * count);
  const one = (list) => list[below(list.length)];
  const often = (share) => random() < share;
  const newId = () => "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, () => below(16).toString(16));

  const orders = [0, 1].map(() => {
    const side = one(["BUY", "SELL"]);
    const status = one(Object.keys(WAYS));
    return { id: newId(), reference: `order-${below(10_000)}`, side, way: [...WAYS[status], status], at: 0 };
  });
  const channels = ({ id, reference }) => [id, `${API_KEY}_${reference}`];
  const subject = ({ id, reference }, how) => ({
    "order-id": how === "reference" ? null : id,
    "api-key": how === "id" ? null : API_KEY,
    "partner-order-id": how === "id" ? null : reference,
  });
  const text = (name, channel, data) => JSON.stringify({ event: name, channel, data: often(0.8) ? JSON.stringify(data) : data });
  /** What the channels of an order hear. */
  const news = (it, what, name = one(EVENTS)) => channels(it).map((channel) => ({ channel, text: text(name, channel, what) }));
  const known = (it) => order(it, below(it.at + 1));
  const [first, other] = orders;

  /** Frames that say nothing of the order, or nothing new. */
  const noise = (it) => {
    const [channel] = channels(it);
    return one([
      () => [{ channel, text: JSON.stringify({ event: "pusher_internal:subscription_count", channel, data: one(['{"subscription_count":2}', { subscription_count: 2 }]) }) }],
      () => [{ channel, text: JSON.stringify({ event: "pusher:cache_miss", channel }) }],
      () => [{ text: JSON.stringify({ event: "pusher:ping", ...one([{}, { data: "{}" }, { data: {} }]) }) }],
      () => [{ text: '{"event":"pusher:error","data":{"message":"Internal error","code":null}}' }],
      () => [{ text: '{"event":"pusher:signin_success","data":"{}"}' }],
      () => [{ channel, text: JSON.stringify({ event: "pusher_internal:subscription_succeeded", channel, ...one(GRANTS) }) }],
      () => [{ channel, text: JSON.stringify({ event: "client-typing", channel, data: one(["{}", ""]) }) }],
      () => [{ channel, text: JSON.stringify({ event: one(EVENTS), channel }) }],
      () => [{ text: one(["", "hello", "[1,2]", "{}", "null", '{"event":5}', '{"event":"pusher:something_new"}']) }],
      () => [{ text: text("ORDER_COMPLETED", newId(), { id: newId(), status: "COMPLETED", isBuyOrSell: "BUY" }) }],
      () => news(it, { ...order(it, it.at), status: "BRAND_NEW" }),
    ])();
  };

  const happen = {
    /** The order goes on: the source knows it, and mostly the stream tells it. */
    goes_on: () => {
      const it = one(orders);
      it.at = Math.min(it.at + 1, it.way.length - 1);
      return [{ truth: order(it, it.at) }, ...(often(0.8) ? [{ frames: news(it, order(it, it.at)) }] : [])];
    },
    late_or_again: () => {
      const it = one(orders);
      const data = known(it);
      return [{ frames: news(it, often(0.3) ? { eventID: "ORDER_PROCESSING", webhookData: data } : data) }];
    },
    noise: () => [{ frames: noise(one(orders)) }],
    press: () => [{ press: random(), real: often(0.5) }],
    // By its reference only the first is followed, and only of that the page speaks: under a reference, another id would be another try.
    another_subject: () => [{ attributes: one([subject(other, "id"), subject(first, one(["id", "both", "reference"]))]) }],
    language: () => [{ attributes: { locale: one(LOCALES) } }],
    looks: () => [{ attributes: { theme: one([null, "light", "dark"]), layout: one(LAYOUTS) } }],
    details: () => [{ attributes: one([{ side: one([null, "buy", "sell"]) }, { "resume-url": one([null, "/pay"]) }, { environment: one([null, "staging"]) }]) }],
    messages: () => [{ properties: { messages: one(MESSAGES) } }],
    user: () => [{ properties: { user: one(USERS) } }],
    active_orders: () => [{ properties: { activeOrders: often(0.5) ? [] : [known(one(orders))] } }],
    order: () => [{ properties: { order: known(first) } }],
    out_and_in: () => [{ move: one(["out", "in", "out and in", "out and in later"]) }],
    push: () => [{ push: known(first) }],
    refresh: () => [{ refresh: true }],
    the_server_goes: () => [{ close: one([1006, 4200]) }],
  };

  const hasSource = often(0.6);
  const host = {
    ...subject(first, one(["id", "id", "both"])),
    "stream-url": "ws://127.0.0.1:1/app/key",
    "status-url": hasSource ? "/orders/{orderId}" : null,
  };
  const twins = often(0.2) ? 2 : 1;
  // Many presses meet no action: none is offered yet, or no longer.
  const kinds = [...Object.keys(happen), "goes_on", "press", "press"];
  const steps = Array.from({ length: 4 + below(16) }, () => ({ at: below(BUSY), act: happen[one(kinds)] }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, act }) => ({ at, which: below(twins), acts: act() }));
  return {
    seed,
    host,
    twins,
    /** When the two parts come, after they were asked for; how the second part stays away where it is blocked. */
    arrival: { first: below(800), second: below(2_500), blocked: one(["refused", "silent"]) },
    stream: { open: below(150), hello: below(50), grant: below(120), grants: one(GRANTS), activity: one([30, 120]) },
    answer: { after: 10 + below(300), envelope: one(ENVELOPES) },
    truth: orders.map((it) => order(it, 0)),
    steps,
    last: orders.map((it) => {
      const ended = order(it, it.way.length - 1);
      return { order: ended, reference: it.reference, frames: news(it, ended) };
    }),
  };
}
