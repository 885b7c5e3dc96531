// What the peers share: the order, followed as the documentation of pusher-js shows it, and asked for once when the channel is subscribed.
import Pusher from "pusher-js";
import { EVENTS } from "./view.js";

export * from "./view.js";

let pusher;
/** One socket a page. Gives what ends it. `early`: asks without waiting for the channel, so a change between answer and subscription is lost. */
export function follow({ id, host, port, appKey, source, early }, tell) {
  pusher ??= new Pusher(appKey, { cluster: "", wsHost: host, wsPort: port, forceTLS: false, enabledTransports: ["ws"], disableStats: true });
  const channel = pusher.subscribe(id);
  const ask = async () => tell((await (await fetch(source, { cache: "no-store" })).json()).data);
  if (source && early) ask();
  else if (source) channel.bind("pusher:subscription_succeeded", ask);
  for (const event of EVENTS) channel.bind(event, tell);
  return () => pusher.unsubscribe(id);
}
