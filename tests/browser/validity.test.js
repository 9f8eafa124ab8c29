// Every page, as the server writes it, is valid HTML, whole and as htmx receives it.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { FileSystemConfigLoader, HtmlValidate } from "html-validate";

import { site } from "./lib/browser.js";
import { PAGES, source } from "./lib/pages.js";

const here = import.meta.dirname;
// What htmx asks for; the answer stands alone for the validator, within a document.
const FRAGMENTS = [
  { name: "results", path: "/offres-de-stage?q=vente&dep=17" },
  { name: "results-page-2", path: "/offres-de-stage?page=2" },
  { name: "results-none", path: "/offres-de-stage?q=zzzzz" },
  { name: "occupations", path: "/metiers?metier_q=vente" },
  { name: "occupations-none", path: "/metiers?metier_q=zzzzz" },
  { name: "occupations-short", path: "/metiers?metier_q=v" },
];

// What html-validate reports and what is meant. Lists drawn without bullets say that they are lists,
// because Safari forgets it. `debut` is one repeated parameter: « dès que possible », a date, or both.
const MEANT = [
  ({ ruleId, message }) => ruleId === "no-redundant-role" && message.includes('"list"'),
  ({ ruleId, message }) => ruleId === "form-dup-name" && message.includes('"debut"'),
];

let folder;
const documents = new Map();

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "cmonstage-html-"));
  await mkdir(folder, { recursive: true });
  for (const entry of PAGES) documents.set(entry.name, (await source(entry, site)).html);
  for (const { name, path } of FRAGMENTS) {
    const answer = await fetch(site.origin + path, { headers: { "HX-Request": "true" } });
    const html = await answer.text();
    assert.ok(!html.includes("<html"), `${path} answers htmx with its region`);
    documents.set(`fragment-${name}`, asDocument(html));
  }
  for (const [name, html] of documents) await writeFile(join(folder, `${name}.html`), html);
});
after(() => rm(folder, { recursive: true, force: true }));

/** A fragment within the least document; its title goes where a title can be. */
function asDocument(html) {
  const title = html.match(/<title>.*?<\/title>/s)?.[0] ?? "<title>Fragment</title>";
  const body = html.replace(title, "");
  return `<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8">${title}</head><body><h1>Page</h1>${body}</body></html>`;
}

test("the Nu checker finds no error", async () => {
  const jar = join(here, "node_modules/vnu-jar/build/dist/vnu.jar");
  const files = [...documents.keys()].map((name) => join(folder, `${name}.html`));
  const errors = await new Promise((resolve) => {
    execFile("java", ["-jar", jar, "--errors-only", ...files], { maxBuffer: 1 << 24 }, (error, _, stderr) =>
      resolve(stderr || (error ? String(error) : "")));
  });
  assert.equal(errors, "");
});

test("html-validate finds no error", async () => {
  const validator = new HtmlValidate(new FileSystemConfigLoader());
  const found = [];
  for (const [name, html] of documents) {
    // Its configuration is looked for from the folder of the file.
    const report = await validator.validateString(html, join(here, `${name}.html`));
    for (const result of report.results) {
      for (const said of result.messages) {
        if (MEANT.some((meant) => meant(said))) continue;
        const { line, column, ruleId, message } = said;
        found.push(`${name} ${line}:${column} ${ruleId}: ${message}\n${html.split("\n")[line - 1].slice(Math.max(0, column - 60), column + 80)}`);
      }
    }
  }
  assert.deepEqual(found, []);
});
