import { render } from "transak-order-tracker/server";

// A shop asks its own backend here. Never ask an address that a query names: only this sample does, whose order is the test's.
async function order(source, id) {
  const answer = await fetch(source.replace("{orderId}", encodeURIComponent(id)));
  return answer.ok ? (await answer.json()).data : null;
}

/** Drawn on the server with what it knows of the order; the element takes that over. */
export default async function Page({ searchParams }) {
  const { orderId, stream, source } = await searchParams;
  const html = render(await order(source, orderId), {
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
