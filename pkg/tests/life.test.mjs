// The life of the page's instance: random schedules against `src/life.ts`. `SEED=n` plays one again.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { load } from "./lib/load.mjs";
import { random } from "./lib/random.mjs";

const SCHEDULES = Number(process.env.SCHEDULES ?? 10_000);
const SEED = Number(process.env.SEED ?? 0);

let Life;
before(async () => ({ Life } = (await load(["life"])).life));

/** Plays elements that come and go, files that do not come, and instances that break down, maybe at once. */
function play(Life, seed) {
  const dice = random(seed);
  const later = [];
  const counts = { starts: 0, deaths: 0, blocked: 0, drawn: 0, failed: 0 };
  let running = 0;
  let instance = 0;
  let loading = false;
  let has = false;
  const clients = [];
  const drain = () => {
    while (later.length) later.shift()();
    for (const client of clients) client.check();
  };

  const life = new Life({
    load() {
      assert.ok(!loading, "loads twice");
      loading = true;
    },
    start() {
      assert.equal(running, 0, "a second instance is started");
      assert.ok(counts.deaths < 2, "a third instance is started");
      assert.ok(has, "starts what is not there");
      if (dice.chance(0.05)) return (has = false);
      counts.starts += 1;
      running = ++instance;
      if (dice.chance(0.1)) die();
      return true;
    },
    soon: (work) => later.push(work),
  });
  function die() {
    if (!running) return;
    running = 0;
    counts.deaths += 1;
    life.died();
  }
  function client() {
    // In the page or not, drawn by this instance, and what it was told.
    const it = { wants: false, by: 0, ready: false, failed: "", since: 0 };
    const self = {
      run() {
        assert.ok(it.wants && it.ready, "draws one that is gone or not ready");
        assert.ok(running && !it.by, "draws twice, or by none");
        counts.drawn += 1;
        it.by = running;
        if (dice.chance(0.05)) die();
      },
      died() {
        assert.ok(it.by, "tells one of a death that it was not drawn by");
        it.by = 0;
      },
      failed(code) {
        assert.ok(it.wants && !it.by, "tells one that is gone or drawn");
        assert.equal(code, counts.deaths > 1 ? "INTERNAL" : "WASM_BLOCKED");
        counts.failed += 1;
        Object.assign(it, { wants: false, failed: code });
      },
    };
    return {
      come() {
        if (it.wants) return;
        Object.assign(it, { wants: true, ready: false, failed: "" });
        life.want(self);
      },
      ready() {
        if (it.wants && !it.ready) it.ready = true;
        life.ready(self);
      },
      go() {
        Object.assign(it, { wants: false, by: 0, failed: "" });
        life.leave(self);
      },
      check() {
        assert.ok(!it.by || it.by === running, "is drawn by a dead instance");
        assert.ok(!(it.wants && it.ready && has) || it.by, "waits for nothing");
      },
      settled: () => !it.wants || (it.by > 0 && it.by === running),
    };
  }
  function loaded(there) {
    if (!loading) return;
    loading = false;
    has = there;
    if (!there) counts.blocked += 1;
    life.loaded(there);
    if (!there) for (const one of clients) assert.ok(one.settled(), "does not tell that there is no instance");
  }

  for (let step = 0; step < 30; step++) {
    if (clients.length < 5 && dice.chance(0.3)) clients.push(client());
    const one = clients.length && dice.pick(clients);
    const what = dice.next(10);
    if (what < 3) one && one.come();
    else if (what < 5) one && one.ready();
    else if (what < 6) one && one.go();
    else if (what < 8) loaded(dice.chance(0.8));
    else if (dice.chance(0.3)) die();
    if (dice.chance(0.7)) drain();
  }
  // In the end each that wants to be drawn is, or has heard why not.
  for (let round = 0; round < 5; round++) {
    drain();
    for (const one of clients) one.ready();
    drain();
    loaded(true);
  }
  drain();
  for (const one of clients) assert.ok(one.settled(), "one waits for ever");
  assert.equal(life.hasFailed, counts.deaths > 1);
  return counts;
}

test(`each_element_is_drawn_by_the_one_instance_or_hears_why_not (${SCHEDULES} schedules)`, () => {
  const sum = {};
  for (let seed = SEED || 1; seed < (SEED ? SEED + 1 : SCHEDULES + 1); seed++) {
    try {
      const counts = play(Life, seed);
      for (const what in counts) sum[what] = (sum[what] ?? 0) + counts[what];
    } catch (error) {
      error.message = `SEED=${seed}: ${error.message}`;
      throw error;
    }
  }
  if (!SEED) for (const what in sum) assert.ok(sum[what] > SCHEDULES / 100, what);
});

const MUTANTS = {
  a_third_instance_is_started: ["this.#deaths > 1", "this.#deaths > 2"],
  the_dead_instance_counts_as_running: ["    this.#runs = false;\n    this.#deaths += 1;", "    this.#deaths += 1;"],
  those_that_a_dead_instance_drew_stay: ["this.#waiting.set(client, true);\n      client.died();", "client.died();"],
  one_that_went_away_is_drawn: ["this.#waiting.delete(client);\n    this.#drawn", "this.#drawn"],
  one_that_went_away_hears_of_a_death: ["    this.#drawn.delete(client);\n  }", "  }"],
  one_that_is_not_ready_is_drawn: ["!ready || ", ""],
  a_failed_load_is_the_last: ['there ? "there" : "absent"', '"there"'],
  a_failed_load_is_not_told: ['else this.#fail("WASM_BLOCKED");', ""],
  it_is_loaded_twice: ['      this.#module = "loading";\n', ""],
  the_others_are_drawn_by_the_dead: ["!ready || !this.#runs ||", "!ready ||"],
  nobody_goes_on_after_a_death: ["    }\n    this.#later();\n  }\n\n  /** A call", "    }\n  }\n\n  /** A call"],
};

test("each_way_to_break_it_is_noticed", { skip: SEED > 0 }, async () => {
  for (const [name, [from, to]] of Object.entries(MUTANTS)) {
    const { Life } = (await load(["life"], { file: "life", from, to })).life;
    const noticed = (seed) => {
      try {
        return void play(Life, seed);
      } catch {
        return true;
      }
    };
    let seed = 1;
    while (seed <= SCHEDULES && !noticed(seed)) seed++;
    assert.ok(seed <= SCHEDULES, name);
  }
});
