// pusher-js, and a view by hand.
import { follow, trackers, view } from "./order.js";
import "./style.js";

for (const { host, options } of trackers()) {
  const root = document.createElement("section");
  root.className = "tracker";
  const prompt = document.createElement("h2");
  const list = document.createElement("ol");
  const amount = document.createElement("p");
  root.append(prompt, list, amount);
  const items = view().steps.map(({ step }) => {
    const item = document.createElement("li");
    item.dataset.step = step;
    list.append(item);
    return item;
  });
  const draw = (order) => {
    const it = view(order);
    root.dataset.status = it.status;
    prompt.textContent = it.prompt;
    amount.textContent = it.amount;
    it.steps.forEach(({ title, state }, index) => {
      items[index].dataset.state = state;
      items[index].textContent = title;
    });
  };
  draw();
  host.append(root);
  follow(options, draw);
}
