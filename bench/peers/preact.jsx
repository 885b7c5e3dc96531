/** @jsxImportSource preact */
// pusher-js and preact.
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { follow, trackers, view } from "./order.js";
import "./style.js";

function Tracker({ options }) {
  const [order, setOrder] = useState();
  useEffect(() => follow(options, setOrder), []);
  const { status, prompt, steps, amount } = view(order);
  return (
    <section class="tracker" data-status={status}>
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
for (const { host, options } of trackers()) render(<Tracker options={options} />, host);
