import { render } from "transak-order-tracker/server";

// A shop asks its own backend here: where that is, its settings say, and never the query.
async function order(id) {
  const answer = await fetch(process.env.STATUS_URL.replace("{orderId}", encodeURIComponent(id)));
  return answer.ok ? (await answer.json()).data : null;
}

/** Drawn on the server with what it knows of the order; the element takes that over. */
export default async function Page({ searchParams }) {
  const { orderId, stream, source } = await searchParams;
  const html = render(await order(orderId), {
    orderId,
    streamUrl: stream,
    statusUrl: source,
    stylesheet: "/tracker/style.css",
    fallback: "See your orders",
    fallbackHref: "/orders",
  });
  return (
    <main>
      <h1>Thank you</h1>
      <div suppressHydrationWarning dangerouslySetInnerHTML={{ __html: html }} />
      <script type="module" src="/tracker/transak-order-tracker.js" async />
    </main>
  );
}
