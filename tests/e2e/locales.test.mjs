// Languages: each is a file that loads when a tracker is to speak it; numbers and times follow too, and it may change at any time.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { DIST } from "./lib/env.mjs";
import { eventually, whole } from "./lib/tracker.mjs";
import { startWorld } from "./lib/world.mjs";

let world;
before(async () => (world = await startWorld()));
after(() => world?.stop());

/** The messages of a language. */
const words = (tag) =>
  Object.fromEntries(readFileSync(`${DIST}/words.${tag}.txt`, "utf8").trimEnd().split("\n").map((line) => line.split(/=(.*)/s).slice(0, 2)));
const asked = () => world.site.requests.map(({ url }) => url).filter((url) => url.includes("words."));

async function processing() {
  const id = await world.sandbox.place("card");
  await world.sandbox.status(id, "PROCESSING");
  return id;
}
const said = (title) => (it) => it.state.confirmed && it.promptText.startsWith(title);
const language = (page) =>
  page.evaluate(() => {
    const { lang, dir } = document.querySelector("transak-order-tracker").shadowRoot.querySelector("[part=tracker]");
    return { lang, dir };
  });

describe("languages", () => {
  test("the_page_s_language_is_spoken_from_the_first_drawing_on", async () => {
    const id = await processing();
    const page = await world.open(world.follow(id), {
      lang: "de-AT",
      before: (page) =>
        page.addInitScript(() => {
          window.titles = new Set();
          setInterval(() => {
            const title = document.querySelector("transak-order-tracker")?.shadowRoot?.querySelector("h2")?.textContent;
            if (title) window.titles.add(title);
          }, 5);
        }),
    });
    const german = words("de");
    await page.until(said(german["prompt.in-progress.title"]));
    assert.deepEqual(await language(page), { lang: "de", dir: "ltr" });
    const read = () => page.evaluate(() => [...window.titles]);
    await eventually(async () => (await read()).includes(german["prompt.in-progress.title"]), "the titles are looked at");
    const titles = await read();
    assert.ok(titles.every((title) => Object.values(german).includes(title)), titles.join(" | "));
    assert.deepEqual(page.problems, []);
    await page.end();
  });

  for (const [wish, tag, dir] of [
    ["ar", "ar", "rtl"], ["he-IL", "he", "rtl"], ["fa", "fa", "rtl"], ["ur-PK", "ur", "rtl"], ["pt-BR", "pt-br", "ltr"], ["pt-PT", "pt", "ltr"],
    ["zh-TW", "zh-hant", "ltr"], ["zh-Hant-HK", "zh-hant", "ltr"], ["zh-CN", "zh", "ltr"], ["no", "nb", "ltr"], ["ja-JP-u-ca-japanese", "ja", "ltr"],
  ]) {
    test(`${wish}_is_told_in_${tag}`, async () => {
      const page = await world.open(world.follow(await processing(), { locale: wish }));
      await page.until(said(words(tag)["prompt.in-progress.title"]));
      assert.deepEqual(await language(page), { lang: tag, dir });
      assert.deepEqual(page.problems, []);
      await page.end();
    });
  }

  for (const wish of ["en-GB", "eo", "tlh", "x-klingon"]) {
    test(`${wish}_is_told_in_English`, async () => {
      const page = await world.open(world.follow(await processing(), { locale: wish }));
      await page.until(said("Your order is in progress"));
      assert.deepEqual(await language(page), { lang: "en", dir: "ltr" });
      assert.deepEqual(page.problems, []);
      await page.end();
    });
  }

  test("it_changes_at_any_time_and_back_and_is_loaded_once_for_all_trackers", async () => {
    world.site.requests.length = 0;
    const id = await processing();
    const page = await world.open(world.follow(id, { id: "a" }) + world.follow(id, { id: "b" }));
    for (const selector of ["#a", "#b"]) await page.until(said("Your order is in progress"), { selector });
    assert.deepEqual(asked(), []);
    await page.evaluate(() => {
      window.spoken = [];
      const region = (window.region = document.querySelector("#a").shadowRoot.querySelector("[role=status]"));
      new MutationObserver(() => window.spoken.push(region.textContent)).observe(region, { childList: true, characterData: true, subtree: true });
    });
    const set = (locale) => page.evaluate((locale) => document.querySelectorAll("transak-order-tracker").forEach((it) => (it.locale = locale)), locale);
    for (const tag of ["fr", "ja", "fr"]) {
      await set(tag);
      for (const selector of ["#a", "#b"]) await page.until(said(words(tag)["prompt.in-progress.title"]), { selector });
    }
    await set(null);
    for (const selector of ["#a", "#b"]) await page.until(said("Your order is in progress"), { selector });
    assert.deepEqual(asked(), ["/dist/words.json", "/dist/words.fr.txt", "/dist/words.ja.txt"]);
    assert.equal((await page.heard("order-status")).length, 2, "a language is no news");
    assert.deepEqual(await page.evaluate(() => [window.spoken, window.region.isConnected]), [[], true], "and is not spoken");
    await page.end();
  });

  test("it_follows_the_page_s_language_when_that_changes", async () => {
    const page = await world.open(`<main>${world.follow(await processing())}</main>`);
    await page.until(said("Your order is in progress"));
    await page.evaluate(() => (document.documentElement.lang = "fr"));
    await page.until(said(words("fr")["prompt.in-progress.title"]));
    await page.evaluate(() => (document.querySelector("main").lang = "ja"));
    await page.until(said(words("ja")["prompt.in-progress.title"]));
    await page.end();
  });

  test("the_page_s_own_messages_go_before_them", async () => {
    const page = await world.open(world.follow(await processing(), { locale: "es" }));
    await page.give({ messages: { "prompt.in-progress.title": "Un momento" } });
    const shown = await page.until(said("Un momento"));
    assert.ok(shown.promptText.includes(words("es")["prompt.in-progress.text"]));
    await page.end();
  });

  test("words_that_are_late_come_later_and_nothing_waits_for_them_for_long", async () => {
    const page = await world.open(world.follow(await processing(), { locale: "it" }), {
      before: (page) =>
        page.route("**/words.it.txt", async (route) => {
          await new Promise((done) => setTimeout(done, 5_000));
          await route.continue();
        }),
    });
    await page.until(said("Your order is in progress"), { within: 4_500 });
    await page.until(said(words("it")["prompt.in-progress.title"]));
    await page.end();
  });

  test("words_with_a_flipped_byte_are_not_read", async () => {
    const page = await world.open(world.follow(await processing(), { locale: "sv" }), {
      before: (page) =>
        page.route("**/words.sv.txt", async (route) => {
          const body = Buffer.from(readFileSync(`${DIST}/words.sv.txt`));
          body[body.length >> 1] ^= 1;
          await route.fulfill({ body, contentType: "text/plain" });
        }),
    });
    await page.until(said("Your order is in progress"));
    assert.deepEqual(await page.heard("order-error"), []);
    assert.ok(page.problems.length > 0 && page.problems.every((problem) => /integrity/.test(problem)), page.problems.join("\n"));
    await page.end();
  });

  for (const [locale, amount, day] of [
    ["de", /45,00\s€/, /15\.10\.2024/], ["fr", /45,00\s€/, /15 oct\. 2024/], ["ja", /€\s?45\.00/, /2024\/10\/15/], ["pt-BR", /€\s45,00/, /15 de out\. de 2024/],
    ["ar-EG", /٤٥٫٠٠/, /١٥\u200f\/١٠\u200f\/٢٠٢٤/],
  ]) {
    test(`amounts_and_dates_are_written_as_in_${locale}`, async () => {
      const order = { id: "a5b3c2d1-0000-4000-8000-0000000000aa", status: "PROCESSING", isBuyOrSell: "BUY", fiatAmount: 45, fiatCurrency: "EUR", cryptoAmount: 0.0123, cryptoCurrency: "ETH",
        createdAt: "2024-10-15T14:29:00.000Z", updatedAt: "2024-10-15T14:31:00.000Z" };
      const page = await world.open(`<transak-order-tracker order-id="${order.id}" stream-url="none" locale="${locale}"></transak-order-tracker>`);
      await page.give({ order });
      const shown = await page.until((it) => it.status === "PROCESSING" && it.history !== "");
      assert.match(shown.summary, amount);
      assert.match(shown.history, day);
      await page.end();
    });
  }

  test("every_language_is_shown_whole_in_240_pixels", async () => {
    const page = await world.open(`<div style="width:240px">${world.follow(await processing())}</div>`);
    await page.until((it) => said("Your order is in progress")(it) && whole(it));
    const tooWide = () =>
      page.evaluate(() => {
        const root = document.querySelector("transak-order-tracker").shadowRoot;
        return [...root.querySelectorAll("[part=tracker], [part=tracker] *")].filter((it) => !it.closest(".unseen") && it.clientWidth && it.scrollWidth > it.clientWidth + 1 && getComputedStyle(it).overflow !== "hidden").map((it) => `${it.localName}.${it.className || it.getAttribute("part")}: ${it.textContent}`);
      });
    const files = readdirSync(DIST).filter((name) => /^words\..*txt$/.test(name));
    assert.ok(files.length > 40, `${files.length} languages`);
    for (const name of files) {
      const tag = name.split(".")[1];
      await page.evaluate((tag) => (document.querySelector("transak-order-tracker").locale = tag), tag);
      await page.until(said(words(tag)["prompt.in-progress.title"]));
      assert.deepEqual(await tooWide(), [], tag);
    }
    // A title in one line would be found.
    await page.evaluate(() => document.querySelector("transak-order-tracker").shadowRoot.querySelector("h2").style.setProperty("white-space", "nowrap"));
    assert.notDeepEqual(await tooWide(), []);
    await page.end();
  });
});
