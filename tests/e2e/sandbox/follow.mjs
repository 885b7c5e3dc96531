// Pusher's own client, and its server library, at the sandbox.
import { randomUUID } from "node:crypto";
import Pusher from "pusher-js";
import PusherServer from "pusher";
import { endWithTest } from "../lib/ending.mjs";
import { startSandbox } from "../lib/sandbox.mjs";

/** The sandbox at `SANDBOX_URL`, or one of our own. */
export async function sandbox() {
  const given = process.env.SANDBOX_URL?.replace(/\/$/, "");
  const running = given ? { url: given, stop: async () => {} } : await startSandbox();
  const info = await (await fetch(`${running.url}/sandbox`)).json();
  const { hostname: host, port } = new URL(running.url);
  return { ...running, info, host, port: Number(port) };
}

/** A client that is connected; `problems` collects every error that it reports. */
export async function connect(server) {
  const { pusher, problems } = open(server);
  await once(pusher.connection, "connected");
  return { pusher, problems };
}

/** A client that begins to connect, with this key. */
export function open({ info, host, port }, key = info.appKey) {
  const pusher = new Pusher(key, { cluster: "", wsHost: host, wsPort: port, forceTLS: false, enabledTransports: ["ws"] });
  endWithTest(() => pusher.disconnect()); // it would try again for ever
  const problems = [];
  pusher.connection.bind("error", (error) => problems.push(error));
  return { pusher, problems };
}

/** Subscribes, and resolves when the server has said yes. */
export async function subscribe(pusher, name) {
  const channel = pusher.subscribe(name);
  await once(channel, "pusher:subscription_succeeded");
  return channel;
}

/** The library that backends publish with. */
export const publisher = ({ info, host, port }, secret = process.env.SANDBOX_SECRET ?? "sandbox-secret") =>
  new PusherServer({ appId: info.appId, key: info.appKey, secret, host, port: String(port), useTLS: false, cluster: "" });

/** Places an order; its id is made here, so that one can subscribe before. */
export async function place({ url }, wish) {
  const answer = await fetch(`${url}/sandbox/orders`, { method: "POST", body: JSON.stringify(wish) });
  if (answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`);
  return answer.json();
}

export const newId = () => randomUUID();

/** The next event of that name, or an error after some seconds. */
export function once(target, name, patience = 5_000) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${name} within ${patience} ms`)), patience);
    const heard = (data) => {
      clearTimeout(timer);
      target.unbind(name, heard);
      resolve(data);
    };
    target.bind(name, heard);
  });
}

/** Waits until it is so. */
export async function until(isSo, what, patience = 10_000) {
  const end = Date.now() + patience;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`not within ${patience} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
