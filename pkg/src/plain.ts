/**
 * Reads the status source without WebAssembly, where that is broken for good: nothing but Transak's status code.
 * Invariant: it asks nowhere that the WebAssembly would not (src/link/status.rs), and as carefully (src/web/fetch.rs).
 */

import { read } from "./body.js";

/** Where to ask; `undefined` where there is no such place, or an id that it needs is not known. */
export function address(host: object & { statusUrl?: string | null | undefined }): string | undefined {
  let known = true;
  const filled = host.statusUrl?.replace(/{(orderId|partnerOrderId)}/g, (_, name: keyof typeof host) => {
    const id = host[name] ?? "";
    // Dots are no id, but ways to another path.
    known &&= /[^.]/.test(id);
    return encodeURIComponent(id);
  });
  try {
    const { href, origin } = new URL(filled!, filled ? document.baseURI : undefined);
    const allowed = origin === location.origin || /^(https:|http:..(localhost|127\.0\.0\.1|\[::1])[:/])/.test(href);
    return known && allowed ? href : undefined;
  } catch {
    return undefined;
  }
}

const own = (from: unknown, name: string): unknown =>
  Object.hasOwn(Object(from), name) ? (from as Record<string, unknown>)[name] : undefined;

/** The status code; `undefined` where there is no answer with one, or it is another order's. */
export async function ask(url: string, orderId: unknown): Promise<string | undefined> {
  try {
    const response = await fetch(url, {
      cache: "no-store",
      redirect: "manual",
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(10_000),
    });
    if (response.status !== 200) return undefined;
    const text = await read(response);
    if (text === undefined) return undefined;
    const body: unknown = JSON.parse(text);
    const order = own(body, "data") ?? body;
    const status = own(order, "status");
    const id = own(order, "id") ?? own(order, "orderId") ?? own(order, "_id");
    if (id && orderId && id !== orderId) return undefined;
    return typeof status === "string" && /^[A-Z0-9_]{1,64}$/.test(status) ? status : undefined;
  } catch {
    return undefined;
  }
}
