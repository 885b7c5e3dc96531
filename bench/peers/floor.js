// No library: a socket, a question, a view by hand, and nothing for the day when something goes wrong. What anyone's first status takes at least.
import { draw } from "./draw.js";
import { EVENTS, trackers } from "./view.js";

const told = new Map();
let stream;
for (const { host, options } of trackers()) {
  const { id, source } = options;
  told.set(id, draw(host));
  if (source) fetch(source, { cache: "no-store" }).then((answer) => answer.json()).then(({ data }) => told.get(id)(data));
  else stream ??= options;
}

if (stream) {
  const socket = new WebSocket(`ws://${stream.host}:${stream.port}/app/${stream.appKey}?protocol=7&client=js&version=8.6.0`);
  const send = (event, data) => socket.send(JSON.stringify({ event, data }));
  socket.onmessage = (message) => {
    const { event, channel, data } = JSON.parse(message.data);
    if (event === "pusher:connection_established") for (const id of told.keys()) send("pusher:subscribe", { channel: id });
    if (event === "pusher:ping") send("pusher:pong", {});
    if (EVENTS.includes(event)) told.get(channel)?.(JSON.parse(data));
  };
}
