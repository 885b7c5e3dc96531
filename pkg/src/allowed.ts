/**
 * What a tab may hand to the others of its origin: the fields of an order that the WebAssembly's decoder keeps (src/order/decode.rs), and those of Pusher's
 * that it reads. Any script of the origin can listen there. Invariant: what is not named here stays in the tab that heard it.
 */

/** What may lie around an order. */
const ENVELOPES = ["webhookData", "status", "data", "response", "order"];
const ORDER = [
  ...["id", "orderId", "_id", "status", "isBuyOrSell", "fiatAmount", "fiatCurrency", "cryptoAmount", "cryptoCurrency", "cryptocurrency", "network"],
  ...["paymentOptionId", "paymentMethod", "paymentOption", "createdAt", "updatedAt", "completedAt", "autoExpiresAt", "transactionHash", "txHash"],
  ...["transactionLink", "transationLink", "statusReason", "totalFeeInFiat", "totalFee", "addressAdditionalData", "paymentAddress"],
];
/** Objects in an order of which such fields are read, too. */
const INSIDE = ["cryptoPaymentData", "paymentDetails"];
const PUSHER = ["activity_timeout", "socket_id", "code", "status"];
const DEEP = 6;

type Fields = Record<string, unknown>;

function pick(value: unknown, plain: string[], inside: string[], deep: number): unknown {
  if (!deep) return undefined;
  if (Array.isArray(value)) return value.slice(0, 50).map((one) => pick(one, plain, inside, deep - 1));
  const kept: Fields = {};
  if (value && typeof value === "object") {
    for (const name of [...plain, ...inside]) {
      const field = Object.hasOwn(value, name) ? (value as Fields)[name] : undefined;
      if (typeof field !== "object") {
        if (plain.includes(name)) kept[name] = field;
      } else if (inside.includes(name)) kept[name] = pick(field, plain, inside, deep - 1);
    }
  }
  return kept;
}

/** The orders in an answer of the status source. */
export const order = (value: unknown): unknown => pick(value, ORDER, [...ENVELOPES, ...INSIDE], DEEP);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A token is what Transak sends to a backend: that it is one is told, and nothing of it.
    return /^eyJ/.test(text) && text.split(".").length > 2 ? "eyJ.." : undefined;
  }
}

/** A frame of the server. One that is broken is a sign of life, and nothing else. */
export function frame(text: string): string {
  const it = (parse(text) ?? {}) as Fields;
  const { event, channel } = it;
  let { data } = it;
  // It may be encoded more than once.
  for (let times = 0; times < 3 && typeof data === "string" && data !== "eyJ.."; times++) data = parse(data);
  const pusher = /^pusher(_internal)?:/.test(String(event));
  if (typeof data !== "string") data = pusher ? pick(data, PUSHER, [], 1) : order(data);
  return JSON.stringify({ event, channel, data });
}
