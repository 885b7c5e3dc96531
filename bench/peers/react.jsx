// pusher-js and react.
import { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { follow, trackers, view } from "./order.js";
import "./style.js";

function Tracker({ options }) {
  const [order, setOrder] = useState();
  useEffect(() => follow(options, setOrder), []);
  const { status, prompt, steps, amount } = view(order);
  return (
    <section className="tracker" data-status={status}>
      <h2>{prompt}</h2>
      <ol>
        {steps.map(({ step, title, state }) => (
          <li key={step} data-step={step} data-state={state}>
            {title}
          </li>
        ))}
      </ol>
      <p>{amount}</p>
    </section>
  );
}
for (const { host, options } of trackers()) createRoot(host).render(<Tracker options={options} />);
