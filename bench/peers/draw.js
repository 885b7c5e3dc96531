// A view by hand.
import { view } from "./view.js";
import "./style.js";

/** Draws an order that is not known yet; what it gives draws the order. */
export function draw(host) {
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
  const tell = (order) => {
    const it = view(order);
    root.dataset.status = it.status;
    prompt.textContent = it.prompt;
    amount.textContent = it.amount;
    it.steps.forEach(({ title, state }, index) => {
      items[index].dataset.state = state;
      items[index].textContent = title;
    });
  };
  tell();
  host.append(root);
  return tell;
}
