// The element as a page meets it: its attributes and properties, and its life cycle.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { goBack } from "./lib/browser.mjs";
import { eventually, rest } from "./lib/tracker.mjs";
import { newId, startWorld, tracker } from "./lib/world.mjs";

const NAME = "transak-order-tracker";
const EMPTY_STATE = {
  status: "", side: "", stage: "", final: false, confirmed: false, freshness: "checking", prompt: "", lastConfirmedAt: null,
};

let world;
before(async () => (world = await startWorld()));
after(() => world?.stop());

const sockets = async () => (await world.sandbox.connections()).sockets;
const noSockets = () => eventually(async () => (await sockets()) === 0, "all sockets closed");
const live = (it) => it.state.confirmed && it.freshness === "live";
const errors = async (page) => (await page.heard("order-error")).map(({ code }) => code);
/** A tracker without any source: what it shows comes from the page. */
const alone = (more = {}) => tracker({ "order-id": newId(), "stream-url": "none", ...more });

describe("attributes and properties", () => {
  const TEXTS = {
    orderId: "order-id", apiKey: "api-key", partnerOrderId: "partner-order-id", side: "side", status: "status",
    statusUrl: "status-url", streamUrl: "stream-url", environment: "environment", locale: "locale", theme: "theme",
    eventsUrl: "events-url", layout: "layout", resumeUrl: "resume-url", retryUrl: "retry-url", supportUrl: "support-url",
  };

  test("every_attribute_is_a_property_and_the_other_way_round", async () => {
    const page = await world.open(alone());
    const wrong = await page.evaluate((texts) => {
      const host = document.createElement("transak-order-tracker");
      const wrong = [];
      for (const [property, attribute] of Object.entries(texts)) {
        if (host[property] != null) wrong.push(`${property} is not null at first`);
        host.setAttribute(attribute, "one");
        if (host[property] !== "one") wrong.push(`${property} does not follow ${attribute}`);
        host[property] = "two";
        if (host.getAttribute(attribute) !== "two") wrong.push(`${attribute} does not follow ${property}`);
        for (const nothing of [null, undefined]) {
          host[property] = "three";
          host[property] = nothing;
          if (host.hasAttribute(attribute)) wrong.push(`${property} = ${nothing} leaves ${attribute}`);
        }
      }
      for (const [value, on] of [["", true], ["true", true], ["false", false]]) {
        host.setAttribute("from-redirect", value);
        if (host.fromRedirect !== on) wrong.push(`from-redirect="${value}" is not ${on}`);
      }
      host.fromRedirect = false;
      if (host.hasAttribute("from-redirect")) wrong.push("fromRedirect = false leaves from-redirect");
      host.fromRedirect = true;
      if (!host.hasAttribute("from-redirect")) wrong.push("fromRedirect = true sets nothing");
      for (const property of ["order", "fetchOrder", "explorerHosts", "user", "activeOrders", "messages"]) {
        const value = property === "fetchOrder" ? async () => ({}) : [{}];
        host[property] = value;
        if (host[property] !== value) wrong.push(`${property} gives something else back`);
      }
      return wrong;
    }, TEXTS);
    assert.deepEqual(wrong, []);
    await page.end();
  });

  test("properties_set_before_the_definition_count", async () => {
    const id = newId();
    const page = await world.open(`<${NAME}></${NAME}>
      <script>Object.assign(document.querySelector("${NAME}"), { orderId: "${id}", streamUrl: "none", layout: "line", order: { id: "${id}", status: "PROCESSING" } })</script>`);
    const shown = await page.until((it) => it.status === "PROCESSING");
    assert.equal(shown.state.confirmed, false);
    assert.equal(await page.locator(NAME).getAttribute("order-id"), id);
    assert.deepEqual(await errors(page), []);
    await page.end();
  });

  test("a_changed_order_id_follows_the_new_order_only", async () => {
    const [one, two] = [await world.sandbox.place("card"), await world.sandbox.place("sell")];
    await world.sandbox.status(one, "PROCESSING");
    const page = await world.open(world.follow(one));
    await page.until(live);
    await page.evaluate((id) => (document.querySelector("transak-order-tracker").orderId = id), two);
    const shown = await page.until((it) => it.status === "AWAITING_PAYMENT_FROM_USER" && live(it));
    assert.equal(shown.side, "sell");
    await eventually(async () => {
      const { channels, sockets } = await world.sandbox.connections();
      return sockets === 1 && channels[two] === 1 && !channels[one];
    }, "one socket, for the new order");
    await world.sandbox.status(one, "COMPLETED");
    await world.sandbox.status(two, "PENDING_DELIVERY_FROM_TRANSAK");
    await page.until((it) => it.status === "PENDING_DELIVERY_FROM_TRANSAK" && it.state.confirmed);
    assert.ok(!(await page.heard("order-status")).some(({ status }) => status === "COMPLETED"));
    assert.deepEqual(await errors(page), []);
    await page.end();
  });

  test("an_order_id_given_later_starts_to_follow_and_one_taken_away_ends", async () => {
    await noSockets();
    const id = await world.sandbox.place("card");
    const page = await world.open(tracker({ "stream-url": world.sandbox.streamUrl, "status-url": world.sandbox.statusUrl }));
    await page.untilHeard("order-error");
    assert.deepEqual(await errors(page), ["CONFIG"]);
    assert.equal(await sockets(), 0);
    await page.give({ orderId: id });
    await page.until(live);
    await page.give({ orderId: null });
    await page.until((it) => it.status === "");
    await noSockets();
    assert.deepEqual(await errors(page), ["CONFIG", "CONFIG"]);
    await page.end();
  });

  test("theme_layout_locale_and_messages_change_at_once_and_without_a_new_socket", async () => {
    const id = await world.sandbox.place("card");
    const page = await world.open(world.follow(id));
    await page.until(live);
    let opened = 0;
    page.on("websocket", () => opened++);
    const part = () =>
      page.evaluate(() => {
        const part = document.querySelector("transak-order-tracker").shadowRoot.querySelector("[part=tracker]");
        const style = getComputedStyle(part);
        return { background: style.backgroundColor, color: style.color, height: part.offsetHeight, lang: part.lang, dir: part.dir };
      });
    await page.give({ theme: "light" });
    await rest(50);
    const light = await part();
    await page.give({ theme: "dark" });
    await rest(50);
    const dark = await part();
    assert.notEqual(dark.background + dark.color, light.background + light.color);
    await page.give({ layout: "line" });
    await rest(50);
    const line = await part();
    assert.ok(line.height < dark.height, `${line.height} < ${dark.height}`);
    await page.give({ layout: "full", locale: "de-DE" });
    const german = await page.until((it) => /\d,\d/.test(it.summary));
    await page.give({ locale: "en-GB" });
    const english = await page.until((it) => /\d\.\d/.test(it.summary));
    assert.notEqual(german.summary, english.summary);
    await page.give({ messages: { "prompt.complete-payment.title": "Bitte bezahlen" } });
    await page.until((it) => it.promptText.includes("Bitte bezahlen"));
    await page.give({ messages: null });
    await page.until((it) => it.promptText.includes("Complete your payment"));
    await page.give({ locale: "ar" });
    await eventually(async () => (await part()).dir === "rtl", "Arabic");
    assert.equal(opened, 0);
    assert.deepEqual(await errors(page), []);
    assert.equal((await page.heard("order-status")).length, 1, "nothing was told anew");
    await page.end();
  });

  test("the_language_of_the_page_decides_and_changes_with_it", async () => {
    const id = newId();
    world.orders.set(id, { id, status: "PROCESSING", isBuyOrSell: "BUY", fiatAmount: 1234.5, fiatCurrency: "EUR" });
    const page = await world.open(
      `<div lang="de"><p></p>${tracker({ "order-id": id, "stream-url": "none", "status-url": "/orders/{orderId}" })}</div><div lang="en" id="en"></div>`,
    );
    assert.match((await page.until((it) => it.summary !== "")).summary, /1\.234,50/);
    await page.evaluate(() => document.querySelector("#en").append(document.querySelector("transak-order-tracker")));
    await page.until((it) => /1,234\.50/.test(it.summary));
    await page.evaluate(() => (document.querySelector("transak-order-tracker").lang = "fr"));
    await page.until((it) => /1\s234,50/.test(it.summary));
    await page.end();
  });

  test("a_changed_side_changes_the_words_before_the_first_data", async () => {
    const page = await world.open(alone({ side: "buy" }));
    assert.equal((await page.until((it) => it.prompt === "waiting")).side, "buy");
    await page.give({ side: "sell" });
    assert.equal((await page.until((it) => it.side === "sell")).steps.length, 4);
    await page.give({ side: null });
    assert.equal((await page.until((it) => it.side === "")).steps.length, 5);
    await page.end();
  });

  test("a_wrong_value_is_told_once_by_its_attribute_and_never_repeated", async () => {
    const wrong = [
      ["order-id", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcdefghijk"], ["order-id", "private-x"], ["side", "swap"], ["theme", "blue"],
      ["layout", "huge"], ["locale", "not a locale"], ["environment", "moon"], ["stream-url", "ws://example.com/app/x"],
      ["status-url", "http://example.com/{orderId}"], ["status-url", "/orders/{orderid}"], ["retry-url", "javascript:alert(1)"],
      ["status", "X".repeat(300)],
    ];
    const page = await world.open(wrong.map(([attribute, value], at) => alone({ id: `w${at}`, [attribute]: value })).join(""), {
      before: (page) =>
        page.addInitScript(() => {
          window.told = {};
          addEventListener("order-error", ({ target, detail }) => (told[target.id] ??= []).push(detail));
        }),
    });
    await page.untilHeard("order-error", (all) => all.length >= wrong.length);
    // Saying it again on every change would be noise.
    await page.evaluate(() => document.querySelectorAll("transak-order-tracker").forEach((host) => (host.resumeUrl = "/pay")));
    await rest(200);
    const told = await page.evaluate(() => window.told);
    for (const [at, [attribute, value]] of wrong.entries()) {
      const mine = told[`w${at}`] ?? [];
      assert.deepEqual(mine.map(({ code, retrying }) => [code, retrying]), [["CONFIG", false]], attribute);
      assert.ok(mine[0].message.includes(attribute) && !mine[0].message.includes(value), mine[0].message);
    }
    await page.end();
  });
});

describe("life cycle", () => {
  test("the_fallback_is_shown_until_the_tracker_is_ready", async () => {
    let release;
    const page = await world.open(alone({}).replace("></", "><a href='/orders/1'>See your order</a></"), {
      before: (page) => page.route("**/*.wasm", async (route) => (await new Promise((go) => (release = go)), route.continue())),
    });
    const link = page.getByText("See your order");
    assert.ok(await link.isVisible());
    assert.deepEqual((await page.look()).state, EMPTY_STATE);
    await eventually(() => release, "the WebAssembly is asked for");
    release();
    await page.until((it) => it.prompt === "waiting");
    assert.ok(!(await link.isVisible()));
    assert.equal(await link.count(), 1, "it stays in the document");
    await page.end();
  });

  test("the_fallback_stays_for_ever_and_is_told_once_where_the_file_is_missing", async () => {
    const page = await world.open(alone({ id: "a" }).replace("></", ">See your order</"), {
      before: (page) => page.route("**/*.wasm", (route) => route.fulfill({ status: 404, body: "" })),
    });
    await page.untilHeard("order-error");
    await rest(300);
    const [told, ...more] = await page.heard("order-error");
    assert.deepEqual([told.code, told.retrying, more], ["WASM_BLOCKED", false, []]);
    assert.ok(await page.getByText("See your order").isVisible());
    await page.evaluate(() => document.querySelector("transak-order-tracker").refresh());
    await page.end();
  });

  test("moving_it_keeps_state_socket_and_elements", async () => {
    await noSockets();
    const id = await world.sandbox.place("card");
    const page = await world.open(`<div id="from">${world.follow(id)}</div><div id="to"></div>`);
    await page.until(live);
    let opened = 0;
    page.on("websocket", () => opened++);
    const same = await page.evaluate(async () => {
      const host = document.querySelector("transak-order-tracker");
      const part = host.shadowRoot.querySelector("[part=tracker]");
      document.querySelector("#to").append(host);
      await new Promise((done) => setTimeout(done, 100));
      return part === host.shadowRoot.querySelector("[part=tracker]") && host.state.confirmed;
    });
    assert.ok(same);
    assert.equal(opened, 0);
    assert.equal(await sockets(), 1);
    await world.sandbox.status(id, "PROCESSING");
    await page.until((it) => it.status === "PROCESSING" && it.state.confirmed);
    await page.end();
  });

  test("taking_it_out_closes_the_socket_and_putting_it_back_shows_at_once_what_was_known", async () => {
    await noSockets();
    const id = await world.sandbox.place("card");
    await world.sandbox.status(id, "PROCESSING");
    const page = await world.open(world.follow(id));
    await page.until(live);
    const away = await page.evaluate(async () => {
      window.host = document.querySelector("transak-order-tracker");
      host.remove();
      await new Promise((done) => setTimeout(done, 50));
      return host.state;
    });
    assert.equal(away.status, "PROCESSING");
    await noSockets();
    // What is known comes back without waiting for any answer.
    await world.sandbox.faults({ orders: { delayMs: 1_500 } });
    const back = await page.evaluate(async () => {
      document.body.append(host);
      await new Promise((done) => setTimeout(done, 50));
      return [host.state.status, host.state.confirmed, host.shadowRoot.querySelector("[part=tracker]")?.dataset.status];
    });
    assert.deepEqual(back, ["PROCESSING", true, "PROCESSING"]);
    await eventually(async () => (await sockets()) === 1, "a socket again");
    await world.sandbox.faults({});
    await world.sandbox.status(id, "PENDING_DELIVERY_FROM_TRANSAK");
    await page.until((it) => it.status === "PENDING_DELIVERY_FROM_TRANSAK" && it.state.confirmed);
    const told = (await page.heard("order-status")).map(({ status }) => status);
    assert.equal(told.filter((status) => status === "PROCESSING").length, 1, "not told twice");
    await page.end();
  });

  test("a_clone_is_a_tracker_of_its_own_on_the_same_socket", async () => {
    const id = await world.sandbox.place("card");
    await world.sandbox.status(id, "PROCESSING");
    const page = await world.open(world.follow(id));
    await page.until(live);
    await page.evaluate((name) => document.body.append(Object.assign(document.querySelector(name).cloneNode(true), { id: "clone" })), NAME);
    assert.equal((await page.until(live, { selector: "#clone" })).status, "PROCESSING");
    assert.equal(await sockets(), 1);
    await page.evaluate((name) => document.querySelector(name).remove(), NAME);
    await world.sandbox.status(id, "COMPLETED");
    await page.until((it) => it.state.final, { selector: "#clone" });
    assert.deepEqual(page.problems, []);
    await page.end();
    await noSockets();
  });

  test("adopted_by_another_document_and_back_it_goes_on", async () => {
    const id = await world.sandbox.place("card");
    await world.sandbox.status(id, "PROCESSING");
    const page = await world.open(world.follow(id) + "<iframe></iframe>");
    await page.until(live);
    await page.evaluate(async (name) => {
      const host = document.querySelector(name);
      document.querySelector("iframe").contentDocument.body.append(host);
      await new Promise((done) => setTimeout(done, 300));
      document.body.append(host);
    }, NAME);
    await page.until(live);
    await world.sandbox.status(id, "COMPLETED");
    await page.until((it) => it.state.final);
    const styled = await page.evaluate((name) => document.querySelector(name).shadowRoot.adoptedStyleSheets.length, NAME);
    assert.ok(styled > 0, "it has lost its style sheet");
    assert.deepEqual(page.problems, []);
    await page.end();
    await noSockets();
  });

  test("two_trackers_of_one_order_and_fifty_of_others_share_one_socket", async () => {
    await noSockets();
    const ids = [];
    for (let at = 0; at < 50; at++) ids.push(await world.sandbox.place(at % 2 ? "sell" : "card"));
    const page = await world.open([...ids, ids[0]].map((id, at) => world.follow(id, { id: `t${at}`, layout: "line" })).join(""));
    for (const at of [0, 25, 49, 50]) await page.until(live, { selector: `#t${at}`, within: 20_000 });
    const connections = await world.sandbox.connections();
    assert.equal(connections.sockets, 1);
    assert.equal(Object.keys(connections.channels).length, 50);
    await world.sandbox.status(ids[0], "PROCESSING");
    for (const selector of ["#t0", "#t50"]) await page.until((it) => it.status === "PROCESSING" && it.state.confirmed, { selector });
    assert.equal((await page.look("#t1")).status, "AWAITING_PAYMENT_FROM_USER");
    // One of the two may go; the other goes on.
    await page.evaluate(() => document.querySelector("#t0").remove());
    await world.sandbox.status(ids[0], "PENDING_DELIVERY_FROM_TRANSAK");
    await page.until((it) => it.status === "PENDING_DELIVERY_FROM_TRANSAK", { selector: "#t50" });
    await page.evaluate(() => document.body.replaceChildren());
    await noSockets();
    assert.deepEqual(page.problems, []);
    await page.end();
  });

  test("two_tags_of_the_module_define_it_once", async () => {
    const page = await world.open(`${alone()}<script type="module" src="/dist/transak-order-tracker.js?again"></script>`);
    await page.until((it) => it.prompt === "waiting");
    assert.equal(page.problems.length, 1);
    assert.match(page.problems[0], /^warning: .*defined already/);
    await page.end();
  });

  test("a_page_that_one_goes_back_to_goes_on", async () => {
    const id = await world.sandbox.place("card");
    const page = await world.open(world.follow(id));
    await page.until(live);
    const url = page.url();
    await page.goto(world.site.url("/dist/nowhere"));
    await world.sandbox.status(id, "PROCESSING");
    await goBack(page);
    assert.equal(page.url(), url);
    await page.until((it) => it.status === "PROCESSING" && live(it), { within: 15_000 });
    assert.equal(await sockets(), 1);
    await page.end();
  });
});
