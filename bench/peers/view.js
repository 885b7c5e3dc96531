// What all peers show, and which orders the page wants.
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
export const EVENTS = ["ORDER_CREATED", "ORDER_PAYMENT_VERIFYING", "ORDER_PROCESSING", "ORDER_COMPLETED", "ORDER_FAILED", "ORDER_REFUNDED"];

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

/** `id`, and where its news come from: `host`, `port` and `appKey` of a Pusher server, and `source`, if it is to be asked. */
export const trackers = () => [...document.querySelectorAll("[data-order]")].map((host) => ({ host, options: JSON.parse(host.dataset.order) }));
