// Every fault of the tables, against the built package in Chromium: once, or `RUNS=20` times; `ONLY=name` picks, `WORKERS=n` at a time.
// Limit: 20 minutes.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch } from "../lib/browser.mjs";
import { DIST } from "../lib/env.mjs";
import { startSandbox } from "../lib/sandbox.mjs";
import { serve } from "../lib/serve.mjs";
import { control } from "../lib/world.mjs";
import { ANSWERS } from "./answers.mjs";
import { PAGES } from "./pages.mjs";
import { play } from "./stage.mjs";
import { STREAM } from "./stream.mjs";

const RUNS = Number(process.env.RUNS ?? 1);
const WORKERS = Number(process.env.WORKERS ?? 8);
const FAULTS = [...STREAM, ...ANSWERS, ...PAGES].filter(({ name }) => new RegExp(process.env.ONLY ?? "").test(name));
assert.ok(FAULTS.length > 0, "there is no such fault");

function deferred() {
  let resolve;
  const promise = new Promise((done) => (resolve = done));
  return { promise, resolve };
}

process.setMaxListeners(64); // each sandbox ends with this process
const started = [];
let wrong = 0;
const runs = new Map(FAULTS.map(({ name }) => [name, Array.from({ length: RUNS }, () => deferred())]));

/** Takes one run after the other, the first run of every fault before the second of any. */
async function work(jobs, browser, site) {
  const server = await startSandbox();
  started.push(server);
  const stage = { browser, site, sandbox: control(server) };
  for (let job = jobs.shift(); job; job = jobs.shift()) {
    const began = Date.now();
    if (jobs.length % 100 === 0 && jobs.length) console.log(`${jobs.length} runs to go; ${wrong} wrong so far`);
    await play(job.fault, stage).then(
      () => job.run.resolve({ took: Date.now() - began }),
      (error) => job.run.resolve({ error, wrong: wrong++ }),
    );
  }
}

before(async () => {
  assert.equal(runs.size, FAULTS.length, "no two faults have the same name");
  const [browser, site] = await Promise.all([launch(), serve({ folders: { "/dist/": DIST } })]);
  started.push({ stop: () => browser.close() }, site);
  const jobs = Array.from({ length: RUNS }, (_, at) => FAULTS.map((fault) => ({ fault, run: runs.get(fault.name)[at] }))).flat();
  for (let worker = 0; worker < Math.min(WORKERS, FAULTS.length); worker++) work(jobs, browser, site).catch((error) => [...runs.values()].flat().forEach((run) => run.resolve({ error })));
});
after(async () => {
  for (const { stop } of started) await stop();
});

describe("faults", { concurrency: true }, () => {
  let right = 0;
  for (const { name } of FAULTS) {
    test(name, async (test) => {
      const results = await Promise.all(runs.get(name).map(({ promise }) => promise));
      const errors = results.flatMap(({ error }) => error ?? []);
      right += results.length - errors.length;
      const times = results.flatMap(({ took }) => took ?? []).sort((one, other) => one - other);
      test.diagnostic(`${times.length} of ${RUNS}; median ${times[times.length >> 1]} ms, worst ${times.at(-1)} ms`);
      if (errors.length) throw errors[0];
    });
  }
  after(() => console.log(`${right} of ${FAULTS.length * RUNS}`));
});
