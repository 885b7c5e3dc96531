// The npm package as a payments team looks at it: what is in it, what it says of itself, each way in, and what it does when a byte is wrong.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { EVENTS, openPage, recordEvents } from "./lib/browser.mjs";
import { DIST, ROOT, SECOND } from "./lib/env.mjs";
import { serve } from "./lib/serve.mjs";
import { eventually, rest, trackers, whole } from "./lib/tracker.mjs";
import { attributes, startWorld } from "./lib/world.mjs";

const TAG = "transak-order-tracker";
const PKG = join(ROOT, "pkg");
const read = (name) => readFileSync(join(DIST, name));
const json = (name) => JSON.parse(read(name));
const sri = (bytes) => "sha384-" + createHash("sha384").update(bytes).digest("base64");
const live = (it) => it.state.confirmed && it.freshness === "live";

let world, site, folder;
before(async () => {
  world = await startWorld();
  folder = mkdtempSync(join(ROOT, "target/package-"));
  cpSync(DIST, join(folder, "dist"), { recursive: true });
  site = await serve({ folders: { "/dist/": join(folder, "dist") } });
});
after(async () => {
  await site?.stop();
  await world?.stop();
  if (folder) rmSync(folder, { recursive: true });
});

async function processing() {
  const id = await world.sandbox.place("card");
  await world.sandbox.status(id, "PROCESSING");
  return id;
}

/** A page of a site that has nothing but the package. */
async function open(html, { before } = {}) {
  site.requests.length = 0;
  site.pages["/"] = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Order</title><body>${html}</body></html>`;
  const page = await openPage(world.browser, undefined, {});
  await recordEvents(page, EVENTS);
  await before?.(page);
  await page.goto(site.url("/"));
  return Object.assign(page, trackers(page));
}
const tag = (id, name = TAG) =>
  `<${name} ${attributes({ "order-id": id, "stream-url": world.sandbox.streamUrl, "status-url": world.sandbox.statusUrl })}><a href="/o">See your order</a></${name}>`;
const module = (code) => `<script type="module">${code}</script>`;
const wasmAsked = () => site.requests.filter(({ url }) => url.endsWith(".wasm")).map(({ url }) => url);

describe("what is in it", () => {
  const manifest = JSON.parse(readFileSync(join(PKG, "package.json"), "utf8"));

  /** The allow-list, with the file of each language. */
  const languages = Object.entries(json("words.json")).filter(([, hash]) => hash.startsWith("sha"));
  const listed = () => manifest.files.flatMap((name) => (name.includes("*") ? languages.map(([tag]) => name.replace("*", tag)) : name));

  test("npm_packs_what_the_list_says_and_nothing_else", () => {
    const [{ files }] = JSON.parse(execFileSync("npm", ["pack", "--dry-run", "--json"], { cwd: PKG, encoding: "utf8" }));
    const packed = files.map(({ path }) => path).sort();
    assert.deepEqual(packed, [...listed(), "README.md", "package.json"].sort());
    assert.deepEqual(listed().map((name) => name.replace("dist/", "")).sort(), Object.keys(json("inventory.json").files).sort());
  });

  test("nothing_is_run_at_the_installation_and_nothing_else_is_installed", () => {
    assert.equal(manifest.scripts, undefined);
    assert.equal(manifest.dependencies, undefined);
    assert.equal(manifest.optionalDependencies, undefined);
    assert.deepEqual(Object.keys(manifest.peerDependencies), ["react"]);
    assert.ok(manifest.peerDependenciesMeta.react.optional);
  });

  test("every_export_is_a_file_of_the_package", () => {
    const targets = Object.values(manifest.exports).flatMap((target) => (typeof target === "string" ? [target] : Object.values(target)));
    for (const target of targets) assert.ok(target === "./package.json" || manifest.files.includes(target.slice(2)), target);
  });

  test("the_hashes_are_those_of_the_files", () => {
    const { files } = json("integrity.json");
    const names = readdirSync(DIST).filter((name) => name !== "integrity.json" && name !== "inventory.json");
    assert.deepEqual(Object.keys(files).sort(), names.sort());
    for (const name of names) assert.equal(files[name], sri(read(name)), name);
  });
});

describe("types and manifests", () => {
  test("the_types_say_what_may_be_done_and_what_not", () => {
    // As it is installed: by its name, with React's types beside it.
    const here = join(folder, "types");
    mkdirSync(join(here, "node_modules/@types"), { recursive: true });
    mkdirSync(join(here, "node_modules", TAG));
    cpSync(DIST, join(here, "node_modules", TAG, "dist"), { recursive: true });
    cpSync(join(PKG, "package.json"), join(here, "node_modules", TAG, "package.json"));
    for (const name of ["@types/react", "csstype"]) symlinkSync(join(PKG, "node_modules", name), join(here, "node_modules", name));
    cpSync(join(PKG, "tests/types/use.tsx"), join(here, "use.tsx"));
    const compilerOptions = { strict: true, noEmit: true, jsx: "react-jsx", module: "nodenext", target: "es2022", lib: ["es2022", "dom", "dom.iterable"], types: [], exactOptionalPropertyTypes: true };
    writeFileSync(join(here, "package.json"), '{ "type": "module" }');
    writeFileSync(join(here, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["use.tsx"] }));
    execFileSync(process.execPath, [join(PKG, "node_modules/typescript/bin/tsc"), "-p", here], { stdio: "inherit" });
  });

  test("the_manifest_and_the_editors_data_have_what_the_element_has", async () => {
    const [{ attributes, members, events, tagName }] = json("custom-elements.json").modules.flatMap(({ declarations }) => declarations);
    assert.equal(tagName, TAG);
    const page = await open(module('import "/dist/transak-order-tracker.js"; window.ready = true'));
    await page.waitForFunction(() => window.ready);
    const real = await page.evaluate((name) => {
      const { observedAttributes, prototype } = customElements.get(name);
      const own = Object.getOwnPropertyNames(prototype).filter((key) => !/Callback$|^constructor$/.test(key));
      return { observed: observedAttributes, own };
    }, TAG);
    assert.deepEqual(attributes.map(({ name }) => name).sort(), real.observed.filter((name) => name !== "lang").sort());
    assert.deepEqual(members.map(({ name }) => name).sort(), real.own.sort());
    assert.deepEqual(events.map(({ name }) => name).sort(), [...EVENTS].sort());
    assert.deepEqual(json("html-data.json").tags[0].attributes.map(({ name }) => name).sort(), attributes.map(({ name }) => name).sort());
    await page.end();
  });
});

describe("ways in", () => {
  test("on_a_server_importing_any_of_them_does_nothing", async () => {
    for (const name of ["transak-order-tracker.js", "transak-order-tracker.single.js"]) await import(pathToFileURL(join(DIST, name)));
    const { define } = await import(pathToFileURL(join(DIST, "pure.js")));
    define();
    assert.equal(globalThis.customElements, undefined);
  });

  test("pure_defines_nothing_until_it_is_told_to", async () => {
    const id = await processing();
    const page = await open(tag(id) + module('window.pure = await import("/dist/pure.js")'));
    await page.waitForFunction(() => window.pure);
    assert.equal(await page.evaluate((name) => customElements.get(name), TAG), undefined);
    assert.deepEqual(wasmAsked(), []);
    await page.evaluate(() => window.pure.define());
    await page.until(live);
    assert.deepEqual(page.problems, []);
    await page.end();
  });

  for (const [what, sources] of [
    ["addresses", 'wasm: "/elsewhere/first", second: new URL("/elsewhere/second", location.href)'],
    ["responses", 'wasm: fetch("/elsewhere/first"), second: fetch("/elsewhere/second")'],
    ["bytes", 'wasm: await (await fetch("/elsewhere/first")).arrayBuffer(), second: new Uint8Array(await (await fetch("/elsewhere/second")).arrayBuffer())'],
    ["modules", 'wasm: await WebAssembly.compileStreaming(fetch("/elsewhere/first")), second: await WebAssembly.compileStreaming(fetch("/elsewhere/second"))'],
  ]) {
    test(`pure_takes_the_WebAssembly_as_${what}_and_another_name`, async () => {
      const answer = (name) => (_, response) => response.setHeader("content-type", "application/wasm").end(read(name));
      site.pages["/elsewhere/first"] = answer("transak-order-tracker.wasm");
      site.pages["/elsewhere/second"] = answer(SECOND);
      const page = await open(tag(await processing(), "shop-tracker") + module(`import { define } from "/dist/pure.js"; define({ name: "shop-tracker", ${sources} })`));
      await page.until((it) => live(it) && whole(it), { selector: "shop-tracker" });
      await page.evaluate(() => document.querySelector("shop-tracker").refresh());
      assert.deepEqual(wasmAsked(), []);
      assert.deepEqual(page.problems, []);
      await page.end();
    });
  }

  test("the_single_file_asks_for_no_other", async () => {
    const page = await open(tag(await processing()) + '<script type="module" src="/dist/transak-order-tracker.single.js"></script>');
    await page.until((it) => live(it) && whole(it));
    await page.evaluate(() => document.querySelector("transak-order-tracker").refresh());
    assert.deepEqual(site.requests.map(({ url }) => url), ["/", "/dist/transak-order-tracker.single.js"]);
    assert.deepEqual(page.problems, []);
    await page.end();
  });

  test("of_two_versions_the_first_stays_and_the_second_says_so", async () => {
    const other = read("transak-order-tracker.js").toString().replaceAll(json("integrity.json").version, "9.9.9");
    site.pages["/other.js"] = (_, response) => response.setHeader("content-type", "text/javascript").end(other);
    const page = await open(tag(await processing()) + module('import "/dist/transak-order-tracker.js"; await import("/other.js")'));
    await page.until(live);
    assert.equal(await page.evaluate((name) => customElements.get(name).version, TAG), json("integrity.json").version);
    assert.deepEqual(page.problems, [`warning: <${TAG}> is defined already, by version ${json("integrity.json").version}; 9.9.9 is not used.`]);
    await page.end();
  });
});

describe("what a browser sees of it is what the inventory says", () => {
  test("requests_storage_locks_channels_and_globals", async () => {
    const id = await processing();
    const asked = [];
    const page = await open(tag(id).replace("<transak-order-tracker", '$& locale="de"'), {
      before: async (page) => {
        page.on("request", (request) => asked.push(request.url()));
        page.on("websocket", (socket) => asked.push(socket.url()));
        await page.addInitScript(() => {
          window.seen = { names: new Set() };
          const { request } = LockManager.prototype;
          LockManager.prototype.request = function (name, ...more) {
            window.seen.names.add(name);
            return request.call(this, name, ...more);
          };
          const Channel = BroadcastChannel;
          window.BroadcastChannel = class extends Channel {
            constructor(name) {
              super(name);
              window.seen.names.add(name);
            }
          };
        });
      },
    });
    const globals = await page.evaluate(() => Object.getOwnPropertyNames(window));
    await page.evaluate(() => new Promise((done) => {
      const script = document.createElement("script");
      Object.assign(script, { type: "module", src: "/dist/transak-order-tracker.js", onload: done });
      document.head.append(script);
    }));
    await page.until(live);
    await world.sandbox.status(id, "COMPLETED");
    await page.until((it) => it.state.final);
    await page.evaluate(() => document.querySelector("transak-order-tracker").refresh());
    await eventually(() => asked.some((url) => url.endsWith(SECOND)), "the second part");

    const said = json("inventory.json").files;
    const about = said["transak-order-tracker.js"];
    const kinds = new Set(asked.slice(1).map((url) => {
      const { pathname, origin } = new URL(url);
      if (origin === site.origin) return pathname.replace("/dist/", "").replace(/^words\..*txt/, "words.LANGUAGE.txt");
      if (url === world.sandbox.statusUrl.replace("{orderId}", id)) return "GET status-url";
      return url.startsWith(world.sandbox.streamUrl) ? "WebSocket stream-url" : url;
    }));
    const announced = ["transak-order-tracker.js", ...about.requests.map((one) => one.replace(/, beside it| \(.*/g, ""))];
    // A browser without a window shows no icon of a tab: notice.test.mjs sees that it is named.
    announced.splice(announced.indexOf("badge.svg"), 1);
    assert.deepEqual([...kinds].sort(), announced.sort());
    const stored = await page.evaluate(() => [...Object.keys(sessionStorage).map((key) => `sessionStorage: ${key}`), ...Object.keys(localStorage), document.cookie].filter(Boolean));
    assert.deepEqual(stored, about.storage);
    assert.equal((await page.evaluate(() => indexedDB.databases())).length + (await page.evaluate(() => caches.keys())).length, 0);
    const names = await page.evaluate(() => [...window.seen.names]);
    assert.ok(names.length > 0 && names.every((name) => name.startsWith("transak-order-tracker:1")), names.join());
    const fresh = (await page.evaluate(() => Object.getOwnPropertyNames(window))).filter((name) => !globals.includes(name));
    assert.deepEqual(fresh, []);
    assert.deepEqual(about.globals, [`custom element ${TAG}`]);
    await page.end();
  });
});

describe("a flipped byte", () => {
  /** The file with one wrong byte, in the middle. */
  function flip(name) {
    const bytes = Buffer.from(read(name));
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync(join(folder, "dist", name), bytes);
  }
  const mend = (name) => writeFileSync(join(folder, "dist", name), read(name));
  const fallback = (page) => page.getByText("See your order").isVisible();

  for (const name of ["transak-order-tracker.js", "transak-order-tracker.single.js", "pure.js", "react.js", "frame.js"]) {
    test(`in_${name}_nothing_runs_where_the_page_gives_its_hash`, async () => {
      flip(name);
      const page = await open(`${tag(await processing())}<script type="module" src="/dist/${name}" integrity="${json("integrity.json").files[name]}"></script>`);
      await rest(500);
      assert.ok(await fallback(page));
      assert.equal(await page.evaluate((name) => customElements.get(name), TAG), undefined);
      assert.equal(page.problems.filter((problem) => /integrity/.test(problem)).length, 1, page.problems.join("\n"));
      assert.deepEqual(site.requests.map(({ url }) => url), ["/", `/dist/${name}`]);
      mend(name);
      await page.end();
    });
  }

  test("in_the_WebAssembly_nothing_runs_the_fallback_stays_and_one_error_says_so", async () => {
    flip("transak-order-tracker.wasm");
    const page = await open(tag(await processing()) + '<script type="module" src="/dist/transak-order-tracker.js"></script>');
    await page.untilHeard("order-error", (all) => all.length > 0);
    await rest(500);
    assert.deepEqual((await page.heard("order-error")).map(({ code, retrying }) => [code, retrying]), [["WASM_BLOCKED", false]]);
    assert.ok(await fallback(page));
    assert.equal((await page.look()).state.freshness, "stale");
    mend("transak-order-tracker.wasm");
    await page.end();
  });

  test("in_the_second_part_only_the_extras_are_missing", async () => {
    flip(SECOND);
    const id = await processing();
    const page = await open(tag(id) + '<script type="module" src="/dist/transak-order-tracker.js"></script>');
    await eventually(() => page.problems.some((problem) => /integrity/.test(problem)), "the browser's error");
    await page.until(live);
    await world.sandbox.status(id, "COMPLETED");
    await page.until((it) => it.state.final && it.state.confirmed);
    assert.ok(!whole(await page.look()));
    assert.deepEqual(await page.heard("order-error"), []);
    mend(SECOND);
    await page.end();
  });
});
