// Nothing overflows: on narrow screens, with text twice as large, with the spacing that readers
// may ask for (WCAG 1.4.10, 1.4.4, 1.4.12); and what one presses is large enough (2.5.8).

import assert from "node:assert/strict";
import { test } from "node:test";

import { ERRORS_EXPECTED, browser, site } from "./lib/browser.js";
import { PAGES, open } from "./lib/pages.js";

const visit = browser();
const SCREENS = [
  { width: 320, text: 100 },
  { width: 360, text: 100 },
  { width: 640, text: 200 },
  { width: 1280, text: 100 },
  { width: 1280, text: 200 },
];
const SPACING = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }";

// A page's own styles may not be added to under the policy; a constructed sheet may.
const restyle = (page, css) =>
  page.evaluate((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
  }, css);

const fold = (page, folded) =>
  page.evaluate((folded) => document.querySelectorAll("details").forEach((details) => { details.open = !folded; }), folded);

/** Elements that stick out of the page, or nothing. */
const overflow = (page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll("body *")]
      .filter((element) => element.getBoundingClientRect().right > width + 0.5)
      .map((element) => `${Math.round(element.getBoundingClientRect().right)} > ${width}: ${element.outerHTML.slice(0, 120)}`);
  });

/** Text cut by the box that holds it. A wide table may scroll within its own box (1.4.10), which
    has a name and takes the focus. */
const clipped = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("main *, header *, footer *")]
      .filter((element) => element.checkVisibility() && !element.closest(".vh, svg, .aside-field, .table .words"))
      .filter((element) => getComputedStyle(element).overflow !== "visible" && !element.matches("input, textarea, .scroll[role=region][aria-label][tabindex], .table-scroll[role=region][aria-labelledby][tabindex]"))
      .filter((element) => element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1)
      .map((element) => element.outerHTML.slice(0, 120)));

for (const entry of PAGES) {
  const forgiven = entry.status ? ERRORS_EXPECTED : [];

  test(`${entry.name} fits`, (t) =>
    visit({ viewport: { width: 320, height: 800 }, forgiven }, async (page) => {
      await open(page, entry, site);
      for (const { width, text } of SCREENS) {
        await t.test(`${width} px, text at ${text} %`, async () => {
          await page.setViewportSize({ width, height: 800 });
          await restyle(page, `html { font-size: ${text}% }`);
          await fold(page, true);
          assert.deepEqual(await overflow(page), []);
          await fold(page, false);
          assert.deepEqual(await overflow(page), [], "unfolded");
          await restyle(page, `html { font-size: ${text}% } ${SPACING}`);
          assert.deepEqual(await overflow(page), [], "with more space between letters and lines");
          assert.deepEqual(await clipped(page), [], "with more space between letters and lines");
        });
      }
    }));

  test(`${entry.name} has targets large enough for a thumb`, () =>
    visit({ viewport: { width: 360, height: 800 }, hasTouch: true, forgiven }, async (page) => {
      await open(page, entry, site);
      await fold(page, false);
      const small = await page.evaluate(() => {
        // A link in a sentence takes the height of its line.
        const inSentence = (link) =>
          link.matches("a") && [...link.parentNode.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        const target = (control) => control.closest("label") ?? control;
        return [...document.querySelectorAll("a, button, summary, select, textarea, input:not([type=hidden])")]
          .filter((control) => control.checkVisibility() && !control.closest(".aside-field, .skip, [aria-hidden=true]"))
          .filter((control) => !inSentence(control))
          .map((control) => {
            const box = target(control).getBoundingClientRect();
            // The link of a card's title takes the whole card.
            const covering = getComputedStyle(control, "::after");
            const height = covering.position === "absolute" ? Number.parseFloat(covering.height) : box.height;
            const least = control.matches("button, .button, input:not([type=checkbox], [type=radio]), textarea") ? 44 : 24;
            return { height, width: box.width, least, html: control.outerHTML.slice(0, 120) };
          })
          .filter(({ height, width, least }) => height < least - 0.5 || width < 24)
          .map(({ height, width, html }) => `${Math.round(width)} × ${Math.round(height)}: ${html}`);
      });
      assert.deepEqual(small, []);
    }));
}
