// Firefox by puppeteer-core, which speaks WebDriver BiDi with it.
import puppeteer from "puppeteer-core";
import { endWithFile } from "./ending.mjs";
import { FIREFOX, need } from "./env.mjs";

/** `{ open(url, script), stop }`: `script` runs in each page before anything else. */
export async function firefox() {
  const browser = await puppeteer.launch({ browser: "firefox", executablePath: need(FIREFOX, "cargo xtask setup --browser"), headless: true });
  endWithFile(() => browser.close());
  return {
    async open(url, script) {
      const page = await browser.newPage();
      await page.evaluateOnNewDocument(script);
      await page.goto(url);
      return { evaluate: (work) => page.evaluate(work), end: () => page.close() };
    },
    stop: () => browser.close(),
  };
}
