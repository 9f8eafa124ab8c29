// The French of every page: spelling by hunspell, typography by rule.
//
// All the text is read, the demonstration's included, which is French as well. In places that hold
// data, words with a capital are taken for names and let through, as are the same names elsewhere in
// that page; every other word must be in the dictionary or in ../mots.dic, so that a mistake in a
// word of the site cannot hide.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";

import { DESK, ERRORS_EXPECTED, browser, site } from "./lib/browser.js";
import { PAGES, open } from "./lib/pages.js";
import { texts } from "./lib/words.js";

const visit = browser();
const OWN_WORDS = join(import.meta.dirname, "../mots.dic");

/** The words that the dictionary does not know. */
function misspelt(text) {
  return new Promise((resolve, reject) => {
    const hunspell = spawn("hunspell", ["-d", "fr_FR", "-i", "UTF-8", "-l", "-p", OWN_WORDS], { stdio: ["pipe", "pipe", "inherit"] });
    let out = "";
    hunspell.stdout.setEncoding("utf8").on("data", (piece) => { out += piece; });
    hunspell.once("error", reject);
    hunspell.once("close", (code) => (code === 0 ? resolve(out.split("\n").filter(Boolean)) : reject(new Error(`hunspell: ${code}`))));
    hunspell.stdin.end(text);
  });
}

const ADDRESS = /https?:\/\/\S+|www\.\S+|\S+@\S+|[\w-]+\.(pdf|docx|odt|png|jpg)\b|\b[\w.-]+\.(fr|org)\b/g;
// References, codes of the ROME, what the list of pages searches in vain.
const CODE = /\b[CDIM](-[A-Z0-9]{4}){2}\b|\b[A-Z]\d+\b|\bz{5}\b/g;

// Hunspell's own tokens cut at the apostrophe that it knows.
// What stands above the signature of a mail is no word either.
const plain = (text) => text.replace(/^-- $/gm, " ").replace(ADDRESS, " ").replace(CODE, " ").replaceAll("’", "'");

// Each rule with what it means and an example that it must catch.
const RULES = [
  [/'/, "a straight apostrophe", "l'offre"],
  [/"/, "a straight quotation mark", 'dit "oui"'],
  [/[^\u202f\s][;!?](?=\s|$)|[ \u00a0][;!?]/, "no fine space before ; ! ?", "Pour qui ?"],
  [/[^\u00a0\d]:(?=\s|$)|[ \u202f]:/, "no unbreakable space before :", "Erreur : oui"],
  [/«[^\u00a0]|[^\u00a0]»/, "no unbreakable space inside « »", "« oui »"],
  [/\b\d{4}-\d{2}-\d{2}\b/, "a date for machines", "le 2026-03-02"],
  [/\.\.\./, "three points for an ellipsis", "CV..."],
  [/n° /, "a space that breaks after n°", "n° 12"],
  [/\d (Mo|ko|km|octets|€|%)(?!\w)/, "a space that breaks before a unit", "5 Mo"],
  [/\b(undefined|null|NaN|None|Some)\b/, "a word of the machine", "Some(3)"],
  [/\{\w*\}|%s/, "a hole that was not filled", "{nom}"],
];

test("the checker finds mistakes where there are some", async () => {
  assert.deepEqual(await misspelt("Votre candidature est bien arivée, avec un acuse de réception."), ["arivée", "acuse"]);
});

test("the rules find mistakes where there are some", () => {
  for (const [rule, name, example] of RULES) assert.match(example, rule, name);
  assert.deepEqual(RULES.filter(([rule]) => rule.test("Bien sûr\u202f! «\u00a0n°\u00a012\u00a0»\u00a0: 5\u00a0Mo… d’ici à 14\u00a0h.")), []);
});

for (const entry of PAGES) {
  test(entry.name, (t) =>
    visit({ ...DESK, forgiven: entry.status ? ERRORS_EXPECTED : [] }, async (page) => {
      await open(page, entry, site);

      await t.test("is spelt as French is", async () => {
        const found = await page.evaluate(texts);
        const words = found.filter(({ data }) => !data).map(({ text }) => plain(text)).join("\n");
        const data = found.filter(({ data }) => data).map(({ text }) => plain(text)).join("\n");
        const unknown = await misspelt(data);
        const names = new Set(unknown.filter((word) => /^-?(\w{1,2}')?\p{Lu}/u.test(word)));
        const wrong = [...unknown, ...(await misspelt(words))].filter((word) => !names.has(word));
        assert.deepEqual([...new Set(wrong)], []);
      });

      await t.test("follows French typography", async () => {
        // Line by line, as a word and its punctuation may stand in two elements.
        const lines = await page.evaluate(() => {
          document.querySelectorAll("details").forEach((details) => { details.open = true; });
          const roots = [...document.querySelectorAll("main, header, footer")];
          return roots.flatMap((root) => root.innerText.split("\n")).filter((line) => line.trim());
        });
        const wrong = [];
        for (const line of [...lines.map((line) => line.replace(ADDRESS, "")), await page.title()]) {
          for (const [rule, name] of RULES) if (rule.test(line)) wrong.push(`${name}: ${line}`);
        }
        assert.deepEqual([...new Set(wrong)], []);
      });
    }));
}
