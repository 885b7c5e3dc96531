// A thousand trackers on a page.
import { newId } from "../../tests/e2e/lib/world.mjs";
import { against, table } from "../lib/numbers.mjs";

const MANY = 1_000;

export async function many({ all, open, sandbox, streamed }) {
  const results = [];
  for (const candidate of all) {
    const ids = Array.from({ length: MANY }, newId);
    const { tab, devtools, end: close } = await open(candidate, ids.map(streamed));
    for (const id of ids) await sandbox.place("card", { orderId: id });
    const end = Date.now() + 60_000;
    while ((await sandbox.connections()).subscriptions < MANY) {
      if (Date.now() > end) throw new Error(`${candidate.name}: not all were subscribed in a minute`);
      await new Promise((done) => setTimeout(done, 50));
    }
    const begin = Date.now();
    for (const id of ids) await sandbox.status(id, "PROCESSING");
    await tab.waitForFunction((count) => [...window.hosts()].filter((host) => window.part(host)?.dataset.status === "PROCESSING").length === count, MANY, { timeout: 120_000 });
    const took = Date.now() - begin;
    await devtools.send("HeapProfiler.enable");
    await devtools.send("HeapProfiler.collectGarbage");
    const { usedSize } = await devtools.send("Runtime.getHeapUsage");
    results.push({ took, heap: usedSize, ...(await tab.evaluate(() => ({ sockets: window.sockets, wasm: window.memory?.buffer.byteLength ?? 0 }))) });
    await close();
  }
  const { heads, cells } = against(all, results.map(({ heap }) => heap));
  table(`${MANY} trackers on a page`, [
    ["", "sockets", "all shown ms", "WebAssembly MB", "JS heap MB", ...heads],
    ...results.map(({ sockets, took, heap, wasm }, index) => [all[index].name, sockets, took, (wasm / 1e6).toFixed(1), (heap / 1e6).toFixed(1), ...cells(index)]),
  ]);
}
