// Somebody else's server that speaks the Pusher protocol, to check that ours is not only right in its own eyes.
import { createServer } from "node:net";
import { resolve } from "node:path";
import { need, ROOT } from "./env.mjs";
import { start } from "./child.mjs";

const HOME = resolve(ROOT, "tests/e2e/soketi");

export async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/**
 * Resolves to `{ port, app, streamUrl, child, output, stop }`; `app` has `id`, `key` and `secret` for the `pusher` package.
 * `port` is a free one, unless it is to be an earlier one's.
 */
export async function startSoketi({ port: wanted, ...options } = {}) {
  const bin = need(resolve(HOME, "node_modules/@soketi/soketi/bin/server.js"), "cargo xtask setup");
  const app = { id: "order-tracker", key: "order-tracker-key", secret: "order-tracker-secret" };
  const port = wanted ?? (await freePort());
  const metrics = await freePort();
  const { child, output, stop } = await start(process.execPath, [bin, "start"], {
    cwd: HOME,
    ready: /Server is up and running/,
    env: {
      SOKETI_HOST: "127.0.0.1",
      SOKETI_PORT: String(port),
      SOKETI_METRICS_SERVER_PORT: String(metrics),
      SOKETI_DEFAULT_APP_ID: app.id,
      SOKETI_DEFAULT_APP_KEY: app.key,
      SOKETI_DEFAULT_APP_SECRET: app.secret,
      ...options,
    },
  });
  return { port, app, streamUrl: `ws://127.0.0.1:${port}/app/${app.key}`, child, output, stop };
}
