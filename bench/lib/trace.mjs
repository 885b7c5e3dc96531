// What the main thread does until the first status is shown, by Chromium's tracing: milliseconds of the thread's own time, which other programs take
// nothing from. (A throttled processor spends it, too.)
import { sum } from "./numbers.mjs";

/** Few, since each event costs time itself. */
const CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "blink.user_timing", "v8", "v8.execute", "v8.wasm", "disabled-by-default-v8.gc"];

/** An event belongs to the first that fits, or else to what its parent belongs to. Running WebAssembly has no event of its own: it is in what called it. */
const GROUPS = [
  ["WebAssembly: instantiate", /^wasm\.(SyncInstantiate|InstanceBuilder)/],
  ["WebAssembly: compile when called", /^wasm\.CompileLazy/],
  ["WebAssembly: else", /wasm/],
  ["garbage", /GC/],
  ["style", /^(UpdateLayoutTree|ParseAuthorStyleSheet)/],
  ["layout", /^(Layout|HitTest)$/],
  ["paint", /^(PrePaint|Paint|PaintImage|Layerize|UpdateLayer|Commit)$/],
  ["page and HTML", /^(ParseHTML|CommitLoad|LocalWindowProxy|HTMLDocumentParser|V8\.DeserializeContext|InstallConditionalFeatures)/],
  ["script, and the WebAssembly it calls", /^(v8\.|V8\.|EvaluateScript|FunctionCall|RunMicrotasks|TimerFire|FireAnimationFrame|EventDispatch|FireIdleCallback)/],
  ["else", /^RunTask$/],
];
export const PARTS = GROUPS.map(([name]) => name);

export const begin = (browser, tab) => browser.startTracing(tab, { categories: CATEGORIES });

/** The time of each of `PARTS`, of `all` of them, and how many functions were compiled when they were first `called`. */
export async function end(browser) {
  const { traceEvents } = JSON.parse(await browser.stopTracing());
  const shown = traceEvents.find(({ name, cat }) => name === "shown" && cat === "blink.user_timing");
  const gone = traceEvents.find(({ name, pid, args }) => name === "navigationStart" && pid === shown.pid && args.data?.documentLoaderURL?.endsWith("/index.html"));
  const events = traceEvents
    .filter(({ ph, pid, tid, ts, tts, tdur }) => ph === "X" && pid === shown.pid && tid === shown.tid && ts >= gone.ts && tdur && tts < shown.tts)
    .map(({ name, tts, tdur }) => ({ name, from: tts, to: Math.min(tts + tdur, shown.tts) }))
    .sort((one, other) => one.from - other.from || other.to - one.to);

  const took = Object.fromEntries(PARTS.map((name) => [name, 0]));
  const open = [];
  for (const { name, from, to } of events) {
    while (open.length && open.at(-1).to <= from) open.pop();
    const parent = open.at(-1);
    if (!parent && name !== "RunTask") continue;
    const part = GROUPS.find(([, names]) => names.test(name))?.[0] ?? parent.part;
    const length = (Math.min(to, parent?.to ?? to) - from) / 1_000;
    took[part] += length;
    if (parent) took[parent.part] -= length;
    open.push({ to, part });
  }
  return { ...took, all: sum(Object.values(took)), called: events.filter(({ name }) => name === "wasm.CompileLazy").length };
}
