// A server that says exactly what a test wants, frame by frame, as one of Pusher's would; and counts who connects.
import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { endWithFile } from "./ending.mjs";

/** In the place of a frame: the server's grant of the channel. */
export const grant = (data) => (channel) => JSON.stringify({ event: "pusher_internal:subscription_succeeded", channel, ...data });
/** In the place of a frame: an event of the channel; `data` as text, as Pusher sends it. */
export const event = (name, data) => (channel) => JSON.stringify({ event: name, channel, data: JSON.stringify(data) });
/** In the place of a frame: nothing for so many milliseconds. */
export const pause = (milliseconds) => () => new Promise((done) => setTimeout(done, milliseconds));

/**
 * Resolves to `{ url, play, seen, stop }`. `play(key, first, later)`: what is said after a subscription on the first connection with this key, and on all
 * later ones; each frame is a text, or a function of the channel. `seen(key)`: `{ connections, open, channels }`.
 */
export async function startPusher() {
  const plays = new Map();
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket, request) => {
    const key = /^\/app\/([\w-]+)/.exec(request.url)?.[1];
    const play = plays.get(key);
    if (!play) return socket.close(4001);
    const frames = ++play.connections === 1 ? play.first : play.later;
    play.open += 1;
    const own = new Set();
    socket.on("close", () => {
      play.open -= 1;
      for (const channel of own) play.channels.delete(channel);
    });
    socket.send(JSON.stringify({ event: "pusher:connection_established", data: JSON.stringify({ socket_id: "1.1", activity_timeout: 120 }) }));
    socket.on("message", async (text) => {
      const { event: name, data } = JSON.parse(text);
      if (name === "pusher:ping") socket.send('{"event":"pusher:pong"}');
      if (name === "pusher:unsubscribe") play.channels.delete(data.channel);
      if (name !== "pusher:subscribe") return;
      own.add(data.channel);
      play.channels.add(data.channel);
      for (const frame of frames) {
        const said = typeof frame === "function" ? await frame(data.channel) : frame;
        if (said && socket.readyState === 1) socket.send(said);
      }
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const stop = async () => {
    for (const socket of sockets.clients) socket.terminate();
    await new Promise((done) => server.close(done));
  };
  endWithFile(stop);
  return {
    url: (key) => `ws://127.0.0.1:${server.address().port}/app/${key}`,
    play: (key, first, later = [grant({})]) => plays.set(key, { first, later, connections: 0, open: 0, channels: new Set() }),
    seen: (key) => plays.get(key),
    stop,
  };
}
