"use client";

import { useState } from "react";
import { OrderTracker } from "transak-order-tracker/react";

export function Order(props) {
  const [final, setFinal] = useState("");
  return (
    <>
      <OrderTracker {...props} onOrderFinal={({ detail }) => setFinal(detail.status)}>
        <a href="/orders">See your orders</a>
      </OrderTracker>
      <output>{final}</output>
    </>
  );
}
