/** Where the status source is. Invariant: what `src/link/status.rs` would not ask, this does not give. */

/** Nothing where there is no such place, or an id that it needs is not known. */
export function address(host: object & { statusUrl?: string | null | undefined }): string | false {
  let known = true;
  const filled = host.statusUrl?.replace(/{(orderId|partnerOrderId)}/g, (_, name: keyof typeof host) => {
    const id = host[name] ?? "";
    // Dots are no id, but ways to another path.
    known &&= /[^.]/.test(id);
    return encodeURIComponent(id);
  });
  try {
    const { href, origin } = new URL(filled!, filled && document.baseURI);
    const allowed = origin === location.origin || /^(https:|http:..(localhost|127\.0\.0\.1|\[::1])[:/])/.test(href);
    return known && allowed && href;
  } catch {
    return false;
  }
}
