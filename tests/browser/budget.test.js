// The first view of the list of offers: three requests, 30 kB on the wire, nobody else asked.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PHONE, browser, site } from "./lib/browser.js";

const visit = browser();

for (const path of ["/offres-de-stage", "/"]) {
  test(`${path} takes three requests and at most 30 kB`, () =>
    visit(PHONE, async (page) => {
      const sizes = new Map();
      page.on("requestfinished", (request) => sizes.set(request.url().replace(site.origin, ""), request.sizes()));
      await page.goto(path, { waitUntil: "networkidle" });
      const asked = [...sizes.keys()].filter((url) => !url.includes("/icone-"));
      assert.equal(asked.length, 3, asked.join(" "));
      const kinds = asked.map((url) => url.split(".").at(-1)).sort();
      assert.deepEqual(kinds, [path, "css", "js"]);
      // The icon's too: no answer may be left to arrive after the page has closed.
      const weights = await Promise.all([...sizes].map(async ([url, size]) => [url, (await size).responseBodySize]));
      const total = weights.reduce((total, [url, weight]) => (asked.includes(url) ? total + weight : total), 0);
      assert.ok(total <= 30_000, `${total} bytes`);
    }));
}

test("what has its hash in its name is kept for ever", () =>
  visit(PHONE, async (page) => {
    const kept = [];
    page.on("response", (response) => {
      if (response.url().includes("/assets/")) kept.push(response.headers()["cache-control"]);
    });
    await page.goto("/", { waitUntil: "networkidle" });
    assert.ok(kept.length >= 2);
    for (const said of kept) assert.match(said, /max-age=31536000.*immutable/);
  }));
