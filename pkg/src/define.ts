/** Puts the element's class into the page's registry, once a name: the first version wins. */

import { TrackerElement } from "./element.js";

/** The package's version, and whether the page may give another name. */
declare const VERSION: string;
declare const GIVEN: boolean;

const NAME = "transak-order-tracker";

export function define(name = NAME): void {
  if (!globalThis.customElements) return; // a server
  const first = customElements.get(name) as { version?: string } | undefined;
  if (first) console.warn(`<${name}> is defined already, by version ${first.version}; ${VERSION} is not used.`);
  // A class has one name in a page.
  else customElements.define(name, GIVEN && name !== NAME ? class extends TrackerElement {} : TrackerElement);
}
