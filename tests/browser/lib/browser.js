// One Chromium for a file of tests, and pages that report whatever goes wrong in them.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { chromium } from "playwright-core";

export const site = JSON.parse(process.env.CMONSTAGE_TEST_SITE ?? "null");

const OPTIONS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const launch = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: OPTIONS });

/**
 * Gives `visit(options, action)`: it runs `action` with a page in a new context, and then fails if
 * the page broke the policy of the site, wrote to the console, asked somebody else for anything or
 * left anything behind in the browser.
 * `forgiven` are words of console messages that the test itself brings about. The site is the one that
 * the tests share, unless `where` says another.
 */
export function browser(where = () => site.origin) {
  let chromium;
  before(async () => {
    chromium = await launch();
  });
  after(() => chromium.close());

  return async function visit({ forgiven = [], ...options }, action) {
    const origin = where();
    const context = await chromium.newContext({ baseURL: origin, locale: "fr-FR", ...options });
    context.setDefaultTimeout(20_000);
    const complaints = [];
    try {
      await watch(context, origin, complaints);
      const result = await action(await context.newPage(), context);
      await assertNothingStored(context);
      const left = complaints.filter((text) => !forgiven.some((words) => text.includes(words)));
      assert.deepEqual(left, [], "what the browser complained of");
      return result;
    } finally {
      await context.close();
    }
  };
}

async function assertNothingStored(context) {
  const cookies = (await context.cookies()).filter(({ name, httpOnly }) => !(context.signedIn && name === "sid" && httpOnly));
  assert.deepEqual(cookies, [], "cookies");
  for (const page of context.pages()) {
    assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0, "storage of the browser");
  }
}

async function watch(context, home, complaints) {
  await context.exposeFunction("tellViolation", (text) => complaints.push(text));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      window.tellViolation(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  context.on("weberror", (error) => {
    // Chromium's own, when a page arrives too late to be faded into.
    if (!/^\w+: Transition was (aborted|skipped)/.test(error.error())) complaints.push(`script: ${error.error()}`);
  });
  context.on("console", (message) => {
    // Chromium informs that htmx had already given the focus where it was asked to.
    if (message.type() === "info") return;
    complaints.push(`console: ${message.type()} ${message.text()} ${message.location().url}`);
  });
  context.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== home && protocol !== "data:") complaints.push(`third party: ${request.url()}`);
  });
}

/** What the browser says of an answer that is meant to be an error. */
export const ERRORS_EXPECTED = ["Failed to load resource"];

export const PHONE = { viewport: { width: 360, height: 740 } };
export const DESK = { viewport: { width: 1280, height: 900 } };
