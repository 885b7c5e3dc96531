import { Order } from "./order.jsx";

/** Rendered on the server, for every request: the order is in the query. */
export default async function Page({ searchParams }) {
  const { orderId, stream, source } = await searchParams;
  return (
    <main>
      <h1>Thank you</h1>
      <Order orderId={orderId} streamUrl={stream} statusUrl={source} />
    </main>
  );
}
