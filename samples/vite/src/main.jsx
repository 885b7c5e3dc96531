import React, { useState } from "react";
import { createRoot } from "react-dom/client";
import { OrderTracker } from "transak-order-tracker/react";

const query = new URLSearchParams(location.search);

function Order() {
  const [final, setFinal] = useState("");
  return (
    <>
      <h1>Thank you</h1>
      <OrderTracker
        orderId={query.get("orderId")}
        streamUrl={query.get("stream")}
        statusUrl={query.get("source")}
        onOrderFinal={({ detail }) => setFinal(detail.status)}
      >
        <a href="/orders">See your orders</a>
      </OrderTracker>
      <output>{final}</output>
    </>
  );
}

createRoot(document.getElementById("root")).render(<Order />);
