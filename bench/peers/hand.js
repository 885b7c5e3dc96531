// pusher-js, and a view by hand.
import { draw } from "./draw.js";
import { follow, trackers } from "./order.js";

for (const { host, options } of trackers()) follow(options, draw(host));
