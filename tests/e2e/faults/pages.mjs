// The faults of the browser and of the page: offline, lies about it, hidden, frozen, reloaded, put away, blocked.
import { goBack } from "../lib/browser.mjs";

const unheard = ({ move }) => move("PENDING_DELIVERY_FROM_TRANSAK", { publish: false });
/** Cuts this page off by the browser's own means; sockets are not touched by it, so the server cuts them. */
const network = async ({ page }, offline) => {
  page.cdp ??= await page.context().newCDPSession(page);
  await page.cdp.send("Network.enable");
  await page.cdp.send("Network.emulateNetworkConditions", { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
};
const visible = (page, isVisible) =>
  page.evaluate((state) => {
    for (const [name, value] of [["visibilityState", state ? "visible" : "hidden"], ["hidden", !state]]) Object.defineProperty(document, name, { configurable: true, get: () => value });
    document.dispatchEvent(new Event("visibilitychange"));
  }, isVisible);
const lie = (page, onLine) => page.evaluate((value) => void Object.defineProperty(Navigator.prototype, "onLine", { configurable: true, get: () => value }), onLine);
const reload = (name, holds, more) => ({ name, made: "page.reload()", holds, at: "live", sockets: 6, ...more });
const policy = (sources) => ({ "content-security-policy": `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src ${sources}` });

export const PAGES = [
  { name: "offline_and_online_again", made: "Network.emulateNetworkConditions; sockets cut", holds: '"offline" with the time of the last word; right within one question', at: "live", sockets: 8, label: ["offline"],
    strike: async (stage) => { await stage.quiet(); await network(stage, true); await stage.sandbox.close(1006); }, lift: (stage) => network(stage, false) },
  { name: "offline_and_online_five_times", made: "the same, quickly", holds: "the same", at: "live", sockets: 8,
    strike: async (stage) => { for (let at = 0; at < 5; at++) { await network(stage, true); await stage.sandbox.close(1006); await network(stage, false); } } },
  { name: "onLine_lies_while_all_is_well", made: "navigator.onLine false, and `offline` dispatched", holds: "traffic is the truth: events are shown, the end is heard", at: "live", end: "heard",
    strike: async ({ page, dispatch }) => { await lie(page, false); await dispatch("offline"); },
    during: async ({ move, live }) => { await move("PROCESSING"); await live(); } },
  { name: "onLine_lies_while_all_is_dead", made: "navigator.onLine true; upgrades and questions fail", holds: '"checking", never live; right when it is back', at: "live", sockets: 8, label: ["checking"],
    plan: { stream: { upgradeStatus: 503 }, orders: { status: 503, next: 2 } }, strike: async ({ page, sandbox, dispatch }) => { await lie(page, true); await sandbox.close(1006); await dispatch("online"); } },
  { name: "hidden_while_the_socket_is_cut", made: "visibilityState and its event", holds: "right when it is seen again", at: "live", sockets: 3,
    strike: async ({ page, sandbox }) => { await visible(page, false); await sandbox.close(1006); }, lift: ({ page }) => visible(page, true) },
  { name: "hidden_and_visible_ten_times", made: "the same, quickly", holds: "the socket stays, the end is heard", at: "live", end: "heard",
    strike: async ({ page }) => { for (let at = 0; at < 20; at++) await visible(page, at % 2 === 1); } },
  { name: "frozen_and_thawed", made: "Page.setWebLifecycleState; the socket is cut meanwhile", holds: "right after the thaw", at: "live", sockets: 3,
    strike: async ({ page, sandbox }) => {
      page.cdp = await page.context().newCDPSession(page);
      await page.cdp.send("Page.setWebLifecycleState", { state: "frozen" });
      await sandbox.close(1006);
    },
    lift: ({ page }) => page.cdp.send("Page.setWebLifecycleState", { state: "active" }) },
  { name: "put_away_and_taken_back", made: "another page, and back", holds: "one new socket, right at once", at: "live", end: "heard", sockets: 3,
    during: async (stage) => { await stage.page.goto("about:blank"); await unheard(stage); await goBack(stage.page); await stage.shown("PENDING_DELIVERY_FROM_TRANSAK"); await stage.live(); } },
  reload("reloaded_at_each_phase", "never an older status than before; the end is heard", { end: "heard",
    during: async ({ page, move, live }) => {
      for (const status of ["PAYMENT_DONE_MARKED_BY_USER", "PROCESSING", "ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK", "PENDING_DELIVERY_FROM_TRANSAK"]) {
        await move(status);
        await page.reload();
        await live();
      }
    } }),
  reload("reloaded_while_connecting", "the same", { at: "start", plan: { stream: { delayMs: 700 } }, strike: async ({ page, rest }) => { await rest(200); await page.reload(); await rest(500); await page.reload(); } }),
  reload("reloaded_while_an_answer_is_under_way", "the same", { plan: { orders: { delayMs: 1_500 } }, end: "heard",
    during: async ({ page, move, shown, until }) => { await move("PROCESSING"); await shown("PROCESSING"); await page.reload(); await until((it) => it.confirmed); } }),
  reload("reloaded_after_the_order_has_moved_on_unheard", "the same", { end: "heard",
    during: async (stage) => { await unheard(stage); await stage.page.reload(); await stage.shown("PENDING_DELIVERY_FROM_TRANSAK"); await stage.live(); } }),
  { name: "the_page_s_policy_blocks_the_socket", made: "connect-src 'self'; the source is the page's own", holds: 'polling to the end, "checking", no error', sockets: 8, follow: () => ({ "status-url": "/orders/{orderId}" }),
    headers: () => policy("'self'"), label: ["checking"] },
  { name: "an_ad_blocker_blocks_both_for_a_while", made: "Network.setBlockedURLs; sockets cut", holds: "what was known stays, not live; right when it is lifted", at: "live", sockets: 8, label: ["checking"],
    strike: async ({ page, sandbox }) => {
      page.cdp = await page.context().newCDPSession(page);
      await page.cdp.send("Network.enable");
      await page.cdp.send("Network.setBlockedURLs", { urls: [`${sandbox.url}/orders/*`, `${sandbox.streamUrl}*`] });
      await sandbox.faults({ stream: { upgradeStatus: 403 } });
      await sandbox.close(1006);
    },
    lift: ({ page }) => page.cdp.send("Network.setBlockedURLs", { urls: [] }) },
  { name: "both_down_for_a_while", made: "sockets cut, upgrades and questions refused with 502", holds: "what was known stays; right when they are back", at: "live", sockets: 8, label: ["checking"],
    plan: { stream: { upgradeStatus: 502 }, orders: { status: 502 } }, strike: ({ sandbox }) => sandbox.close(1006) },
];
