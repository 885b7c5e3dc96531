/** Where the status source is. Invariant: what `src/link/status.rs` would not ask, this does not give. */

const PLACES = /{(orderId|partnerOrderId)}/g;
/** What is no relative URL has to be an absolute one with a plain host: no place in it, no user name, no password. */
const RELATIVE = /^(?!\/\/)([^/?#:]*([/?#]|$))/;
const ABSOLUTE = /^https?:\/\/([^/?#@:{}[\]]+|\[::1])(:\d+)?([/?#]|$)/i;

/** Nothing where there is no such place, or an id that it needs is not known. */
export function address(host: object & { statusUrl?: string | null | undefined }): string | false {
  let known = true;
  const template = host.statusUrl?.trim() ?? "";
  // No other places, and nothing that browsers turn round or drop.
  if (!template || template.length > 2_048 || /[\0-\x20{}\\\x7f]/.test(template.replace(PLACES, ""))) return false;
  if (!RELATIVE.test(template) && !ABSOLUTE.test(template)) return false;
  const filled = template.replace(PLACES, (_, name: keyof typeof host) => {
    const id = host[name] ?? "";
    // Dots are no id, but ways to another path.
    known &&= /[^.]/.test(id);
    return encodeURIComponent(id);
  });
  try {
    const { href, origin } = new URL(filled, document.baseURI);
    const allowed = origin === location.origin || /^(https:|http:..(localhost|127\.0\.0\.1|\[::1])[:/])/.test(href);
    return known && allowed && href;
  } catch {
    return false;
  }
}
