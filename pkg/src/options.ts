/** The names of the element's attributes and properties, and how they become the options that the WebAssembly reads. */

const TEXTS = [
  "orderId",
  "apiKey",
  "partnerOrderId",
  "side",
  "status",
  "statusUrl",
  "streamUrl",
  "environment",
  "locale",
  "theme",
  "layout",
  "resumeUrl",
  "retryUrl",
  "supportUrl",
];
const FLAGS = ["fromRedirect"];
const VALUES = ["order", "fetchOrder", "explorerHosts", "user", "activeOrders", "messages"];

/** `orderId` → `order-id` */
const attribute = (name: string): string => name.replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase());

/** `lang` too: the wording follows it. */
export const OBSERVED: readonly string[] = ["lang", ...[...TEXTS, ...FLAGS].map(attribute)];

/** On when it is there and does not say "false": frameworks write that for a boolean that is off. */
const flag = (host: Element, name: string): boolean => (host.getAttribute(attribute(name)) ?? "false") !== "false";

export type Values = Record<string, unknown>;

export function read(host: Element, values: Values): Values {
  const options: Values = { ...values };
  for (const name of TEXTS) options[name] = host.getAttribute(attribute(name)) ?? undefined;
  for (const name of FLAGS) options[name] = flag(host, name);
  return options;
}

/** Gives the class its properties. `given` keeps those that have no attribute and says so when one changes. */
export function define<T extends HTMLElement>(
  prototype: T,
  values: (host: T) => Values,
  given: (host: T, name: string, value: unknown) => void,
): void {
  const property = (name: string, get: (host: T) => unknown, set: (host: T, value: unknown) => void): void => {
    Object.defineProperty(prototype, name, {
      configurable: true,
      enumerable: true,
      get(this: T) {
        return get(this);
      },
      set(this: T, value: unknown) {
        set(this, value);
      },
    });
  };
  for (const name of TEXTS) {
    const attr = attribute(name);
    property(
      name,
      (host) => host.getAttribute(attr),
      (host, value) => (value == null ? host.removeAttribute(attr) : host.setAttribute(attr, String(value))),
    );
  }
  for (const name of FLAGS) {
    property(
      name,
      (host) => flag(host, name),
      (host, value) => void host.toggleAttribute(attribute(name), !!value && value !== "false"),
    );
  }
  for (const name of VALUES) property(name, (host) => values(host)[name], (host, value) => given(host, name, value));
}

/** Properties that were set before the element was upgraded hide the class's own; they are set again, through it. */
export function upgrade(host: HTMLElement): void {
  const own = host as unknown as Values;
  for (const name of [...TEXTS, ...FLAGS, ...VALUES]) {
    if (Object.hasOwn(own, name)) {
      const value = own[name];
      delete own[name];
      own[name] = value;
    }
  }
}
