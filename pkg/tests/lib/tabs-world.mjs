// Up to eight tabs of one origin, their browser and a Pusher server, in simulated milliseconds: what `pkg/src/election.ts` decides is played against tabs that
// crash, freeze, wake and hide, locks that come late or are refused, and a server that closes.
//
// What must hold is checked at every step; `violations` says what did not.

import { random } from "./random.mjs";

const CHANNELS = ["one", "two", "three"];
/** What a message between tabs, a lock or a frame of the server takes at most. */
const HOP = 30;
const LATENCY = 150;
/** As long as a lock that is taken away may be missed by who had it. */
const UNAWARE = 3 * HOP;
const DARK = 2_000;
/** After this the subscriptions of a line are granted, whatever came between. */
const SETTLED = 5_000;
/** A core gives up an opening line after this. */
const HANDSHAKE = 10_000;
/** How long the lock may be nobody's, and how soon everybody knows that the server has closed the socket. */
const AT_ONCE = 4 * HOP;
const SECRET = "CANARY";

export function play(Election, seed) {
  const dice = random(seed);
  const log = [];
  const violations = [];
  const queue = [];
  const counts = { steals: 0, takeovers: 0, events: 0, crashes: 0, freezes: 0 };
  let now = 1_000_000;
  let order = 0;
  let opened = 0;

  const say = (text) => log.push(`${now - 1_000_000} ${text}`);
  const wrong = (text) => violations.push(`${now - 1_000_000} ms: ${text}`);

  function at(time, work) {
    const entry = { time, order: order++, work };
    let index = queue.push(entry) - 1;
    while (index) {
      const parent = (index - 1) >> 1;
      if (before(queue[parent], entry)) break;
      queue[index] = queue[parent];
      index = parent;
    }
    queue[index] = entry;
  }
  const before = (one, other) => one.time < other.time || (one.time === other.time && one.order < other.order);
  function take() {
    const first = queue[0];
    const last = queue.pop();
    if (queue.length) {
      let index = 0;
      for (;;) {
        let child = 2 * index + 1;
        if (child >= queue.length) break;
        if (child + 1 < queue.length && before(queue[child + 1], queue[child])) child += 1;
        if (before(last, queue[child])) break;
        queue[index] = queue[child];
        index = child;
      }
      queue[index] = last;
    }
    return first;
  }

  // The browser's lock of this stream, and the server.
  let holder;
  let lostAt = 0;
  const waiting = [];
  const latest = Object.fromEntries(CHANNELS.map((name) => [name, 0]));
  const tabs = [];
  const sockets = new Set();

  /** What happens to a tab comes in the order of its source, later if the tab is frozen, never if it is gone. */
  function to(tab, source, delay, work) {
    const arrives = Math.max(now + delay, (tab.arrives[source] ?? 0) + 1);
    tab.arrives[source] = arrives;
    at(arrives, () => {
      if (tab.gone) return;
      if (tab.frozen || tab.late.length) tab.late.push({ source, work });
      else work();
    });
  }

  function grant() {
    holder = waiting.shift();
    if (!holder) return;
    const turn = holder;
    counts.takeovers += 1;
    to(turn.tab, "lock", dice.next(HOP), () => {
      if (turn.withdrawn) return;
      turn.held = true;
      turn.tab.election.granted(now + turn.tab.clock);
    });
  }
  function give(turn) {
    turn.withdrawn = true;
    const index = waiting.indexOf(turn);
    if (index >= 0) waiting.splice(index, 1);
    if (holder === turn) grant();
  }

  function server(socket, text) {
    const { event, data } = JSON.parse(text);
    const tell = (frame) => {
      to(socket.tab, "socket", 1 + dice.next(LATENCY), () => socket === socket.tab.socket && socket.tab.election.frame(frame));
    };
    // In the order in which it was sent.
    socket.heard = Math.max(now + dice.next(LATENCY), (socket.heard ?? 0) + 1);
    at(socket.heard, () => {
      if (!sockets.has(socket)) return;
      if (event === "pusher:subscribe") {
        socket.channels.add(data.channel);
        tell(JSON.stringify({ event: "pusher_internal:subscription_succeeded", channel: data.channel, data: "{}" }));
      } else if (event === "pusher:unsubscribe") socket.channels.delete(data.channel);
    });
    return tell;
  }

  class Tab {
    election;
    gone = false;
    frozen = false;
    seen = dice.chance(0.6);
    late = [];
    thawed = 0;
    arrives = {};
    clock = dice.chance(0.1) ? dice.next(100_000) - 50_000 : 0;
    sharing = !dice.chance(0.05);
    refuses = dice.chance(0.05);
    socket;
    turn;
    listens = false;
    timer = 0;
    darkSince = undefined;
    // The core.
    wants = new Set([dice.pick(CHANNELS)]);
    line = undefined;
    known = {};

    constructor(number) {
      this.number = number;
      this.election = new Election(number, this);
      this.election.seen(this.seen);
    }

    // What the election does.
    connect() {
      if (this.socket) wrong(`tab ${this.number} opens a second socket`);
      const socket = { tab: this, channels: new Set(), number: `${++opened}.1` };
      this.socket = socket;
      sockets.add(socket);
      server(socket, "{}")(JSON.stringify({ event: "pusher:connection_established", data: JSON.stringify({ socket_id: socket.number, activity_timeout: 120, [SECRET]: 1 }) }));
    }
    disconnect() {
      sockets.delete(this.socket);
      this.socket = undefined;
    }
    transmit(text) {
      server(this.socket, text);
    }
    say(news) {
      if (!this.listens) return;
      if (JSON.stringify(news).includes(SECRET)) wrong(`tab ${this.number} hands on what is not allowed`);
      for (const tab of tabs) {
        if (tab !== this && tab.listens) to(tab, `tab ${this.number}`, 1 + dice.next(HOP), () => tab.listens && tab.election.heard(structuredClone(news)));
      }
    }
    queue(steal) {
      this.#withdraw();
      const turn = { tab: this, withdrawn: false, held: false };
      this.turn = turn;
      this.listens = true;
      if (this.refuses) {
        to(this, "lock", dice.next(HOP), () => {
          if (turn.withdrawn) return;
          this.sharing = false;
          this.election.refused();
        });
        return;
      }
      if (steal) {
        counts.steals += 1;
        const robbed = holder;
        if (robbed) {
          lostAt = now;
          to(robbed.tab, "lock", dice.next(HOP), () => {
            if (robbed.withdrawn) return;
            robbed.withdrawn = true;
            robbed.tab.turn = undefined;
            robbed.tab.election.robbed();
          });
        }
        waiting.unshift(turn);
        grant();
      } else {
        waiting.push(turn);
        if (!holder) grant();
      }
    }
    rest() {
      this.#withdraw();
      this.listens = false;
    }
    #withdraw() {
      if (this.turn) give(this.turn);
      this.turn = undefined;
    }
    tick(milliseconds) {
      const timer = ++this.timer;
      const late = dice.chance(0.05) ? dice.next(100) : 0;
      to(this, "timer", milliseconds + late, () => timer === this.timer && this.election.due(false));
    }
    hear(frame) {
      const line = this.line;
      to(this, "core", 0, () => line && line === this.line && this.#hear(frame));
    }
    end() {
      const line = this.line;
      to(this, "core", 0, () => {
        if (!line || line !== this.line) return;
        this.line = undefined;
        this.open(dice.next(dice.chance(0.3) ? 30_000 : 1_500)); // its back-off
      });
    }

    // What the core does with its line.
    open(delay = 0) {
      to(this, "open", delay, () => {
        if (this.line || !this.wants.size) return;
        const line = (this.line = { since: now, up: undefined, early: new Set() });
        this.election.open(this.sharing);
        // Begun while the core was loading: it does not subscribe again to what is on its way.
        if (dice.chance(0.3)) line.early = new Set(this.wants);
        for (const name of line.early) this.#send("subscribe", name);
        to(this, "patience", HANDSHAKE, () => {
          if (line !== this.line || line.up) return;
          this.close();
          this.open();
        });
      });
    }
    close() {
      this.line = undefined;
      this.election.leave();
    }
    #hear(text) {
      const { event, channel, data } = JSON.parse(text);
      if (event === "pusher:connection_established") {
        this.line.up = (typeof data === "string" ? JSON.parse(data) : data).socket_id;
        for (const name of this.wants) if (!this.line.early.delete(name)) this.#send("subscribe", name);
      } else if (!this.wants.has(channel)) return;
      else if (event === "pusher_internal:subscription_succeeded") this.known[channel] = latest[channel]; // it asks the source
      else this.known[channel] = Math.max(this.known[channel] ?? 0, data.fiatAmount ?? JSON.parse(data).fiatAmount);
    }
    #send(what, channel) {
      this.election.send(JSON.stringify({ event: `pusher:${what}`, data: { channel } }));
    }
    switch() {
      const channel = dice.pick(CHANNELS);
      if (this.wants.has(channel) && this.wants.size > 1) {
        this.wants.delete(channel);
        if (this.line?.up) this.#send("unsubscribe", channel);
      } else if (!this.wants.has(channel)) {
        this.wants.add(channel);
        if (this.line?.up) this.#send("subscribe", channel);
      }
    }

    // What the person and the browser do with the tab.
    see(seen) {
      if (this.frozen && seen) this.thaw();
      if (this.seen === seen) return;
      this.seen = seen;
      to(this, "seen", 0, () => this.election.seen(seen));
    }
    thaw() {
      this.frozen = false;
      this.thawed = now;
      // Each source in its order, the sources in any.
      const mixed = [];
      while (this.late.length) {
        const { source } = dice.pick(this.late);
        const index = this.late.findIndex((one) => one.source === source);
        mixed.push(...this.late.splice(index, 1));
      }
      for (const { work } of mixed) if (!this.gone) work();
    }
    crash() {
      this.gone = true;
      this.listens = false;
      sockets.delete(this.socket);
      this.socket = undefined;
      if (this.turn) give(this.turn);
      // Its process is gone, and with it a turn that was about to be given back.
      if (holder?.tab === this) grant();
    }
  }

  /** The tab whose socket serves those that follow. */
  const serves = () => holder && !holder.tab.frozen && !holder.tab.gone && holder.tab.socket;
  let twoSince;
  let freeSince;
  function check() {
    const wanted = tabs.some((tab) => !tab.gone && !tab.frozen && tab.line && tab.sharing && !tab.refuses);
    if (holder || !wanted) freeSince = undefined;
    else {
      freeSince ??= now;
      if (now - freeSince > AT_ONCE) wrong("the lock is nobody's");
    }
    const two = tabs.filter((tab) => tab.socket && !tab.frozen && !tab.gone && tab.sharing && tab.turn !== undefined).length > 1;
    if (!two) twoSince = undefined;
    else {
      twoSince ??= now;
      if (now - Math.max(twoSince, lostAt) > UNAWARE) wrong("two tabs have a socket");
    }
    for (const tab of tabs) {
      const dark = !tab.gone && tab.seen && !tab.frozen && tab.line && !tab.socket && !(tab.sharing && serves());
      if (!dark) tab.darkSince = undefined;
      else {
        tab.darkSince = Math.max(tab.darkSince ?? now, tab.line.since);
        if (now - tab.darkSince > DARK) wrong(`tab ${tab.number} is seen and has had no socket for ${now - tab.darkSince} ms`);
      }
    }
  }
  function run(time) {
    const end = now + time;
    while (queue.length && queue[0].time <= end) {
      const { time, work } = take();
      now = time;
      work();
      check();
      if (violations.length) return;
    }
    now = end;
  }

  function event() {
    const channel = dice.pick(CHANNELS);
    const number = ++latest[channel];
    counts.events += 1;
    const data = JSON.stringify({ id: channel, status: "PROCESSING", fiatAmount: number, walletAddress: SECRET });
    for (const socket of sockets) {
      if (!socket.channels.has(channel)) continue;
      const frame = JSON.stringify({ event: "ORDER", channel, data });
      to(socket.tab, "socket", 1 + dice.next(LATENCY), () => socket === socket.tab.socket && socket.tab.election.frame(frame));
    }
  }
  const RUBBISH = [{}, { term: "x" }, { frame: {} }, { send: 7 }, { call: true }, { term: -1, frame: "{" }, { term: 2e9, hello: 5 }, { to: 3, over: 1 }];
  function fault() {
    const alive = tabs.filter((tab) => !tab.gone);
    const tab = dice.pick(alive);
    switch (dice.next(14)) {
      case 0:
        if (alive.length < 2) return;
        say(`crash ${tab.number}`);
        counts.crashes += 1;
        return tab.crash();
      case 1:
      case 2:
        if (tab.frozen) return;
        say(`freeze ${tab.number}`);
        counts.freezes += 1;
        tab.see(false);
        return at(now + 1, () => (tab.frozen ||= !tab.gone && !tab.seen));
      case 3:
        if (!tab.frozen) return;
        say(`thaw ${tab.number}`);
        return tab.thaw();
      case 4:
      case 5:
        say(`see ${tab.number}`);
        return tab.see(true);
      case 6:
        say(`hide ${tab.number}`);
        return tab.see(false);
      case 7: {
        const leading = holder?.tab;
        if (!leading || leading.frozen || leading.seen) return;
        say(`freeze the leader ${leading.number}`);
        counts.freezes += 1;
        leading.frozen = true;
        return;
      }
      case 8:
      case 9:
        if (tabs.length >= 8) return;
        say(`new tab ${tabs.length + 1}`);
        tabs.push(new Tab(tabs.length + 1));
        return tabs.at(-1).open();
      case 10:
        if (tab.frozen || !tab.line) return;
        say(`close the line of ${tab.number}`);
        tab.close();
        return tab.open(dice.next(1_500));
      case 11: {
        const socket = dice.pick([...sockets, undefined]);
        if (!socket) return;
        say(`the server closes the socket of ${socket.tab.number}`);
        sockets.delete(socket);
        const { tab } = socket;
        return to(tab, "socket", dice.next(LATENCY), () => {
          if (tab.socket !== socket) return;
          tab.election.closed(4200);
          at(now + AT_ONCE, () => {
            if (holder && holder.tab !== tab) return; // who leads now has a new one, or tells its end
            for (const one of tabs) if (one.line?.up === socket.number && !one.gone && !one.frozen && now - one.thawed > SETTLED) wrong(`tab ${one.number} believes in a socket that is gone`);
          });
        });
      }
      case 12:
        if (!tab.frozen) tab.switch();
        return;
      default: {
        const rubbish = { from: dice.next(9), ...dice.pick(RUBBISH) };
        for (const one of tabs) if (one.listens) to(one, "rubbish", 0, () => one.listens && one.election.heard(rubbish));
      }
    }
  }

  const begins = 1 + dice.next(8);
  for (let number = 1; number <= begins; number++) {
    tabs.push(new Tab(number));
    tabs.at(-1).open(dice.next(2_000));
  }
  run(2_500);
  for (let phase = 0; phase < 4 && !violations.length; phase++) {
    for (let faults = dice.next(8); faults > 0 && !violations.length; faults--) {
      if (dice.chance(0.5)) event();
      fault();
      run(dice.next(dice.chance(0.3) ? 3_000 : 300));
    }
    for (let quiet = 0; quiet < 5 && !violations.length; quiet++) {
      run(900);
      event();
    }
    run(1_000);
    for (const tab of tabs) {
      if (tab.gone || tab.frozen || !tab.seen || !(now - tab.line?.since > SETTLED) || violations.length) continue;
      for (const name of tab.wants) if (tab.known[name] !== latest[name]) wrong(`tab ${tab.number} knows ${name} as of ${tab.known[name]} of ${latest[name]}`);
    }
  }
  // Everybody goes.
  if (!violations.length) {
    for (const tab of tabs) {
      if (tab.gone) continue;
      if (tab.frozen) tab.thaw();
      tab.wants.clear();
      if (tab.line) tab.close();
    }
    run(3_000);
    if (sockets.size || tabs.some((tab) => tab.socket)) wrong("a socket is left");
    if (waiting.length && !holder) wrong("somebody waits for a lock that nobody has");
  }
  return { violations, log, counts };
}
