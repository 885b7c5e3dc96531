/** Which order or purchase an element is about: the key of all that is remembered of it. Invariant: another order never has the same. */

import type { Values } from "./options.js";

/** The named order, the reference with its key, and, where the page's query may name the order, what that says. */
export const subject = ({ orderId, apiKey, partnerOrderId, fromRedirect }: Values, query = location.search): string =>
  [orderId, apiKey, partnerOrderId, fromRedirect ? new URLSearchParams(query).get("orderId") : ""].join();
