// What is measured: our package in two parts and in one, the peers, and no library at all.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "../../pkg/node_modules/esbuild/lib/main.js";
import { DIST, need, PLAIN_DIST, SECOND } from "../../tests/e2e/lib/env.mjs";
import { attributes } from "../../tests/e2e/lib/world.mjs";

const folder = join(dirname(fileURLToPath(import.meta.url)), "..");
const KEY = "1d9ffac87de599c61283";
const SCRIPT = "transak-order-tracker.js";
const PEERS = [
  ["pusher-js + preact", "preact.jsx"],
  ["pusher-js + react", "react.jsx"],
  ["pusher-js, by hand", "hand.js"],
  ["no library", "floor.js"],
];

/** `{ name, script }` each; `own` names a build of ours, `early` a peer that asks without waiting for its channel. `put` serves a file. */
export async function candidates(put) {
  need(join(DIST, SCRIPT), "cargo xtask bundle");
  const all = [];
  for (const [own, name, dist] of [["ours", "ours", DIST], ["plain", "ours, plain", PLAIN_DIST]]) {
    if (!existsSync(join(dist, SCRIPT))) continue;
    for (const file of [SCRIPT, "transak-order-tracker.wasm", SECOND]) put(`/${own}/${file}`, readFileSync(join(dist, file)));
    all.push({ name, own, script: `/${own}/${SCRIPT}` });
  }
  for (const [name, file] of PEERS) {
    const script = `/${file.split(".")[0]}.js`;
    const { outputFiles } = await build({
      absWorkingDir: folder, entryPoints: [`peers/${file}`], bundle: true, minify: true, format: "esm", target: "es2022", write: false, jsx: "automatic",
      define: { "process.env.NODE_ENV": '"production"' },
    });
    put(script, Buffer.from(outputFiles[0].contents));
    all.push({ name, script });
  }
  return all;
}

/** By stream only: `source` is missing. By source only: `stream` is false (a peer that asks when its channel is subscribed needs that). */
export function page({ own, script, early }, orders) {
  const body = orders.map(({ id, host, port, source, stream = true }) => {
    if (!own) return `<div ${attributes({ "data-order": JSON.stringify({ id, host, port, source, early, appKey: KEY }) })}></div>`;
    const all = { "order-id": id, "stream-url": stream ? `ws://${host}:${port}/app/${KEY}` : "none", "status-url": source };
    return `<transak-order-tracker ${attributes(all)}></transak-order-tracker>`;
  });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Order</title>` +
    `<script type="module" src="${script}"></script><body>${body.join("")}</body></html>`;
}
