/** Importing this defines `<transak-order-tracker>`. On a server it does nothing. */

import { TrackerElement } from "./element.js";

export type * from "./public.js";

const NAME = "transak-order-tracker";

if (typeof HTMLElement !== "undefined" && typeof customElements !== "undefined") {
  if (customElements.get(NAME)) {
    console.warn(`<${NAME}> is defined already: the first one stays.`);
  } else {
    customElements.define(NAME, TrackerElement);
  }
}
