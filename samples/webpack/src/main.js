import "transak-order-tracker";

const query = new URLSearchParams(location.search);
const tracker = document.createElement("transak-order-tracker");
tracker.orderId = query.get("orderId");
tracker.streamUrl = query.get("stream");
tracker.statusUrl = query.get("source");
tracker.addEventListener("order-final", ({ detail }) => (document.title = detail.status));
document.querySelector("main").append(tracker);
