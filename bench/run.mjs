// `cargo xtask bench`: our package beside the same job done with pusher-js, in one run, and as ratios: these machines are noisy.
//   node run.mjs [--quick] [--only size,first,thread,frames,many]
import { availableParallelism, loadavg } from "node:os";
import { startBench } from "./lib/world.mjs";
import { first } from "./parts/first.mjs";
import { frames } from "./parts/frames.mjs";
import { many } from "./parts/many.mjs";
import { size } from "./parts/size.mjs";
import { thread } from "./parts/thread.mjs";

const PARTS = { size, first, thread, frames, many };

/** What is to be measured, and how long, or nothing if that was misspelt. */
function parse(words) {
  const options = { quick: false, parts: Object.keys(PARTS) };
  while (words.length) {
    const word = words.shift();
    if (word === "--quick") options.quick = true;
    else if (word === "--only" && words.length) options.parts = words.shift().split(",");
    else return undefined;
  }
  return options.parts.every((name) => name in PARTS) ? options : undefined;
}

const options = parse(process.argv.slice(2));
if (!options) {
  console.error(`bench takes --quick, and --only with some of ${Object.keys(PARTS).join(",")}`);
  process.exit(2);
}
const bench = await startBench();
try {
  for (const name of options.parts) {
    await PARTS[name](bench, options);
    console.log(`  (load in the last minute: ${loadavg()[0].toFixed(1)}, on ${availableParallelism()} cores)`);
  }
} finally {
  await bench.stop();
}
