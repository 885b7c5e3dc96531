// How the types are used: `tests/e2e/package.test.mjs` compiles this against the built package. Nothing here runs.
import { createRef } from "react";
import type { TrackerState, TransakOrderTracker } from "transak-order-tracker";
import "transak-order-tracker";
import { define } from "transak-order-tracker/pure";
import { OrderTracker } from "transak-order-tracker/react";
import { render, RenderError, type RenderOptions } from "transak-order-tracker/server";

const element = document.createElement("transak-order-tracker");
const same: TransakOrderTracker = element;
element.orderId = "322dc79c-fad2-4df1-bf50-b292191fc953";
element.fetchOrder = (orderId, { signal }) => fetch(`/orders/${orderId}`, { signal }).then((answer) => answer.json() as Promise<object>);
const state: TrackerState = element.state;
const asked: Promise<void> = element.refresh();
element.addEventListener("order-final", ({ detail }) => {
  const status: string = detail.status;
  const confirmed: boolean = detail.confirmed;
  console.log(status, confirmed);
});
element.addEventListener("order-error", ({ detail: { code, retrying } }) => console.log(code === "WASM_BLOCKED", retrying));
document.querySelector("transak-order-tracker")?.push({ eventID: "ORDER_COMPLETED", webhookData: {} });
console.log(same, state, asked);

// @ts-expect-error: read only
element.state = state;
// @ts-expect-error: no such error
element.addEventListener("order-error", ({ detail }) => detail.code === "NONSENSE");
// @ts-expect-error: not a function
element.fetchOrder = "/orders";

define({ name: "shop-tracker", wasm: new URL("/t.wasm", location.href), second: fetch("/s.wasm") });
define();
// @ts-expect-error: a number is no name
define({ name: 7 });

const ref = createRef<TransakOrderTracker>();
export const component = (
  <OrderTracker ref={ref} orderId="1" statusUrl="/o/{orderId}" eventsUrl="/e/{orderId}" className="wide" id="t" onOrderFinal={({ detail }) => console.log(detail.status)}>
    <a href="/orders/1">See your order</a>
  </OrderTracker>
);
export const tag = (
  <transak-order-tracker order-id="1" status-url="/o/{orderId}" theme="dark">
    <a href="/orders/1">See your order</a>
  </transak-order-tracker>
);
// @ts-expect-error: not an event's handler
export const wrong = <OrderTracker onOrderFinal="done" />;

const first: RenderOptions = { locale: "de", url: new URL(location.href), stylesheet: "/style.css", messages: { "as-of": "Stand: {time}" } };
const html: string = render({ id: "1", status: "PROCESSING" }, first) + render(null, { orderId: "1" });
const problems = (error: unknown): readonly string[] => (error instanceof RenderError ? error.problems : []);
console.log(html, problems);
// @ts-expect-error: no such option
render(null, { styleSheet: "/style.css" });
