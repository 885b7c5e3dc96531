/** A thin React component around the element, for React 18 and 19; on a server it renders the tag, its attributes and the fallback. */

import {
  createElement,
  forwardRef,
  type ForwardRefExoticComponent,
  type HTMLAttributes,
  type RefAttributes,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from "react";
import "transak-order-tracker-element";
import { attribute, EVENTS, FLAGS, TEXTS, VALUES } from "./options.js";
import type { TrackerEvents, TransakOrderTracker } from "./public.js";

export type * from "./public.js";

const NAME = "transak-order-tracker";

/** `order-status` → `onOrderStatus` */
const handler = (event: string): string => "on" + event.replace(/(^|-)./g, (part) => part.slice(-1).toUpperCase());

type Settable =
  | "orderId"
  | "apiKey"
  | "partnerOrderId"
  | "side"
  | "status"
  | "statusUrl"
  | "streamUrl"
  | "eventsUrl"
  | "environment"
  | "fromRedirect"
  | "locale"
  | "theme"
  | "layout"
  | "resumeUrl"
  | "retryUrl"
  | "supportUrl"
  | "order"
  | "fetchOrder"
  | "explorerHosts"
  | "user"
  | "activeOrders"
  | "messages";

/** The element's attributes and properties, its events as `on…`, and what any element has. */
export interface OrderTrackerProps extends Partial<Pick<TransakOrderTracker, Settable>>, Omit<HTMLAttributes<TransakOrderTracker>, Settable> {
  onOrderStatus?: ((event: TrackerEvents["order-status"]) => void) | undefined;
  onOrderFinal?: ((event: TrackerEvents["order-final"]) => void) | undefined;
  onOrderPrompt?: ((event: TrackerEvents["order-prompt"]) => void) | undefined;
  onOrderAction?: ((event: TrackerEvents["order-action"]) => void) | undefined;
  onOrderFreshness?: ((event: TrackerEvents["order-freshness"]) => void) | undefined;
  onUserSignal?: ((event: TrackerEvents["user-signal"]) => void) | undefined;
  onOrderError?: ((event: TrackerEvents["order-error"]) => void) | undefined;
}

type Props = Record<string, unknown>;

/** What React may write into the tag, also on a server. */
function written(props: Props): Props {
  const rest: Props = {};
  for (const [name, value] of Object.entries(props)) {
    if (VALUES.includes(name) || EVENTS.some((event) => handler(event) === name)) continue;
    if (TEXTS.includes(name)) rest[attribute(name)] = value ?? undefined;
    else if (FLAGS.includes(name)) rest[attribute(name)] = value ? "" : undefined;
    else rest[name === "className" ? "class" : name] = value;
  }
  return rest;
}

// On a server there are no effects, and React 18 warns of this one.
const useAtOnce = typeof document === "undefined" ? useEffect : useLayoutEffect;

export const OrderTracker: ForwardRefExoticComponent<OrderTrackerProps & RefAttributes<TransakOrderTracker>> = forwardRef<
  TransakOrderTracker,
  OrderTrackerProps
>(function OrderTracker(given, ref) {
  const props = given as Props;
  const host = useRef<TransakOrderTracker>(null);
  const latest = useRef(props);
  useImperativeHandle(ref, () => host.current!);
  useAtOnce(() => {
    latest.current = props;
    const element = host.current as unknown as Props;
    for (const name of VALUES) if (element[name] !== (props[name] ?? undefined)) element[name] = props[name];
  });
  useAtOnce(() => {
    const element = host.current!;
    const listen = (event: Event): void => (latest.current[handler(event.type)] as ((event: Event) => void) | undefined)?.(event);
    for (const name of EVENTS) element.addEventListener(name, listen as never);
    return () => {
      for (const name of EVENTS) element.removeEventListener(name, listen as never);
    };
  }, []);
  return createElement(NAME, { ...written(props), ref: host });
});

type Tag = Omit<HTMLAttributes<TransakOrderTracker>, "className"> &
  RefAttributes<TransakOrderTracker> & {
    class?: string | undefined;
    [attribute: `${string}-${string}`]: unknown;
    side?: string | undefined;
    status?: string | undefined;
    environment?: string | undefined;
    locale?: string | undefined;
    theme?: string | undefined;
    layout?: string | undefined;
  };

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "transak-order-tracker": Tag;
    }
  }
}
