// From navigation to the first shown status, by each way alone.
import { against, at, median, table } from "../lib/numbers.mjs";
import { interleaved, PROFILES, WAYS } from "../lib/world.mjs";

export async function first({ all, openOne }, { quick }) {
  const runs = quick ? 3 : 15;
  for (const profile of PROFILES) {
    for (const way of WAYS) {
      const candidates = way === "stream" ? all : withEarly(all);
      const times = candidates.map(() => []);
      await interleaved(runs, candidates, async (candidate, index) => {
        const { shown, end } = await openOne(candidate, way, { profile });
        times[index].push(shown);
        await end();
      });
      const medians = times.map(median);
      const { heads, cells } = against(candidates, medians);
      table(`First status by ${way} only: ${profile.name} (${runs} runs, interleaved)`, [
        ["", "median ms", "p90 ms", ...heads],
        ...candidates.map(({ name }, index) => [name, Math.round(medians[index]), Math.round(at(times[index], 0.9)), ...cells(index)]),
      ]);
    }
  }
}

/** Peers ask when their channel is subscribed, so that nothing is lost between; one more asks at once. */
const withEarly = (all) =>
  all.flatMap((one) => (one.name === "pusher-js + preact" ? [one, { ...one, name: "pusher-js + preact, asks too early", early: true }] : [one]));
