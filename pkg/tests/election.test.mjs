// Which tab has the socket: random schedules of up to eight tabs against `src/election.ts`. `SCHEDULES=100000` is the full measure, `SEED=n` plays one again.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { load } from "./lib/load.mjs";
import { play } from "./lib/tabs-world.mjs";

const SCHEDULES = Number(process.env.SCHEDULES ?? 2_000);
const SEED = Number(process.env.SEED ?? 0);

let Election;
before(async () => ({ Election } = (await load(["election"])).election));

test(`up_to_eight_tabs_have_one_socket_are_never_long_without_and_lose_no_news (${SCHEDULES} schedules)`, (test) => {
  const sum = {};
  for (let seed = SEED || 1; seed < (SEED ? SEED + 1 : SCHEDULES + 1); seed++) {
    const { violations, log, counts } = play(Election, seed);
    assert.deepEqual(violations, [], `SEED=${seed}\n${log.join("\n")}`);
    for (const what in counts) sum[what] = (sum[what] ?? 0) + counts[what];
  }
  // The schedules lead to what they are made for.
  if (!SEED) for (const what in sum) assert.ok(sum[what] > SCHEDULES / 10, what);
  test.diagnostic(JSON.stringify(sum));
});

/** Ways in which somebody might break it one day; and the first schedule to try, where few notice. */
const MUTANTS = {
  nobody_takes_the_lock_of_a_frozen_tab: ["this.#do.queue(true);", "this.#do.queue(false);"],
  a_leader_of_before_is_believed: ["term! >= this.#term", "true"],
  the_socket_stays_when_the_lock_is_taken: ["this.#term = 0;\n    this.#drop();", "this.#term = 0;"],
  a_lock_that_is_not_needed_is_kept_from_others: ["if (!this.#line && !this.#socket) return this.#rest();", ""],
  a_lock_that_comes_late_is_kept: ["granted(now: number): void {\n    if (!this.#line) return this.#rest();", "granted(now: number): void {"],
  the_first_frame_is_handed_on_raw: ["call && this.#hello ? allowed(this.#hello) : undefined", "call ? this.#hello : undefined"],
  frames_are_handed_on_raw: [']: allowed(text)', "]: text"],
  a_follower_does_not_subscribe_again: ["for (const wanted of this.#wanted.values()) this.#say({ send: wanted });", ""],
  a_leader_does_not_subscribe_again: ["for (const wanted of this.#wanted.values()) this.#forward(wanted);", ""],
  a_follower_gives_up_what_others_need: ["from ? given || ", "from ? "],
  a_leader_gives_up_what_others_need: ["given && this.#followed", "false"],
  the_end_of_the_socket_is_not_told: ['if (this.#role === "leading") this.#say({ over: code });', ""],
  who_lost_the_lock_does_not_wait_for_it: ["    this.#do.queue(false);\n    this.#follow();", "    this.#follow();"],
  grants_are_not_kept: ["if (channel && this.#asked.has(channel)) this.#granted.set(channel, text);", ""],
  grants_outlive_the_socket: ["this.#granted.clear();", ""],
  what_was_asked_outlives_the_socket: ["this.#asked.clear();", ""],
  a_grant_for_another_tab_is_heard_here: ["from ? this.#say({ to: from, frame: allowed(grant) }) : this.#do.hear(grant)", "this.#do.hear(grant)"],
  who_loses_the_lock_does_not_say_so: ["this.#say({ lost: true });", "", 1_900],
  who_is_seen_again_does_not_ask: ['if (seen && this.#role === "following" && this.#line) this.#call(false);', ""],
  who_is_refused_the_lock_does_nothing: ["if (this.#line && !this.#socket) this.#connect();", ""],
  anything_is_taken_for_a_frame: ['[hello, frame, send].some((one) => one && typeof one !== "string")', "false"],
};

test("each_way_to_break_it_is_noticed", { skip: SEED > 0 }, async () => {
  for (const [name, [from, to, first = 1]] of Object.entries(MUTANTS)) {
    const { Election } = (await load(["election"], { file: "election", from, to })).election;
    const noticed = (seed) => {
      try {
        return play(Election, seed).violations.length > 0;
      } catch {
        return true;
      }
    };
    let seed = first;
    while (seed < first + SCHEDULES && !noticed(seed)) seed++;
    assert.ok(seed < first + SCHEDULES, name);
  }
});
