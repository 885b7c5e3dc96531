// One run of one fault: a page of its own, an order of its own, a sandbox that nobody else uses meanwhile.
import assert from "node:assert/strict";
import { openPage } from "../lib/browser.mjs";
import { eventually, rest, trackers } from "../lib/tracker.mjs";
import { document, tracker } from "../lib/world.mjs";
import { codes, judge, judgeLabel, witness } from "./witness.mjs";

/** Far more than is ever needed: a limit for a run that hangs, not a measure. */
const WITHIN = 100_000;
let pages = 0;

/**
 * Plays `fault` once:
 * `plan` holds from before the page opens, or (`at: "live"`) from when the tracker is live, until it is lifted (unless `stays`);
 * `before(stage)` runs before the page opens, `strike(stage)` with the plan; then the order moves on (`during(stage)`, or two steps, the second
 * of them unheard), the label is seen (`label`), the errors are heard (`errors`), the order ends unheard, and the fault is lifted (`lift(stage)`);
 * with `end: "heard"` the order ends after that, on the stream, once the tracker asks nothing (unless `hurried`). `sockets` may be opened at most. `dead`: nothing comes from when it strikes until it is lifted.
 */
export async function play(fault, { browser, site, sandbox }) {
  await sandbox.faults({});
  const truth = ["AWAITING_PAYMENT_FROM_USER"];
  const { orderId: id } = await sandbox.call("POST", "/sandbox/orders", { scenario: "card", speed: 0 });
  const move = (status, more = {}) => {
    if (more.record !== false) truth.push(status);
    return sandbox.call("POST", `/sandbox/orders/${id}/status`, { status, ...more });
  };
  const path = `/fault-${++pages}`;
  const headers = fault.headers?.(sandbox) ?? {};
  const attributes = { "order-id": id, "stream-url": sandbox.streamUrl, "status-url": sandbox.statusUrl, ...fault.follow?.(sandbox) };
  site.pages[path] = (_, response) => response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...headers }).end(document(tracker(attributes)));
  site.pages[`/orders/${id}`] = async (_, response) => response.end(await (await fetch(`${sandbox.url}/orders/${id}`)).text());

  const page = await openPage(browser);
  const news = await witness(page, truth);
  let opened = 0;
  page.on("websocket", () => opened++);
  const crashes = [];
  page.on("pageerror", (error) => crashes.push(error.message));
  let questions = 0;
  page.on("request", (request) => request.url().endsWith(id) && questions++);
  // The last that was shown, as the page told it: looking on costs the page nothing.
  const shown = () => news.findLast(({ status }) => status !== undefined);
  const until = (isSo) => eventually(() => shown() && isSo(shown()), `${isSo}\nshown: ${JSON.stringify(shown())}`, WITHIN);
  const stage = {
    page, sandbox, id, move, news, rest,
    publish: (event, data) => sandbox.call("POST", `/sandbox/orders/${id}/publish`, { event, data }),
    until,
    label: (freshness) => until((it) => freshness.includes(it.freshness)),
    told: (code) => eventually(() => codes(news).includes(code), `${code} is told`, WITHIN),
    opened: (count) => eventually(() => opened >= count, `${count} sockets`, WITHIN),
    /** This status is shown, or was. */
    shown: (status) => eventually(() => news.some((it) => it.status === status), `${status} is shown`, WITHIN),
    live: () => until((it) => it.confirmed && it.freshness === "live"),
    /** No question came for a while. */
    async quiet() {
      let before;
      do {
        before = questions;
        await rest(700);
      } while (questions !== before);
    },
    dispatch: (name) => page.evaluate((event) => void dispatchEvent(new Event(event)), name),
  };
  try {
    const isLater = fault.at === "live";
    const plan = typeof fault.plan === "function" ? fault.plan(stage) : (fault.plan ?? {});
    await fault.before?.(stage);
    if (!isLater) await sandbox.faults(plan);
    await page.goto(site.url(path));
    if (isLater) {
      await stage.live();
      await sandbox.faults(plan);
    }
    const deadSince = Date.now();
    await fault.strike?.(stage);
    if (fault.during) await fault.during(stage);
    else {
      await move("PROCESSING");
      await move("PENDING_DELIVERY_FROM_TRANSAK", { publish: false });
    }
    if (fault.label) await stage.label(fault.label);
    // From the start a label may say so before the fault has struck.
    if (fault.label && !isLater) assert.ok(!news.some(({ freshness }) => freshness === "live"), "live in spite of the fault");
    for (const code of fault.errors ?? []) await stage.told(code);
    const deadUntil = Date.now();
    // What is unheard happens while the fault still holds, or the tracker may be back before it.
    if (fault.end !== "heard") await move("COMPLETED", { publish: false });
    if (!fault.stays) await sandbox.faults({});
    await fault.lift?.(stage);
    if (fault.end === "heard") {
      // An event while a question is under way is a matter of its own (`an_answer_slower_than_three_events`).
      if (!fault.hurried) await stage.quiet();
      await move("COMPLETED");
    }
    await until((it) => it.confirmed && it.freshness === "done");

    const { status, state, freshness } = await trackers(page).look();
    assert.deepEqual([status, state.final, state.confirmed, freshness], ["COMPLETED", true, true, "done"]);
    await eventually(() => news.some(({ event }) => event === "order-final"), "order-final is told");
    judge(news);
    if (fault.dead) judgeLabel(news, deadSince, deadUntil);
    assert.deepEqual(codes(news), fault.errors ?? []);
    assert.deepEqual(crashes, []);
    assert.ok(opened <= (fault.sockets ?? 1), `${opened} sockets`);
    await fault.then?.(stage);
  } catch (error) {
    const story = news.map(({ known, ...it }) => JSON.stringify(it)).join("\n");
    throw new Error(`${fault.name}: ${error.message}\nsockets: ${opened}; truth: ${truth}\n${story}\n${error.stack}`);
  } finally {
    await sandbox.faults({});
    await page.end();
    delete site.pages[path];
    delete site.pages[`/orders/${id}`];
  }
}
