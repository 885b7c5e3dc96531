/** The names of the element's attributes, properties and events, and how the first two become the options that the WebAssembly reads. */

export const TEXTS = [
  "orderId",
  "apiKey",
  "partnerOrderId",
  "side",
  "status",
  "statusUrl",
  "streamUrl",
  "eventsUrl",
  "environment",
  "locale",
  "theme",
  "layout",
  "resumeUrl",
  "retryUrl",
  "supportUrl",
];
export const FLAGS = ["fromRedirect"];
export const VALUES = ["order", "fetchOrder", "explorerHosts", "user", "activeOrders", "messages"];
/** What it dispatches. */
export const EVENTS = ["order-status", "order-final", "order-prompt", "order-action", "order-freshness", "user-signal", "order-error"] as const;
const ALL = [...TEXTS, ...FLAGS, ...VALUES];

/** `orderId` → `order-id` */
export const attribute = (name: string): string => name.replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase());

/** `lang` too: the wording follows it. */
export const OBSERVED: readonly string[] = ["lang", ...[...TEXTS, ...FLAGS].map(attribute)];

/** On when it is there and does not say "false": frameworks write that for a boolean that is off. */
const flag = (host: Element, name: string): boolean => (host.getAttribute(attribute(name)) ?? "false") !== "false";

export type Values = Record<string, unknown>;

export function read(host: Element, values: Values): Values {
  const options: Values = { ...values };
  // Also where there is none: else a polluted `Object.prototype` would speak for it.
  for (const name of TEXTS) options[name] = host.getAttribute(attribute(name)) ?? undefined;
  for (const name of FLAGS) options[name] = flag(host, name);
  return options;
}

/** Gives the class its properties. `values` keeps those that have no attribute, and `changed` hears when one of them changes. */
export function define<T extends HTMLElement>(prototype: T, values: (host: T) => Values, changed: (host: T) => void): void {
  for (const name of ALL) {
    const attr = attribute(name);
    Object.defineProperty(prototype, name, {
      configurable: true,
      enumerable: true,
      get(this: T) {
        return VALUES.includes(name) ? values(this)[name] : FLAGS.includes(name) ? flag(this, name) : this.getAttribute(attr);
      },
      set(this: T, value: unknown) {
        if (FLAGS.includes(name)) value = value && value !== "false" ? "" : null;
        if (VALUES.includes(name)) {
          values(this)[name] = value ?? undefined;
          changed(this);
        } else if (value == null) this.removeAttribute(attr);
        else this.setAttribute(attr, String(value));
      },
    });
  }
}

/** Properties that were set before the element was upgraded hide the class's own; they are set again, through it. */
export function upgrade(host: HTMLElement): void {
  const own = host as unknown as Values;
  for (const name of ALL) {
    if (Object.hasOwn(own, name)) {
      const value = own[name];
      delete own[name];
      own[name] = value;
    }
  }
}
