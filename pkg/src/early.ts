/**
 * Opens the socket and asks the status source while the WebAssembly is still loading, which then takes over both.
 * Invariant: it goes nowhere that the WebAssembly would not (src/config/follow.rs, src/link/stream.rs, src/link/status.rs); what it is not sure of it leaves.
 */

import { address } from "./address.js";
import type { Values } from "./options.js";
import { askEarly } from "./questions.js";
import { begin } from "./tabs.js";

/** The crate's version, which the server is told. */
declare const VERSION: string;

/** Transak's Pusher app. */
const STREAM = "wss://ws-ap2.pusher.com:443/app/1d9ffac87de599c61283";
const SURELY_A_STREAM = /^(wss:\/\/[a-z\d.-]+|ws:\/\/(localhost|127\.0\.0\.1|\[::1]))(:\d+)?\/app\/[\w-]{1,64}$/;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
/** Not `undefined`, not `{partnerOrderId}`, and no token. */
const SURELY_A_REFERENCE = /^(?!eyJ)[\w-]{0,60}\d[\w-]{0,60}$/;

/** What it gives ends that, as long as the WebAssembly has not taken it over. */
export function start(options: Values): () => void {
  const ends: (() => void)[] = [];
  const { orderId, apiKey, partnerOrderId, streamUrl = STREAM, eventsUrl, fetchOrder } = options as { [name: string]: string | undefined };
  const id = UUID.test(orderId!) && orderId !== apiKey;
  const reference = UUID.test(apiKey!) && SURELY_A_REFERENCE.test(partnerOrderId!);
  const end = (): void => ends.forEach((one) => one());
  if ((document as { prerendering?: boolean }).prerendering || (orderId ? !id : !reference)) return end;
  if (!eventsUrl && SURELY_A_STREAM.test(streamUrl)) {
    const url = `${streamUrl}?protocol=7&client=transak-order-tracker&version=${VERSION}`;
    if (id) ends.push(begin(url, orderId!));
    if (reference) ends.push(begin(url, `${apiKey}_${partnerOrderId}`));
  }
  const source = !fetchOrder && address(options);
  if (source) askEarly(source);
  return end;
}
