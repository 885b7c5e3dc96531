// Stands in for wasm-bindgen's glue: writes down every call, and does what `window.wish` says. What may break down goes through
// the loader's guard, as the exports of the WebAssembly do.
const log = (...call) => (globalThis.calls ??= []).push(call);
const plain = (value) => JSON.parse(JSON.stringify(value));
let count = 0;
let instances = 0;

class Handle {
  constructor(id, node, exports) {
    Object.assign(this, { id, node, exports });
  }
  update(options) {
    this.exports.update(this.id, plain(options));
  }
  refresh() {
    return this.exports.refresh(this.id);
  }
  push(event) {
    this.exports.push(this.id, event);
  }
  state() {
    return this.exports.state();
  }
  unmount() {
    log("unmount", this.id);
    this.node.remove();
  }
  free() {
    log("free", this.id);
  }
}

/** A real trap: `unreachable` in a module of one function. */
function trap() {
  const code = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11];
  new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(code))).exports.f();
}

/** Once, or for ever: `always-…`. */
function wished(what) {
  const wish = globalThis.wish ?? "";
  if (wish === what) globalThis.wish = "";
  return wish === what || wish === `always-${what}`;
}

const work = {
  update(id, options) {
    log("update", id, options);
    if (wished("throw")) throw new Error("secret detail");
    if (wished("trap")) trap();
  },
  refresh(id) {
    log("refresh", id);
    return wished("never") ? new Promise(() => {}) : wished("reject") ? Promise.reject(new Error("secret detail")) : Promise.resolve();
  },
  push(id, event) {
    log("push", id, event);
    if (wished("push")) trap();
  },
  state() {
    const more = globalThis.shows ?? {};
    return { status: "PROCESSING", side: "buy", stage: "verified", final: false, confirmed: true, freshness: "live", prompt: "in-progress", lastConfirmedAt: null, ...more };
  },
  mount(root, hooks) {
    const node = document.createElement("section");
    node.setAttribute("part", "tracker");
    node.dataset.status = "PROCESSING";
    root.append(node);
    if (wished("mount")) throw new Error("secret detail");
    for (const [name, text] of [["prompt", "Working"], ["countdown", "4:59"], ["action", "Go"], ["freshness", "Live"]]) {
      const part = document.createElement("p");
      part.setAttribute("part", name);
      part.textContent = text;
      node.append(part);
    }
    node.lastChild.setAttribute("data-freshness", "live");
    hooks.states(false, true, false);
    hooks.emit("order-prompt", { prompt: "waiting", actions: [] }, false);
    return node;
  },
  trap,
};

export function instance(wasm, WebSocket, AbortController, setInterval) {
  const { Instance } = WebAssembly;
  let exports;
  const start = ({ module }) => {
    log("init", module instanceof wasm.Module);
    // The smallest module has no exports: these stand in for what it would have.
    WebAssembly.Instance = function () {
      return { exports: { ...work, memory: {} } };
    };
    ({ exports } = new wasm.Instance(module, {}));
    WebAssembly.Instance = Instance;
  };
  const serial = ++instances;
  globalThis.open = (url) => Object.assign(new WebSocket(url), { serial });
  globalThis.question = () => new AbortController();
  globalThis.interval = (work) => setInterval(work, 1);
  const begin = (root, tabs, options, hooks, element) => {
    const id = ++count;
    log("mount", id, plain(options), element);
    const node = exports.mount(root, hooks);
    globalThis.act = () => hooks.emit("order-action", { action: "resume", href: "/x" }, true);
    globalThis.tell = (name, detail) => hooks.emit(name, detail, false);
    globalThis.trapInTimer = () => setTimeout(exports.trap);
    globalThis.callLate = () => exports.push(id, "late");
    return new Handle(id, node, exports);
  };
  return { start, begin, fill: () => {} };
}
