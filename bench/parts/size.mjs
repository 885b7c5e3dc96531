// What a page loads: before the first status, and in all.
import { SECOND } from "../../tests/e2e/lib/env.mjs";
import { sum, table } from "../lib/numbers.mjs";

/** Until then the second part has come. */
const LATER = 3_000;

export async function size({ all, files, openOne, requests }) {
  const rows = [["", "raw", "brotli 11", "requests", "in all raw", "in all brotli 11"]];
  for (const candidate of all) {
    const { tab, end } = await openOne(candidate, "source");
    const questions = requests.filter((path) => !files.has(path)).length;
    await tab.waitForTimeout(LATER);
    await end();
    const loaded = [...new Set(requests)].filter((path) => files.has(path) && path !== "/index.html");
    const first = loaded.filter((path) => !path.endsWith(SECOND));
    const weigh = (paths, what) => sum(paths.map((path) => files.get(path)[what].length));
    rows.push([candidate.name, weigh(first, "bytes"), weigh(first, "packed"), first.length + questions, weigh(loaded, "bytes"), weigh(loaded, "packed")]);
  }
  table("Bytes before the first status, and of all that a page loads", rows);
}
