// Pictures of every page on a phone and on a desk, in tests/browser/out, to be looked at.

import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { DESK, PHONE, launch } from "./lib/browser.js";
import { PAGES, open } from "./lib/pages.js";
import { startSite } from "./lib/site.js";

const out = join(import.meta.dirname, "out");
await rm(out, { recursive: true, force: true });
await mkdir(out);
const site = await startSite();
const chromium = await launch();
for (const [width, size] of [[360, PHONE], [1280, DESK]]) {
  for (const colorScheme of process.argv.includes("dark") ? ["light", "dark"] : ["light"]) {
    const context = await chromium.newContext({ ...size, colorScheme, reducedMotion: "reduce", locale: "fr-FR" });
    const page = await context.newPage();
    for (const entry of PAGES) {
      await open(page, entry, site.facts);
      const suffix = colorScheme === "dark" ? "-dark" : "";
      await page.screenshot({ path: join(out, `${entry.name}-${width}${suffix}.png`), fullPage: true });
    }
    await context.close();
  }
}
await chromium.close();
await site.stop();
console.log(`${PAGES.length} pages in ${out}`);
