/** Runs in the page before all else: `part()` is what has the status, `shown` becomes the time when the first status is painted, `heard` is the last frame's. */
export function watch() {
  window.part = (host) => host?.shadowRoot?.querySelector("[part=tracker]") ?? host?.querySelector?.(".tracker");
  window.hosts = () => document.querySelectorAll("transak-order-tracker,[data-order]");
  // By observers, not by looking at each frame: that would be work for the main thread, which is measured.
  window.shown = new Promise((done) => {
    const look = () => {
      if (!window.part(window.hosts()[0])?.dataset.status) return;
      observer.disconnect();
      requestAnimationFrame(() =>
        setTimeout(() => {
          performance.mark("shown");
          done(performance.now());
        }),
      );
    };
    const observer = new MutationObserver(look);
    const observe = (root) => observer.observe(root, { childList: true, subtree: true, attributeFilter: ["data-status"] });
    observe(document);
    const { attachShadow } = Element.prototype;
    let observed = false;
    Element.prototype.attachShadow = function (options) {
      const root = attachShadow.call(this, options);
      if (!observed) observe(root);
      observed = true;
      return root;
    };
  });
  window.heard = 0;
  window.sockets = 0;
  const Real = window.WebSocket;
  window.WebSocket = class extends Real {
    constructor(...given) {
      super(...given);
      window.sockets++;
      this.addEventListener("message", () => (window.heard = performance.now()));
    }
  };
  const { Instance } = WebAssembly;
  WebAssembly.Instance = function (...given) {
    const instance = new Instance(...given);
    window.memory ??= Object.values(instance.exports).find((it) => it instanceof WebAssembly.Memory);
    return instance;
  };
}
