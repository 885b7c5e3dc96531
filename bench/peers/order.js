// What the peers share: the order, followed as the documentation of pusher-js shows it, and asked for once when the channel is subscribed.
import Pusher from "pusher-js";

export const STEPS = ["placed", "paid", "verified", "delivering", "completed"];
const TITLES = { placed: "Order placed", paid: "Payment", verified: "Checks", delivering: "Crypto delivery", completed: "Completed" };
const AT = { AWAITING_PAYMENT_FROM_USER: 0, PAYMENT_DONE_MARKED_BY_USER: 1, PROCESSING: 2, PENDING_DELIVERY_FROM_TRANSAK: 3, ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK: 3, COMPLETED: 5 };
const PROMPTS = {
  AWAITING_PAYMENT_FROM_USER: "Complete your payment",
  PAYMENT_DONE_MARKED_BY_USER: "We are waiting for your payment",
  PROCESSING: "Your order is in progress",
  PENDING_DELIVERY_FROM_TRANSAK: "Your crypto is on its way",
  ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK: "Your order is on hold",
  COMPLETED: "Your crypto has been sent to your wallet",
  CANCELLED: "Your order was cancelled",
  FAILED: "Your payment has failed",
  REFUNDED: "Your money was sent back",
  EXPIRED: "Your order has expired",
};
const EVENTS = ["ORDER_CREATED", "ORDER_PAYMENT_VERIFYING", "ORDER_PROCESSING", "ORDER_COMPLETED", "ORDER_FAILED", "ORDER_REFUNDED"];

/** What is to be drawn. */
export function view(order) {
  const at = AT[order?.status] ?? 0;
  return {
    status: order?.status ?? "",
    prompt: PROMPTS[order?.status] ?? "Waiting for your order",
    amount: order?.cryptoAmount ? `${order.cryptoAmount} ${order.cryptoCurrency}` : "",
    steps: STEPS.map((step, index) => ({ step, title: TITLES[step], state: index < at ? "done" : index === at ? "current" : "todo" })),
  };
}

let pusher;
/** One socket a page. Gives what ends it. */
export function follow({ id, host, port, appKey, source }, tell) {
  pusher ??= new Pusher(appKey, { cluster: "", wsHost: host, wsPort: port, forceTLS: false, enabledTransports: ["ws"], disableStats: true });
  const channel = pusher.subscribe(id);
  if (source) channel.bind("pusher:subscription_succeeded", async () => tell((await (await fetch(source, { cache: "no-store" })).json()).data));
  for (const event of EVENTS) channel.bind(event, tell);
  return () => pusher.unsubscribe(id);
}

export const trackers = () => [...document.querySelectorAll("[data-order]")].map((host) => ({ host, options: JSON.parse(host.dataset.order) }));
