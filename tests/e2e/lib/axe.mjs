// axe-core in a page: what it finds, briefly.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { ROOT } from "./env.mjs";

const AXE = readFileSync(resolve(ROOT, "tests/e2e/node_modules/axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Resolves to `{ passes, violations }`: how many rules had something to look at and were content, and a line for each that was not. */
export async function axe(page, { rules = {} } = {}) {
  await page.evaluate(AXE);
  return page.evaluate(
    async ([values, rules]) => {
      const found = await window.axe.run(document, { runOnly: { type: "tag", values }, rules, resultTypes: ["violations"] });
      const node = (one) => `${JSON.stringify(one.target)} ${one.any[0]?.message ?? one.failureSummary}`;
      return {
        passes: found.passes.length,
        violations: found.violations.map(({ id, nodes }) => `${id} (${nodes.length}): ${nodes.slice(0, 3).map(node).join(" | ")}`),
      };
    },
    [TAGS, rules],
  );
}
