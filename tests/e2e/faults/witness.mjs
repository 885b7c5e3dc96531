// What a tracker shows, and what it says, from its first moment to its last: written down in the page, judged here.
import assert from "node:assert/strict";

const NAME = "transak-order-tracker";

/** Runs in every document, before anything else. Each news goes to `told`, so that a reload loses none. */
function watch([name, events]) {
  const tell = (news) => globalThis.told?.(JSON.stringify({ at: Date.now(), ...news }))?.catch?.(() => {});
  for (const event of events) addEventListener(event, ({ type, detail }) => tell({ event: type, detail: JSON.parse(JSON.stringify(detail)) }), true);
  addEventListener("unhandledrejection", ({ reason }) => tell({ exception: String(reason) }));
  let last = "";
  const look = (host) => {
    const part = host.shadowRoot?.querySelector('[part="tracker"]');
    if (!part) return;
    const status = part.dataset.status ?? "";
    const freshness = part.querySelector('[part="freshness"]')?.dataset.freshness ?? "";
    // The state may be a moment ahead of what is drawn: then it says nothing about it.
    const confirmed = host.state.status === status && host.state.confirmed;
    const now = `${status} ${confirmed} ${freshness}`;
    if (now !== last) tell({ status, confirmed, freshness });
    last = now;
  };
  const begin = () => {
    const host = document.querySelector(name);
    if (!host?.shadowRoot) return setTimeout(begin, 10);
    new MutationObserver(() => look(host)).observe(host.shadowRoot, { childList: true, subtree: true, attributes: true, characterData: true });
    // What is drawn and the state need not change in the same moment.
    setInterval(look, 100, host);
    return look(host);
  };
  begin();
}

const EVENTS = ["order-status", "order-final", "order-error", "order-freshness"];

/** From now on `news` grows. `truth` holds what the order has been so far. */
export async function witness(page, truth) {
  const news = [];
  await page.exposeFunction("told", (text) => void news.push({ ...JSON.parse(text), known: [...truth] }));
  await page.addInitScript(watch, [NAME, EVENTS]);
  return news;
}

const RANK = {
  AWAITING_PAYMENT_FROM_USER: 0, PAYMENT_DONE_MARKED_BY_USER: 1, PROCESSING: 2, PENDING_DELIVERY_FROM_TRANSAK: 3,
  ON_HOLD_PENDING_DELIVERY_FROM_TRANSAK: 3, FAILED: 4, CANCELLED: 4, EXPIRED: 4, COMPLETED: 5, REFUNDED: 6,
};

/** Never a step backward, nothing confirmed that never was, nothing final more than once. */
export function judge(news) {
  let confirmed = -1;
  let shown = { rank: -1, confirmed: true };
  for (const { status, confirmed: isConfirmed, known, exception } of news) {
    assert.equal(exception, undefined, "an unhandled rejection");
    if (!status) continue;
    const rank = RANK[status];
    assert.ok(rank !== undefined, `shown: ${status}`);
    assert.ok(rank >= confirmed, `${status} after something confirmed beyond it`);
    // A hint may be taken back, on the source's word only.
    assert.ok(rank >= shown.rank || (!shown.confirmed && isConfirmed), `${status}${isConfirmed ? "" : "?"}: a step backward`);
    if (isConfirmed) {
      assert.ok(known.includes(status), `confirmed: ${status}, which the order never was`);
      confirmed = rank;
    }
    shown = { rank, confirmed: isConfirmed };
  }
  for (const { event, detail, known } of news) {
    if (event === "order-status" && detail.confirmed) assert.ok(known.includes(detail.status), `told as confirmed: ${detail.status}`);
    if (event === "order-final") assert.ok(detail.confirmed && known.includes(detail.status), `told as final: ${detail.status}`);
  }
  const finals = news.filter(({ event }) => event === "order-final").map(({ detail }) => detail.status);
  assert.equal(new Set(finals).size, finals.length, `final twice: ${finals}`);
}

/** Never `live` when the link had been dead for more than the liveness limit (40 s, and something for a busy machine). */
export function judgeLabel(news, deadSince, deadUntil) {
  let at = deadSince;
  let label = "";
  for (const { freshness, at: time } of [...news.filter((it) => it.freshness !== undefined), { freshness: "", at: deadUntil }]) {
    const until = Math.min(time, deadUntil);
    if (label === "live") assert.ok(until - Math.max(at, deadSince) < 48_000, `live for ${until - deadSince} ms on a dead link`);
    [label, at] = [freshness, time];
  }
}

export const codes = (news) => news.filter(({ event }) => event === "order-error").map(({ detail }) => detail.code);
