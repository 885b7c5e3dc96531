// A page in which time stands still until it is told to go on, and whose network says what a schedule (schedule.mjs) says: so two builds of the package get
// the same things at the same moments, however quick the machine is. WebAssembly, the DOM and the presses of the mouse are the browser's own; time, chance, locks,
// sockets and requests are the stage's.

/** Runs in the page before anything else. `second`: how many milliseconds the second part takes, or `refused`, or `silent`. */
export function stage({ plan, second, start }) {
  const { setTimeout: soon, fetch: load, Date: RealDate } = window;

  // Time, and chance.
  let now = 0;
  let numbers = 0;
  const timers = new Map();
  const timer = (work, wait, period) => {
    timers.set(++numbers, { number: numbers, due: now + Math.max(0, Number(wait) || 0), period, work });
    return numbers;
  };
  const clear = (number) => void timers.delete(number);
  window.setTimeout = (work, wait, ...all) => timer(() => work(...all), wait);
  window.setInterval = (work, wait, ...all) => timer(() => work(...all), wait, Math.max(1, wait));
  window.requestAnimationFrame = (work) => timer(() => work(now), 16);
  window.clearTimeout = window.clearInterval = window.cancelAnimationFrame = clear;
  performance.now = () => now;
  window.Date = class extends RealDate {
    constructor(...all) {
      super(...(all.length ? all : [start + now]));
    }
    static now = () => start + Math.floor(now);
  };
  // At the same moment the same, however often it was asked for before.
  Math.random = () => (Math.imul(plan.seed + Math.floor(now) + 1, 2_654_435_761) >>> 0) / 4_294_967_296;

  // What the browser is still at work on, and has to end before time goes on.
  let working = 0;
  const count = (on, name) => {
    const own = on[name];
    on[name] = function (...all) {
      working += 1;
      const result = own.apply(this, all);
      const end = () => (working -= 1);
      result.then(end, end);
      return result;
    };
  };
  for (const name of ["text", "json", "arrayBuffer"]) count(Response.prototype, name);
  count(ReadableStreamDefaultReader.prototype, "read");
  for (const name of ["compile", "compileStreaming"]) count(WebAssembly, name);
  count(Clipboard.prototype, "writeText");
  // The browser's own locks take as long as they like; nobody else is there to hold one.
  const locks = new Map();
  LockManager.prototype.request = (name, { signal }, then) => {
    const before = locks.get(name);
    const turn = new Promise((go, fail) => {
      signal?.addEventListener("abort", () => fail(signal.reason));
      Promise.resolve(before).then(go);
    });
    const held = turn.then(then);
    locks.set(name, Promise.allSettled([before, held]));
    return held;
  };

  const { port1, port2 } = new MessageChannel();
  const turn = () =>
    new Promise((done) => {
      port1.onmessage = done;
      working ? soon(done) : port2.postMessage(0);
    });
  /** Until nothing but time makes anything happen. */
  const settle = async () => {
    const since = RealDate.now();
    for (let quiet = 0; quiet < 3; quiet = working ? 0 : quiet + 1) {
      await turn();
      if (RealDate.now() - since > 60_000) throw new Error(`at ${now} ms of the stage's time, the browser does not come to rest`);
    }
  };

  // WebAssembly: what was started.
  const started = { first: 0, second: 0 };
  const { Instance } = WebAssembly;
  WebAssembly.Instance = function (module, imports) {
    started[imports?.first ? "second" : "first"] += 1;
    return new Instance(module, imports);
  };

  // The files of the package, and the status source.
  const wait = (milliseconds, signal) =>
    new Promise((done, fail) => {
      const it = timer(done, milliseconds);
      signal?.addEventListener("abort", () => (clear(it), fail(signal.reason)));
    });
  const counted = async (work) => {
    working += 1;
    try {
      return await work();
    } finally {
      working -= 1;
    }
  };
  const truth = new Map(plan.truth.map((order) => [order.id, order]));
  const answer = async (id, signal) => {
    const order = truth.get(id);
    await wait(plan.answer.after, signal);
    const { envelope } = plan.answer;
    return new Response(JSON.stringify(envelope ? { [envelope]: order } : order), { status: order ? 200 : 404, headers: { "content-type": "application/json" } });
  };
  window.fetch = async (url, options = {}) => {
    const { pathname } = new URL(url, location);
    const order = /^\/orders\/(.+)/.exec(pathname);
    if (order) return answer(decodeURIComponent(order[1]), options.signal);
    if (/\.second\.wasm$/.test(pathname)) {
      if (second === "silent") return new Promise(() => {});
      await wait(second === "refused" ? 50 : second);
      if (second === "refused") throw new TypeError("Failed to fetch");
    } else if (/\.wasm$/.test(pathname)) await wait(plan.arrival.first);
    return counted(() => load(url, options));
  };

  // The Pusher server.
  const sockets = [];
  window.WebSocket = class extends EventTarget {
    static OPEN = 1;
    readyState = 0;
    channels = new Set();
    constructor(url) {
      super();
      this.url = url;
      sockets.push(this);
      timer(() => this.#open(), plan.stream.open);
    }
    #tell(name, event) {
      this[`on${name}`]?.(event);
      this.dispatchEvent(event);
    }
    #open() {
      if (this.readyState) return;
      this.readyState = 1;
      this.#tell("open", new Event("open"));
      const data = JSON.stringify({ socket_id: "1.1", activity_timeout: plan.stream.activity });
      timer(() => this.say(JSON.stringify({ event: "pusher:connection_established", data })), plan.stream.hello);
    }
    say(data) {
      if (this.readyState === 1) this.#tell("message", new MessageEvent("message", { data }));
    }
    send(text) {
      const { event, data } = JSON.parse(text);
      const { channel } = data ?? {};
      if (event === "pusher:ping") timer(() => this.say('{"event":"pusher:pong"}'), 5);
      if (event === "pusher:unsubscribe") this.channels.delete(channel);
      if (event !== "pusher:subscribe") return;
      this.channels.add(channel);
      timer(() => this.say(JSON.stringify({ event: "pusher_internal:subscription_succeeded", channel, ...plan.stream.grants })), plan.stream.grant);
    }
    fail(code) {
      if (this.readyState === 3) return;
      this.readyState = 3;
      this.#tell("close", new CloseEvent("close", { code }));
    }
    close() {
      this.readyState = 3;
    }
  };
  const say = (frames) => {
    for (const { channel, text } of frames) for (const socket of sockets) if (!channel || socket.channels.has(channel)) socket.say(text);
  };

  // What the page does and hears. A press leads nowhere.
  const told = [];
  for (const name of ["order-status", "order-final", "order-prompt", "order-action", "order-freshness", "user-signal", "order-error"]) {
    addEventListener(name, (event) => {
      told.push({ which: event.target.id, at: now, name, detail: event.detail });
      if (name === "order-action" && event.detail.action !== "copy") event.preventDefault();
    });
  }
  /** One of what the first part offers. */
  const find = (number, host) => {
    const all = host.shadowRoot.querySelectorAll('[data-action]:not([data-action="view-transaction"])');
    return all[Math.floor(number * all.length)];
  };
  const move = {
    out: (host) => host.remove(),
    in: (host) => document.body.append(host),
    "out and in": (host) => (host.remove(), document.body.append(host)),
    "out and in later": (host) => (host.remove(), timer(() => document.body.append(host), 40)),
  };
  const act = (which, { truth: order, frames, attributes, properties, move: how, press, real, push, refresh, close }) => {
    const host = window.hosts[which];
    if (order) truth.set(order.id, order);
    if (frames) say(frames);
    for (const [name, value] of Object.entries(attributes ?? {})) value === null ? host.removeAttribute(name) : host.setAttribute(name, value);
    Object.assign(host, properties);
    if (how) move[how](host);
    if (push) host.push(push);
    if (refresh) void host.refresh();
    if (close) for (const socket of sockets) socket.fail(close);
    const pressed = press !== undefined && host.isConnected && find(press, host);
    if (!pressed) return null;
    if (!real) return pressed.click();
    pressed.scrollIntoView({ block: "center", behavior: "instant" });
    const { x, y, width, height } = pressed.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  };

  const advance = async (to) => {
    for (;;) {
      await settle();
      const next = [...timers.values()].reduce((first, one) => (first && (first.due < one.due || (first.due === one.due && first.number < one.number)) ? first : one), null);
      if (!next || next.due > to) break;
      now = Math.max(now, next.due);
      if (next.period) next.due += next.period;
      else timers.delete(next.number);
      next.work();
    }
    now = to;
  };

  window.stage = {
    /** Lets time go on to a moment, and then does these things at once; gives where the mouse is to press, if it is. */
    do: async (at, which, acts) => {
      await advance(at);
      return acts.map((one) => act(which, one)).find(Boolean) ?? null;
    },
    /** Puts all back, says the last word, and waits until it is calm. */
    end: async (at, calm) => {
      await advance(at);
      for (const host of window.hosts) if (!host.isConnected) document.body.append(host);
      for (const { order } of plan.last) truth.set(order.id, order);
      for (const later of [0, 1_500, 3_000]) {
        await advance(at + later);
        for (const { frames } of plan.last) say(frames);
      }
      await advance(calm);
    },
    seen: () => ({ started, sockets: sockets.length, told }),
  };
}
