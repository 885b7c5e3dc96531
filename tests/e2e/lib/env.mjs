// Where the built things are. `cargo xtask test` says so; by hand, the usual places do.
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");

const from = (name, fallback) => resolve(ROOT, process.env[name] || fallback);
const MACHINE = { x64: "x86_64", arm64: "aarch64" }[process.arch] ?? process.arch;

export const DIST = from("DIST", "pkg/dist");
/** The file of the package that loads later; a plain build has none. */
export const SECOND = "transak-order-tracker.second.wasm";
/** The same package in one part. */
export const PLAIN_DIST = from("PLAIN_DIST", "target/plain-dist");
export const TRAPS_DIST = from("TRAPS_DIST", "target/traps-dist");
export const PREVIEW_DIST = from("PREVIEW_DIST", "target/preview");
export const SANDBOX_BIN = from("SANDBOX_BIN", "target/debug/sandbox");
export const RELAY_BIN = from("RELAY_BIN", "target/debug/relay");
export const SHOP_BIN = from("SHOP_BIN", "target/debug/examples/shop");
export const CHROMIUM = process.env.CHROMIUM || "/usr/bin/chromium";
export const FIREFOX = process.env.FIREFOX || "/usr/bin/firefox-esr";
export const XVFB = process.env.XVFB || "/usr/bin/Xvfb";
export const WEBKIT_DRIVER = process.env.WEBKIT_DRIVER || "/usr/bin/WebKitWebDriver";
/** Its folder has the machine's name in it; `cargo xtask test` finds it. */
export const WEBKIT_BROWSER = process.env.WEBKIT_BROWSER || `/usr/lib/${MACHINE}-linux-gnu/webkit2gtk-4.1/MiniBrowser`;
export const SCREENSHOTS = resolve(ROOT, "target/screenshots");

/** Fails early, with what to do. */
export function need(path, how) {
  if (!existsSync(path)) throw new Error(`${path} is missing: ${how}`);
  return path;
}
