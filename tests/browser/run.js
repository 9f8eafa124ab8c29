// Starts one demonstration, runs every *.test.js against it, two files at a time, and says what
// failed. The last line counts the checks. `node run.js axe keyboard` runs only those files.

import { readdirSync } from "node:fs";
import { run } from "node:test";

import { startSite } from "./lib/site.js";

const here = import.meta.dirname;
const wanted = process.argv.slice(2);
const files = readdirSync(here)
  .filter((name) => name.endsWith(".test.js"))
  .filter((name) => wanted.length === 0 || wanted.includes(name.replace(".test.js", "")));
const unknown = wanted.filter((name) => !files.includes(`${name}.test.js`));
if (unknown.length > 0) throw new Error(`no such file of tests: ${unknown.join(", ")}`);

const site = await startSite();
// Each file is a process of its own; this is how it learns where the site is.
process.env.CMONSTAGE_TEST_SITE = JSON.stringify(site.facts);

const failures = [];
let passed = 0;
const started = Date.now();

// A test that holds others is told after them; they are the checks, it is not.
const depths = new Map();
function isCheck({ name, file, nesting }) {
  const holds = depths.get(file) === nesting + 1;
  depths.set(file, nesting);
  return !holds && !name.endsWith(".test.js");
}

await new Promise((resolve) => {
  const stream = run({ files: files.map((name) => `${here}/${name}`), concurrency: 2, timeout: 900_000 });
  stream.on("test:pass", (event) => {
    const checks = isCheck(event);
    if (event.skip !== undefined || event.todo !== undefined) failures.push({ event, error: "skipped" });
    else if (checks) passed += 1;
  });
  stream.on("test:fail", (event) => {
    isCheck(event);
    // A suite fails because one of its checks did, which has been told.
    if (event.details.error?.failureType === "subtestsFailed") return;
    failures.push({ event, error: event.details.error });
  });
  stream.on("test:stderr", ({ message }) => {
    // Debian's wrapper around Chromium complains of its own shell arithmetic.
    if (!message.includes("/usr/bin/chromium:")) process.stderr.write(message);
  });
  // What a test has measured, to be read beside the result; not the runner's own totals.
  stream.on("test:diagnostic", ({ message }) => {
    if (!/^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /.test(message)) console.log(message);
  });
  stream.on("end", resolve);
  stream.resume();
});
const faults = await site.stop();

for (const { event, error } of failures) {
  console.log(`\n✗ ${event.file?.split("/").at(-1) ?? ""}: ${event.name}`);
  const cause = error?.cause ?? error;
  console.log(String(cause?.stack ?? cause).replace(/^/gm, "    "));
}
for (const line of faults) console.log(`\n✗ the server logged: ${line}`);
const failed = failures.length + faults.length;
console.log(`\nBrowser: ${files.length} files, ${Math.round((Date.now() - started) / 1000)} s`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
