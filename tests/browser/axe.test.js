// Axe finds nothing on any page, on a phone and on a desk, by day and by night. The policy of the
// site is lifted here, and only here, to let axe in.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import { DESK, ERRORS_EXPECTED, PHONE, browser, site } from "./lib/browser.js";
import { PAGES, open } from "./lib/pages.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const visit = browser();

const violations = async (page, within = "html") => {
  const look = ([tags, within]) => window.axe.run(within, { runOnly: tags });
  const { violations } = await page.evaluate(look, [TAGS, within]);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`));
};

for (const entry of PAGES) {
  test(entry.name, (t) =>
    visit({ ...DESK, bypassCSP: true, forgiven: ERRORS_EXPECTED }, async (page) => {
      await open(page, entry, site);
      await page.evaluate(axe);
      // What is folded is looked at too. The menu lies over the page: it is looked at by itself.
      await page.evaluate(() => document.querySelectorAll("details:not(header details)").forEach((details) => { details.open = true; }));
      for (const [screen, { viewport }] of [["phone", PHONE], ["desk", DESK]]) {
        await page.setViewportSize(viewport);
        for (const colorScheme of ["light", "dark"]) {
          await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
          await t.test(`${screen}, ${colorScheme}`, async () => assert.deepEqual(await violations(page), []));
          if (screen === "phone") {
            const fold = (open) => page.evaluate((open) => document.querySelectorAll("header details").forEach((menu) => { menu.open = open; }), open);
            await fold(true);
            assert.deepEqual(await violations(page, "header"), [], "the menu");
            await fold(false);
          }
        }
      }
    }));
}
