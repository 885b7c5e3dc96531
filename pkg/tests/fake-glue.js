// Stands in for wasm-bindgen's glue: writes down every call, and does what `window.wish` says.
const log = (...call) => (globalThis.calls ??= []).push(call);
const plain = (value) => JSON.parse(JSON.stringify(value));
let count = 0;

class Kept {
  constructor(of) {
    this.of = of;
  }
  free() {}
}

class Handle {
  constructor(id, root, hooks, node) {
    Object.assign(this, { id, root, hooks, node });
  }
  update(options) {
    log("update", this.id, plain(options));
    if (globalThis.wish === "throw") throw new Error("secret detail");
    if (globalThis.wish === "trap") trap();
  }
  async refresh() {
    log("refresh", this.id);
    if (globalThis.wish === "reject") throw new Error("secret detail");
  }
  push(event) {
    log("push", this.id, event);
  }
  state() {
    return { status: "PROCESSING", side: "buy", stage: "verified", final: false, confirmed: true, freshness: "live", prompt: "in-progress", lastConfirmedAt: null };
  }
  unmount() {
    log("unmount", this.id);
    this.node.remove();
    return new Kept(this.id);
  }
  free() {
    log("free", this.id);
  }
}

/** A real trap: `unreachable` in a module of one function. */
export function trap() {
  const code = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11];
  new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(code))).exports.f();
}

export function mount(root, host, options, hooks, kept) {
  const id = ++count;
  log("mount", id, plain(options), kept?.of ?? null);
  const node = document.createElement("div");
  root.append(node);
  if (globalThis.wish === "mount-throws") throw new Error("secret detail");
  node.setAttribute("part", "freshness");
  node.setAttribute("data-freshness", "live");
  node.textContent = "Live";
  hooks.ready();
  hooks.states(false, true, false);
  hooks.emit("order-prompt", { prompt: "waiting", actions: [] }, false);
  globalThis.act = () => hooks.emit("order-action", { action: "resume", href: "/x" }, true);
  globalThis.trapInTimer = () => setTimeout(trap);
  return new Handle(id, root, hooks, node);
}

export function initSync({ module }) {
  log("init", module instanceof WebAssembly.Module);
}
