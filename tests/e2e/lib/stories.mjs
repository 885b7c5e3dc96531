// Orders as they are told of, one status after the other. Constructed: amounts and times are those of no real order.

const MINUTE = 60_000;

/** The way to each status. */
export const WAYS = {
  AWAITING_PAYMENT_FROM_USER: [],
  PAYMENT_DONE_MARKED_BY_USER: ["AWAITING_PAYMENT_FROM_USER"],
  PROCESSING: ["AWAITING_PAYMENT_FROM_USER"],
  PENDING_DELIVERY_FROM_TRANSAK: ["AWAITING_PAYMENT_FROM_USER", "PROCESSING"],
  ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK: ["AWAITING_PAYMENT_FROM_USER", "PROCESSING", "PENDING_DELIVERY_FROM_TRANSAK"],
  COMPLETED: ["AWAITING_PAYMENT_FROM_USER", "PROCESSING", "PENDING_DELIVERY_FROM_TRANSAK"],
  CANCELLED: ["AWAITING_PAYMENT_FROM_USER"],
  FAILED: ["AWAITING_PAYMENT_FROM_USER", "PROCESSING"],
  EXPIRED: ["AWAITING_PAYMENT_FROM_USER"],
  REFUNDED: ["AWAITING_PAYMENT_FROM_USER", "PROCESSING", "FAILED"],
};
export const STATUSES = Object.keys(WAYS);
export const SIDES = ["buy", "sell"];
const REASONS = {
  FAILED: "Payment declined by the card issuer.",
  CANCELLED: "Cancelled by user.",
  ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK: "The payment is under review.",
};

/** The orders that lead to `status`, the last in it. Off-ramp knows no `PROCESSING`, but as its own status. */
export function story(id, status, side) {
  const created = Date.now() - 12 * MINUTE;
  const at = (index) => new Date(created + index * 4 * MINUTE).toISOString();
  const common = {
    id,
    isBuyOrSell: side.toUpperCase(),
    fiatCurrency: "EUR",
    cryptoCurrency: "ETH",
    network: "ethereum",
    createdAt: at(0),
    ...(side === "buy"
      ? { fiatAmount: 45, cryptoAmount: 0.01788752, totalFeeInFiat: 1.61, paymentOptionId: "credit_debit_card" }
      : { fiatAmount: 242.21, cryptoAmount: 0.0887, totalFeeInFiat: 13.2, paymentOptionId: "sepa_bank_transfer", cryptoPaymentData: { paymentAddress: "0x5A4dB0C50000000000000000000000000000dBb2" } }),
    autoExpiresAt: new Date(created + 60 * MINUTE).toISOString(),
    transactionHash: "0x8f3c1a5b7d9e2046c8ab13579bdf02468ace1357fdb97531eca86420bd135790",
    transactionLink: "https://etherscan.io/tx/0x8f3c1a5b7d9e2046c8ab13579bdf02468ace1357fdb97531eca86420bd135790",
  };
  const way = [...WAYS[status], status].filter((it) => side === "buy" || it !== "PROCESSING" || it === status);
  return way.map((it, index) => ({ ...common, status: it, statusReason: REASONS[it], updatedAt: at(index), ...(it === "COMPLETED" && { completedAt: at(index) }) }));
}

/** Tells a tracker that has no other source of an order, up to its last status, and waits until all of it is shown. */
export async function tell(page, selector, orders) {
  for (const order of orders) {
    await page.evaluate(([selector, order]) => document.querySelector(selector).push(order), [selector, order]);
    await page.until((it) => it.status === order.status, { selector });
  }
  await page.until((it) => it.state.confirmed, { selector });
  await page.waitForFunction((selector) => document.querySelector(selector).shadowRoot.querySelector("[part=tools]"), selector);
}
