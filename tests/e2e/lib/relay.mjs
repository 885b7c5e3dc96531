// The partner's side, whole: a local Transak that sends webhooks, and a relay that takes them.
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { start } from "./child.mjs";
import { need, RELAY_BIN } from "./env.mjs";
import { freePort } from "./soketi.mjs";

/** A database of this name on the PostgreSQL that `cargo xtask test` has started; its URL. */
export function postgres() {
  const server = process.env.RELAY_TEST_POSTGRES;
  if (!server) throw new Error("RELAY_TEST_POSTGRES is not set: cargo xtask test starts a PostgreSQL and sets it");
  const name = `relay_${randomUUID().replaceAll("-", "")}`;
  execFileSync("psql", ["-q", "-c", `CREATE DATABASE ${name}`, `${server}/postgres`]);
  return `${server}/${name}`;
}

/** Starts a relay before `transak` (a sandbox's URL). Resolves to `{ url, child, output, stop }`. */
export async function startRelay({ transak, database, port, env = {} }) {
  need(RELAY_BIN, "cargo build -p transak-order-relay --bin relay");
  const folder = mkdtempSync(join(tmpdir(), "relay-"));
  const { match, child, output, stop } = await start(RELAY_BIN, [], {
    ready: /relay listening on (http:\/\/\S+), for its operator on (http:\/\/\S+)/,
    env: {
      RELAY_LISTEN: `127.0.0.1:${port ?? 0}`,
      RELAY_ADMIN_LISTEN: "127.0.0.1:0",
      RELAY_DATABASE: database ?? `sqlite:${join(folder, "relay.db")}`,
      RELAY_ALLOWED_ORIGINS: "*",
      RELAY_CLIENT_RATE: "100000",
      RELAY_DRAIN_SECONDS: "0",
      RELAY_MAX_STREAMS_PER_CLIENT: "10000",
      TRANSAK_API_KEY: "a1b2c3d4-0000-4000-8000-000000000000",
      TRANSAK_API_SECRET: "sandbox",
      TRANSAK_API_URL: transak,
      ...env,
    },
  });
  const end = async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: match[1], admin: match[2], child, output, stop: end };
}

export { freePort };
