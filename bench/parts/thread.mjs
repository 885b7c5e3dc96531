// What the main thread does until the first status is shown, on the slow profile: how long, and with what.
import { against, median, table } from "../lib/numbers.mjs";
import * as trace from "../lib/trace.mjs";
import { interleaved, SLOW, WAYS } from "../lib/world.mjs";

export async function thread({ all, browser, openOne }, { quick }) {
  const runs = quick ? 3 : 9;
  for (const way of WAYS) {
    const results = all.map(() => []);
    await interleaved(runs, all, async (candidate, index) => {
      const { end } = await openOne(candidate, way, { profile: SLOW, prepare: (tab) => trace.begin(browser, tab) });
      results[index].push(await trace.end(browser));
      await end();
    });
    const medians = (what) => results.map((some) => median(some.map((one) => one[what])));
    const whole = medians("all");
    const { heads, cells } = against(all, whole);
    table(`Main thread until the first status by ${way} only: ${SLOW.name} (${runs} runs, interleaved)`, [
      ["", "median ms of its own time", ...heads],
      ...all.map(({ name }, index) => [name, Math.round(whole[index]), ...cells(index)]),
    ]);
    table("  of it, ms (medians)", [
      ["", ...all.map(({ name }) => name)],
      ...trace.PARTS.map((part) => [part, ...medians(part).map(Math.round)]),
      ["functions compiled when called", ...medians("called")],
    ]);
  }
}
