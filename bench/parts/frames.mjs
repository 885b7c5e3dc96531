// From a received frame to the DOM, and what an update costs the main thread.
import { against, at, median, table } from "../lib/numbers.mjs";
import { interleaved } from "../lib/world.mjs";

const GAP = 8;

export async function frames({ all, open, placed, sandbox, streamed }, { quick }) {
  const [rounds, count] = quick ? [1, 100] : [3, 300];
  const results = all.map(() => ({ delays: [], work: [] }));
  await interleaved(rounds, all, async (candidate, index) => {
    const id = await placed();
    const data = await sandbox.order(id);
    const { tab, devtools, end } = await open(candidate, [streamed(id)]);
    await tab.waitForTimeout(1_000);
    await sandbox.publish(id, "ORDER_PROCESSING", data);
    await tab.evaluate(() => window.shown);
    await tab.waitForTimeout(1_500); // the second part, too
    await tab.evaluate(() => {
      window.delays = [];
      new MutationObserver(() => {
        if (window.heard) window.delays.push(performance.now() - window.heard);
        window.heard = 0;
      }).observe(window.part(window.hosts()[0]), { childList: true, characterData: true, subtree: true, attributes: true });
    });
    await devtools.send("Performance.enable");
    const worked = async () => (await devtools.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration").value * 1_000;
    const before = await worked();
    for (let frame = 1; frame <= count; frame++) {
      const updatedAt = new Date(Date.now() + frame).toISOString();
      await sandbox.publish(id, "ORDER_PROCESSING", { ...data, cryptoAmount: Number((0.01 + frame / 10_000).toFixed(4)), updatedAt });
      await new Promise((done) => setTimeout(done, GAP));
    }
    await tab.waitForTimeout(300);
    results[index].work.push(((await worked()) - before) / count);
    results[index].delays.push(...(await tab.evaluate(() => window.delays)));
    await end();
  });
  for (const part of [0.5, 0.95]) {
    const values = results.map(({ delays }) => at(delays, part));
    const { heads, cells } = against(all, values);
    table(`From a received frame to the DOM: p${part * 100} (${rounds} × ${count} frames, interleaved)`, [
      ["", "shown", "ms", ...heads],
      ...all.map(({ name }, index) => [name, results[index].delays.length, values[index].toFixed(2), ...cells(index)]),
    ]);
  }
  const work = results.map(({ work }) => median(work));
  const { heads, cells } = against(all, work);
  table("Main thread per update", [["", "ms", ...heads], ...all.map(({ name }, index) => [name, work[index].toFixed(2), ...cells(index)])]);
}
