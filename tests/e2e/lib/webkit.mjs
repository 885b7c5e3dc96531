// WebKitGTK by its WebDriver, on a screen of its own. It presses and types as a person does, and has Safari's rules for pop-ups and the
// clipboard. It is not Safari.
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { start } from "./child.mjs";
import { need, WEBKIT_BROWSER, WEBKIT_DRIVER, XVFB } from "./env.mjs";
import { eventually } from "./tracker.mjs";

/** The one reason to skip what needs WebKit; `false` where it has to run. */
export const ABSENT = process.platform !== "linux" && `WebKitGTK is for Linux; this is ${process.platform}. NOT TESTED HERE: presses in WebKit`;
if (ABSENT) console.error(`\n!!! ${ABSENT} !!!\n`);

const HINT = "cargo xtask setup --browser";
/** No command may take longer, in milliseconds. */
const LIMIT = 20_000;
/** WebDriver's name for the key. */
const CONTROL = "\uE009";

/**
 * A driver has one session, and a session one browser. Resolves to what a test does with it; elements are named by scripts that return
 * one (`script` is the body of a function). The first window has to stay: with the last one the session ends.
 */
export async function webkit() {
  for (const program of [XVFB, WEBKIT_DRIVER, WEBKIT_BROWSER]) need(program, HINT);
  const home = mkdtempSync(join(tmpdir(), "webkit-"));
  process.once("exit", () => rmSync(home, { recursive: true, force: true }));
  const running = [];
  const stop = async () => {
    for (const one of running.splice(0).reverse()) await one.stop();
  };
  try {
    const screen = await start(XVFB, ["-displayfd", "1", "-screen", "0", "1600x1400x24", "-nolisten", "tcp"], { ready: /^(\d+)$/, group: true });
    running.push(screen);
    const port = await freePort();
    running.push(await start(WEBKIT_DRIVER, ["-p", port], { ready: /^started$/, env: environment(home, screen.match[1]), group: true }));
    const driver = `http://127.0.0.1:${port}`;
    await eventually(() => send(`${driver}/status`).catch(() => null), "WebKitWebDriver answers");
    const options = { binary: WEBKIT_BROWSER, args: ["--automation"] };
    const body = { capabilities: { alwaysMatch: { "webkitgtk:browserOptions": options } } };
    const { sessionId } = await send(`${driver}/session`, body);
    const session = `${driver}/session/${sessionId}`;
    await send(`${session}/timeouts`, { script: null }); // it would be a timer of the page's; ours is LIMIT
    return { ...client(session), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const environment = (home, display) => ({
  DISPLAY: `:${display}`,
  WAYLAND_DISPLAY: undefined,
  LANG: "en_US.UTF-8",
  LC_ALL: undefined, // else the page's language is "C"
  LIBGL_ALWAYS_SOFTWARE: "1",
  GTK_USE_PORTAL: "0",
  NO_AT_BRIDGE: "1",
  WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1", // it refuses to run as root otherwise; it only sees our own pages
  ...Object.fromEntries(["CONFIG", "DATA", "CACHE", "STATE"].map((name) => [`XDG_${name}_HOME`, home])),
});

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

async function send(url, body, method = body ? "POST" : "GET") {
  const answer = await fetch(url, { method, body: body && JSON.stringify(body), signal: AbortSignal.timeout(LIMIT) });
  const { value } = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${new URL(url).pathname}: ${value.error}: ${value.message}`);
  return value;
}

function client(session) {
  const post = (path, body = {}) => send(session + path, body);
  const act = (type, id, actions, more) => ({ type, id, actions, ...more });
  const run = (script, ...args) => post("/execute/sync", { script, args });

  /** Where the middle of an element is, once it is in view. */
  const middle = (script) =>
    run(`const element = (() => { ${script} })();
      element.scrollIntoView({ block: "center", behavior: "instant" });
      const { x, y, width, height } = element.getBoundingClientRect();
      return { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };`);

  return {
    go: (url) => post("/url", { url }),
    url: () => send(`${session}/url`),
    /** What the body of a function returns. */
    run,
    /** The same for a function that calls its last argument when it is ready. */
    runAsync: (script, ...args) => post("/execute/async", { script, args }),

    /** A real press with the mouse. */
    async press(script) {
      const to = { type: "pointerMove", duration: 0, origin: "viewport", ...(await middle(script)) };
      const click = [to, { type: "pointerDown", button: 0 }, { type: "pointerUp", button: 0 }];
      await post("/actions", { actions: [act("pointer", "mouse", click, { parameters: { pointerType: "mouse" } })] });
    },

    /** Real keys: Ctrl and this one. */
    async control(key) {
      const [down, up] = ["keyDown", "keyUp"].map((type) => (value) => ({ type, value }));
      await post("/actions", { actions: [act("key", "keys", [down(CONTROL), down(key), up(key), up(CONTROL)])] });
    },

    window: () => send(`${session}/window`),
    windows: () => send(`${session}/window/handles`),
    switchTo: (handle) => post("/window", { handle }),
    /** Closes the current window; another has to be switched to. */
    close: () => send(`${session}/window`, undefined, "DELETE"),
  };
}
