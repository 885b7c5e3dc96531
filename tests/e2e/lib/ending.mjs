// What a test starts ends with it, also when it has failed: a browser or a server that runs on would keep the file from ending.
import { after } from "node:test";

/** Benches and tools start the same things, and end them themselves. */
const IS_TEST = /\.test\.mjs$/.test(process.argv[1] ?? "");
/** No test takes longer, in milliseconds. One that hangs fails when what it uses ends. */
const LIMIT = 300_000;
const running = [];
const end = (stop) => Promise.resolve().then(stop).catch(console.error);

if (IS_TEST) {
  after(async () => {
    for (const stop of running.splice(0).reverse()) await end(stop);
  });
}

/** Calls `stop` at the end of the file; that it was called before does no harm. */
export const endWithFile = (stop) => void running.push(stop);

/** The same at the end of the test that is running, or at its limit. */
export function endWithTest(stop) {
  if (!IS_TEST) return;
  const limit = setTimeout(end, LIMIT, stop).unref();
  after(() => (clearTimeout(limit), end(stop)));
}
