// The local Transak, one for each test file, on a port of its own.
import { need, SANDBOX_BIN } from "./env.mjs";
import { start } from "./child.mjs";

/** Resolves to `{ url, port, output, stop }`; `url` has no slash at its end. */
export async function startSandbox(args = []) {
  need(SANDBOX_BIN, "cargo build -p transak-sandbox --bin sandbox");
  const { match, output, stop } = await start(SANDBOX_BIN, ["--port", "0", ...args], {
    ready: /sandbox listening on (http:\/\/127\.0\.0\.1:(\d+))/,
  });
  return { url: match[1], port: Number(match[2]), output, stop };
}
