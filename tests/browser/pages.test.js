// Every page under the real policy: its status, nothing in the console, no cookie, nothing stored,
// one main heading, a landmark for everything; and what print and forced colours make of it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { DESK, ERRORS_EXPECTED, browser, site } from "./lib/browser.js";
import { PAGES, open } from "./lib/pages.js";

const visit = browser();

for (const entry of PAGES) {
  const forgiven = entry.status ? ERRORS_EXPECTED : [];

  test(`${entry.name} arrives whole and leaves nothing behind`, () =>
    visit({ ...DESK, forgiven }, async (page, context) => {
      const answer = await open(page, entry, site);
      assert.equal(answer.status(), entry.status ?? 200);
      assert.equal(await page.locator("h1").count(), 1);
      assert.equal(await page.locator("html").getAttribute("lang"), "fr");
      assert.match(await page.title(), /^\S.+ – CMonStage$/);
      assert.deepEqual(await context.cookies(), []);
      assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0);
    }));

  test(`${entry.name} prints without what cannot be pressed on paper`, () =>
    visit({ ...DESK, forgiven }, async (page) => {
      await open(page, entry, site);
      await page.emulateMedia({ media: "print" });
      const shown = await page.evaluate(() =>
        [...document.querySelectorAll("nav, button, .button, .filters, .search-form, .outage")]
          .filter((element) => element.checkVisibility())
          .map((element) => element.outerHTML.slice(0, 80)));
      assert.deepEqual(shown, []);
      assert.ok(await page.locator("h1").isVisible());
      assert.ok((await page.pdf()).length > 1000);
    }));

  test(`${entry.name} stands in forced colours`, () =>
    visit({ ...DESK, forgiven, forcedColors: "active" }, async (page) => {
      await open(page, entry, site);
      const borderless = await page.evaluate(() =>
        [...document.querySelectorAll(".button, .badge, input:not([type=hidden], [type=checkbox], [type=radio]), textarea")]
          .filter((element) => element.checkVisibility())
          .filter((element) => Number.parseFloat(getComputedStyle(element).borderTopWidth) === 0)
          .map((element) => element.outerHTML.slice(0, 80)));
      assert.deepEqual(borderless, [], "without their background, nothing would show these");
    }));
}
