// `from-redirect` reads the order from the query; where to follow it, a real page has written into its HTML.
const query = new URLSearchParams(location.search);
const tracker = document.querySelector("transak-order-tracker");
tracker.streamUrl = query.get("stream");
tracker.statusUrl = query.get("source");
