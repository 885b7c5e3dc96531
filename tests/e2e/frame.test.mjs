// The tracker in a frame, for a page that cannot allow WebAssembly: the same element, with the page and the frame on two origins.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { EVENTS, openPage, recordEvents } from "./lib/browser.mjs";
import { DIST } from "./lib/env.mjs";
import { serve } from "./lib/serve.mjs";
import { eventually, rest } from "./lib/tracker.mjs";
import { newId, startWorld, tracker } from "./lib/world.mjs";

let world, shop, frames;
before(async () => {
  world = await startWorld();
  shop = await serve({ folders: { "/dist/": DIST } });
  frames = await serve({
    folders: { "/tracker/": DIST },
    headers: {
      "Content-Security-Policy":
        `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ${world.sandbox.url.replace("http:", "ws:")}; ` +
        `frame-ancestors ${shop.origin}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'`,
    },
  });
  // Without CORS: only the shop's own page may ask.
  shop.pages["/orders"] = async (request, response) => {
    const id = new URL(request.url, shop.origin).searchParams.get("id");
    response.setHeader("content-type", "application/json").end(JSON.stringify({ data: await world.sandbox.order(id) }));
  };
});
after(async () => {
  await frames?.stop();
  await shop?.stop();
  await world?.stop();
});

const NO_WASM = () =>
  `default-src 'none'; script-src 'self'; style-src 'none'; connect-src 'self'; frame-src ${frames.origin}; base-uri 'none'; ` +
  "require-trusted-types-for 'script'; trusted-types 'none'";

async function open(attributes = {}, { script = "", policy = NO_WASM(), query = "" } = {}) {
  const all = { "frame-url": frames.url("/tracker/embed.html"), "stream-url": world.sandbox.streamUrl, "status-url": "/orders?id={orderId}", ...attributes };
  shop.pages["/"] =
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Order</title><script type="module" src="/dist/frame.js"></script>` +
    `${tracker(all, "<a href='/o'>See your order</a>")}</html>`;
  shop.headers = { "Content-Security-Policy": policy };
  const page = await openPage(world.browser, undefined, {});
  await recordEvents(page, EVENTS);
  await page.addInitScript(() => {
    window.violations = [];
    addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => window.violations.push(`${effectiveDirective} ${blockedURI}`));
  });
  if (script) await page.addInitScript(script);
  await page.goto(shop.url("/") + query);
  const state = () => page.evaluate(() => document.querySelector("transak-order-tracker").state);
  const heard = async (name) => (await page.evaluate(() => window.recorded)).filter((event) => event.name === name).map(({ detail }) => detail);
  const inside = () => page.frames().find((frame) => frame.url().includes("/tracker/embed.html")) ?? page.frames().find((frame) => frame !== page.mainFrame());
  const until = (isSo, what) => eventually(async () => isSo(await state()), what, 15_000);
  return Object.assign(page, { state, heard, inside, until });
}
async function processing() {
  const id = await world.sandbox.place("card");
  await world.sandbox.status(id, "PROCESSING");
  return id;
}

describe("in a frame", () => {
  for (const [name, answer, words] of [
    ["a_redirect_is_told_as_one", (response) => response.writeHead(302, { location: "/elsewhere" }).end(), /redirect/],
    ["an_answer_of_more_than_64_KiB_is_none", (response) => response.end(JSON.stringify({ data: { status: "PROCESSING", more: "x".repeat(70_000) } })), /64 KiB/],
    ["a_page_of_HTML_is_no_order", (response) => response.end("<!doctype html><title>Sign in</title>"), /not an order/],
    ["a_401_is_told_as_such", (response) => response.writeHead(401).end(), /401/],
  ]) {
    test(`of_the_status_source_${name}`, async () => {
      shop.pages["/odd"] = (_, response) => answer(response);
      const page = await open({ "order-id": newId(), "stream-url": "none", "status-url": "/odd" });
      await eventually(async () => (await page.heard("order-error")).some(({ message }) => words.test(message)), `${words}`);
      await page.end();
    });
  }

  test("Retry_After_is_followed", async () => {
    let asked = 0;
    shop.pages["/busy"] = (_, response) => {
      asked += 1;
      response.writeHead(503, { "retry-after": "600" }).end();
    };
    const page = await open({ "order-id": newId(), "stream-url": "none", "status-url": "/busy" });
    await eventually(() => asked === 1, "the first question");
    await page.evaluate(() => document.querySelector("transak-order-tracker").refresh());
    // Without it, the next would come after five seconds.
    await rest(7_000);
    assert.equal(asked, 1);
    await page.end();
  });

  test("an_order_is_followed_to_its_end_under_a_policy_without_WebAssembly_and_nothing_is_violated", async () => {
    const id = await processing();
    const page = await open({ "order-id": id });
    await page.until((it) => it.status === "PROCESSING" && it.confirmed && it.freshness === "live", "live");
    assert.ok(!(await page.getByText("See your order").isVisible()), "the fallback is gone");
    const { frame, page: own } = await page.evaluate(() => {
      const element = document.querySelector("transak-order-tracker").shadowRoot.querySelector("iframe");
      return { frame: element.getBoundingClientRect().height, page: document.documentElement.scrollWidth - innerWidth };
    });
    const shown = await page.inside().evaluate(() => document.querySelector("transak-order-tracker").getBoundingClientRect().height);
    assert.ok(Math.abs(frame - shown) < 2 && frame > 150, `${frame} of ${shown}`);
    assert.ok(own <= 0);
    await world.sandbox.status(id, "COMPLETED");
    await page.until((it) => it.final, "final");
    assert.deepEqual((await page.heard("order-final")).map(({ status }) => status), ["COMPLETED"]);
    assert.deepEqual(await page.heard("order-error"), []);
    assert.deepEqual(await page.evaluate(() => window.violations), []);
    assert.deepEqual(page.problems, []);
    await page.end();
  });

  test("attributes_properties_and_methods_are_the_elements_own", async () => {
    const id = await processing();
    const page = await open({ "status-url": null, "stream-url": "none", "order-id": id, locale: "de" });
    const asked = await page.evaluate(async (id) => {
      const host = document.querySelector("transak-order-tracker");
      window.asked = [];
      host.fetchOrder = async (orderId, { signal }) => {
        window.asked.push([orderId, signal instanceof AbortSignal]);
        return { data: { id, status: "PENDING_DELIVERY_FROM_TRANSAK", isBuyOrSell: "BUY" } };
      };
      host.setAttribute("theme", "dark");
      host.style.setProperty("--order-tracker-accent", "rgb(1, 2, 3)");
      await new Promise((done) => setTimeout(done, 1_000));
      await host.refresh();
      return window.asked;
    }, id);
    assert.ok(asked.length > 0 && asked.every(([orderId, signal]) => orderId === id && signal), JSON.stringify(asked));
    await page.until((it) => it.status === "PENDING_DELIVERY_FROM_TRANSAK" && it.confirmed, "by fetchOrder");
    const inside = await page.inside().evaluate(() => {
      const part = document.querySelector("transak-order-tracker").shadowRoot.querySelector("[part=tracker]");
      return { theme: part.dataset.theme, accent: getComputedStyle(part).getPropertyValue("--accent").trim(), lang: document.documentElement.lang, spoken: part.lang };
    });
    assert.deepEqual(inside, { theme: "dark", accent: "rgb(1, 2, 3)", lang: "en", spoken: "de" });
    await page.evaluate((id) => {
      const host = document.querySelector("transak-order-tracker");
      host.fetchOrder = undefined;
      host.push({ id, status: "COMPLETED", isBuyOrSell: "BUY" });
    }, id);
    await page.until((it) => it.status === "COMPLETED", "by push()");
    await page.end();
  });

  test("the_frame_hears_the_pages_own_events_where_both_sides_allow_it", async () => {
    const id = newId();
    const order = (status) => `event: order\ndata: ${JSON.stringify({ id, status, isBuyOrSell: "BUY" })}\n\n`;
    const lines = [];
    shop.pages[`/events/${id}`] = (_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream", "access-control-allow-origin": frames.origin });
      lines.push(response);
      response.write(order("PROCESSING"));
    };
    const policy = frames.headers["Content-Security-Policy"];
    frames.headers["Content-Security-Policy"] = policy.replace("connect-src", `connect-src ${shop.origin}`);
    const page = await open({ "order-id": id, "events-url": "/events/{orderId}", "stream-url": null, "status-url": null });
    frames.headers["Content-Security-Policy"] = policy;
    await page.until((it) => it.status === "PROCESSING" && it.freshness === "live", "the first event");
    lines.at(-1).write(order("COMPLETED"));
    await page.until((it) => it.status === "COMPLETED" && it.final, "the next event");
    assert.deepEqual(await page.heard("order-error"), []);
    assert.deepEqual(page.problems, []);
    await page.end();
  });

  test("from_redirect_reads_the_pages_own_query", async () => {
    const id = await processing();
    const page = await open({ "from-redirect": true }, { query: `?orderId=${id}&status=PROCESSING&isBuyOrSell=BUY` });
    await page.until((it) => it.status === "PROCESSING" && it.confirmed, "the order of the query");
    const asked = frames.requests.map(({ url }) => url).join(" ");
    assert.ok(asked.includes("embed.html") && !asked.includes(id), "the order id is in no request for the frame");
    await page.end();
  });

  test("an_action_is_followed_by_the_page_unless_it_prevents_it", async () => {
    const id = await world.sandbox.place("card");
    const page = await open({ "order-id": id, "resume-url": "https://pay.example/" });
    await page.until((it) => it.prompt === "complete-payment" && it.confirmed, "the prompt");
    await page.evaluate(() => {
      window.opened = [];
      window.open = (...given) => window.opened.push(given);
    });
    const press = () => page.inside().click("transak-order-tracker [data-action=resume]");
    await press();
    await eventually(async () => (await page.evaluate(() => window.opened)).length === 1, "opened");
    assert.deepEqual(await page.evaluate(() => window.opened[0]), ["https://pay.example/", "_blank", "noopener,noreferrer"]);
    await page.evaluate(() => addEventListener("order-action", (event) => event.preventDefault(), { once: true }));
    await press();
    await eventually(async () => (await page.heard("order-action")).length === 2, "a second press");
    await rest(200);
    assert.equal((await page.evaluate(() => window.opened)).length, 1);
    await page.end();
  });

  test("what_cannot_be_copied_is_told_and_nothing_else_is_lost", async () => {
    const page = await open({ "order-id": await processing() });
    await page.until((it) => it.confirmed, "confirmed");
    await page.evaluate(() => document.querySelector("transak-order-tracker").push({ status: () => {} }));
    assert.deepEqual((await page.heard("order-error")).map(({ code }) => code), ["CONFIG"]);
    assert.equal((await page.state()).status, "PROCESSING");
    await page.end();
  });

  test("words_of_other_windows_and_origins_are_not_taken", async () => {
    const id = await processing();
    const page = await open({ "order-id": id });
    await page.until((it) => it.confirmed, "confirmed");
    const forged = { name: "order-final", detail: { status: "COMPLETED" }, state: { status: "COMPLETED", final: true } };
    await page.evaluate((forged) => {
      window.came = 0;
      addEventListener("message", () => window.came++);
      postMessage(forged, "*");
      postMessage({ hello: "guess" }, "*");
      // The frame hears the page's port only.
      const { contentWindow } = document.querySelector("transak-order-tracker").shadowRoot.querySelector("iframe");
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => ((window.leaked ??= []).push(data));
      contentWindow.postMessage({ nonce: "guess" }, "*", [port2]);
    }, forged);
    await page.inside().evaluate((forged) => parent.postMessage(forged, "*"), forged);
    await eventually(async () => (await page.evaluate(() => window.came)) >= 3, "all three have come");
    await rest(300);
    assert.equal((await page.state()).status, "PROCESSING");
    assert.deepEqual(await page.heard("order-final"), []);
    assert.equal(await page.evaluate(() => window.leaked), undefined);
    await page.end();
  });

  test("a_frame_that_another_page_made_tells_it_nothing", async () => {
    // The browser delivers its first word to the page that it names only.
    const policy = frames.headers["Content-Security-Policy"];
    frames.headers["Content-Security-Policy"] = policy.replace(/frame-ancestors [^;]+/, "frame-ancestors *");
    shop.headers = {};
    const heardBy = async (origin) => {
      shop.pages["/thief"] = `<!doctype html><iframe src="${frames.url("/tracker/embed.html")}#n,${encodeURIComponent(origin)}"></iframe>`;
      const page = await openPage(world.browser, undefined, {});
      await page.addInitScript(() => {
        window.heard = [];
        addEventListener("message", ({ data }) => window.heard.push(data));
      });
      await page.goto(shop.url("/thief"));
      await rest(500);
      const heard = await page.evaluate(() => window.heard.length);
      await page.end();
      return heard;
    };
    assert.ok((await heardBy(shop.origin)) > 0, "the page that made it for itself hears it");
    assert.equal(await heardBy("https://shop.example"), 0);
    frames.headers["Content-Security-Policy"] = policy;
  });

  test("where_the_frame_is_blocked_the_fallback_stays", async () => {
    const page = await open({ "order-id": await processing() }, { policy: NO_WASM().replace(/frame-src [^;]+/, "frame-src 'none'") });
    await eventually(async () => (await page.evaluate(() => window.violations.join())).startsWith("frame-src"), "the frame is blocked");
    await rest(500);
    assert.ok(await page.getByText("See your order").isVisible());
    assert.equal((await page.state()).freshness, "checking");
    await page.end();
  });

  test("a_flipped_byte_in_the_frame_s_script_runs_nothing_and_the_fallback_stays", async () => {
    const bytes = Buffer.from(readFileSync(`${DIST}/embed.js`));
    bytes[bytes.length >> 1] ^= 1;
    frames.pages["/tracker/embed.js"] = (_, response) => response.setHeader("content-type", "text/javascript").end(bytes);
    const page = await open({ "order-id": await processing() });
    await eventually(() => page.problems.length > 0, "the browser's error");
    await rest(500);
    delete frames.pages["/tracker/embed.js"];
    assert.ok(await page.getByText("See your order").isVisible());
    assert.ok(page.problems.length === 1 && /integrity/.test(page.problems[0]), page.problems.join("\n"));
    assert.equal((await world.sandbox.connections()).sockets, 0);
    await page.end();
  });

  test("taken_out_and_put_back_it_goes_on_and_leaves_no_socket_meanwhile", async () => {
    const id = await processing();
    const page = await open({ "order-id": id });
    await page.until((it) => it.freshness === "live", "live");
    await page.evaluate(() => {
      window.host = document.querySelector("transak-order-tracker");
      window.host.remove();
    });
    await eventually(async () => (await world.sandbox.connections()).sockets === 0, "no socket");
    await page.evaluate(() => document.body.append(window.host));
    await world.sandbox.status(id, "COMPLETED");
    await page.until((it) => it.final, "final");
    await page.end();
  });
});
