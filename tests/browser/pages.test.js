// Every page under the real policy: its status, its title, its one main heading; what print and
// forced colours make of it. That nothing is stored, complained of or asked elsewhere is checked by
// `visit`, here and in every other file.

import assert from "node:assert/strict";
import { test } from "node:test";

import { DESK, ERRORS_EXPECTED, browser, site } from "./lib/browser.js";
import { PAGES, open } from "./lib/pages.js";

const visit = browser();

test("what breaks the policy, writes to the console, stores or goes elsewhere is noticed", async () => {
  const wrongs = [
    () => { document.body.insertAdjacentHTML("beforeend", '<p style="color: red">Rouge</p>'); },
    () => { document.body.append(Object.assign(document.createElement("script"), { textContent: "1" })); },
    () => console.error("oh"),
    () => { document.cookie = "a=b"; },
    () => localStorage.setItem("a", "b"),
    () => { document.body.append(Object.assign(new Image(), { src: "http://127.0.0.2:9/" })); },
  ];
  for (const wrong of wrongs) {
    const visited = visit(DESK, async (page) => {
      await page.goto("/sources");
      await page.evaluate(wrong);
      await page.evaluate(() => new Promise(requestAnimationFrame));
    });
    await assert.rejects(visited, assert.AssertionError, String(wrong));
  }
});

for (const entry of PAGES) {
  const forgiven = entry.status ? ERRORS_EXPECTED : [];

  test(entry.name, (t) =>
    visit({ ...DESK, forgiven }, async (page) => {
      const answer = await open(page, entry, site);

      await t.test("arrives whole", async () => {
        assert.equal(answer.status(), entry.status ?? 200);
        assert.equal(await page.locator("h1").count(), 1);
        assert.equal(await page.locator("html").getAttribute("lang"), "fr");
        assert.match(await page.title(), /^\S.+ – CMonStage$/);
      });

      await t.test("stands in forced colours", async () => {
        await page.emulateMedia({ forcedColors: "active" });
        const borderless = await page.evaluate(() =>
          [...document.querySelectorAll(".button, .badge, input:not([type=hidden], [type=checkbox], [type=radio]), textarea")]
            .filter((element) => element.checkVisibility())
            .filter((element) => Number.parseFloat(getComputedStyle(element).borderTopWidth) === 0)
            .map((element) => element.outerHTML.slice(0, 80)));
        assert.deepEqual(borderless, [], "without their background, nothing would show these");
        await page.emulateMedia({ forcedColors: "none" });
      });

      await t.test("prints without what cannot be pressed on paper", async () => {
        await page.emulateMedia({ media: "print" });
        const shown = await page.evaluate(() =>
          [...document.querySelectorAll("nav, button, .button, .filters, .search-form, .outage")]
            .filter((element) => element.checkVisibility())
            .map((element) => element.outerHTML.slice(0, 80)));
        assert.deepEqual(shown, []);
        assert.ok(await page.locator("h1").isVisible());
        assert.ok((await page.pdf()).length > 1000);
      });
    }));
}
