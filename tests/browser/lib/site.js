// The demonstration that every test visits: its server, and what the tests must know of its data.

import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

import { pdf } from "./files.js";

const program = process.env.CMONSTAGE_BIN ?? join(import.meta.dirname, "../../../target/debug/cmonstage");

// The demonstration is the same for the same day, so that what a test finds today it finds always.
const DAY = "2026-03-02";

/** Starts the demonstration on a free port; stopping it gives what it complained of. */
export async function startServer() {
  const folder = await mkdtemp(join(tmpdir(), "cmonstage-"));
  const db = join(folder, "demo.db");
  const options = ["demo", "--db", db, "--listen", "127.0.0.1:0", "--date", DAY, "--limits", "off"];
  const server = spawn(program, options, { stdio: ["ignore", "pipe", "pipe"] });
  const faults = [];
  createInterface({ input: server.stderr }).on("line", (line) => {
    if (/ERROR|WARN|panicked/.test(line)) faults.push(line);
  });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  const stop = async () => {
    server.kill("SIGTERM");
    await ended;
    // Forced: the database removes its own side files as it closes.
    await rm(folder, { recursive: true, force: true });
    return faults;
  };
  try {
    return { ...(await address(server)), db, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Starts the demonstration that the tests share, and learns from it what they need. */
export async function startSite() {
  const { origin, db, logins, stop } = await startServer();
  try {
    return { facts: await learn(origin, db, logins), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Where it listens, and who may sign in: it prints a line for each. */
function address(server) {
  const logins = [];
  return new Promise((resolve, reject) => {
    createInterface({ input: server.stdout }).on("line", (line) => {
      const [role, identifier, password] = line.split("\t");
      if (password) logins.push({ role, identifier, password });
      const found = line.match(/http:\/\/[\d.]+:\d+/);
      if (found) resolve({ origin: found[0], logins });
    });
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`the server stopped at once, with ${code}`)));
  });
}

/** The mails written so far, latest first, as `cmonstage mails` lists them. */
export async function mails(db) {
  const { stdout } = await promisify(execFile)(program, ["mails", "--db", db, "--limit", "2000"]);
  return stdout
    .split("\n")
    .filter((line) => line.includes("\t"))
    .map((line) => line.split("\t"))
    .map(([id, at, state, recipient, subject]) => ({ id, at, state, recipient, subject }));
}

/** The words of one mail. */
export async function mail(db, id) {
  return (await promisify(execFile)(program, ["mails", id, "--db", db])).stdout;
}

/** Sends an application without a browser, and gives the address of its confirmation. */
export async function apply(origin, number, fields) {
  const path = `/offres-de-stage/${number}/candidature`;
  const form = await (await fetch(origin + path)).text();
  const body = new FormData();
  body.set("ticket", form.match(/name="ticket" value="([^"]+)"/)[1]);
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  const answer = await fetch(origin + path, { method: "POST", body, redirect: "manual" });
  if (answer.status !== 303) throw new Error(`applying to ${number} answered ${answer.status}`);
  return answer.headers.get("location");
}

/** Sends a registration without a browser, and gives the address of its confirmation. */
export async function register(origin, number, fields) {
  const path = `/rencontres/${number}/inscription`;
  const form = await (await fetch(origin + path)).text();
  const hidden = (name) => form.match(new RegExp(`name="${name}" value="([^"]+)"`))[1];
  const status = form.match(/name="statuses" value="([^"]+)"/g).map((found) => found.match(/value="([^"]+)"/)[1]);
  const body = new URLSearchParams({
    ticket: hidden("ticket"),
    starts: hidden("starts"),
    // Somebody who is not a pupil, where one may be.
    statuses: status.find((slug) => slug !== "eleve") ?? "eleve",
    age: "17",
    ...fields,
  });
  const answer = await fetch(origin + path, { method: "POST", body, redirect: "manual" });
  if (answer.status !== 303) throw new Error(`registering for ${number} answered ${answer.status}`);
  return answer.headers.get("location");
}

/** Sends a message without a browser, and gives the address of its confirmation. */
export async function write(origin, fields) {
  const form = await (await fetch(`${origin}/contact`)).text();
  const body = new URLSearchParams({ ticket: form.match(/name="ticket" value="([^"]+)"/)[1], ...fields });
  const answer = await fetch(`${origin}/contact`, { method: "POST", body, redirect: "manual" });
  if (answer.status !== 303) throw new Error(`writing answered ${answer.status}`);
  return answer.headers.get("location");
}

const ITEM = {
  "deposer-une-offre": {
    audiences: "collegien",
    starts_asap: "oui",
    description: "Vous découvrez l’atelier et les chantiers, aux côtés de deux personnes du métier. ".repeat(3).trim(),
  },
  "proposer-une-rencontre": {
    audiences: "eleve",
    kind: "visite",
    capacity: "12",
    date: "2026-04-02",
    time: "14:00",
    duration: "1 h 30",
    company_receives: "oui",
    description: "Nous ouvrons l’atelier : les machines, les essences de bois, et ceux qui les travaillent chaque jour.",
  },
};

/** Writes a deposit without a browser, up to its last step, and gives its link; `sent` sends it. */
export async function deposit(origin, start, { sent = false, email = "rabot@example.org" } = {}) {
  const post = async (path, fields, multipart) => {
    const page = await (await fetch(origin + path)).text();
    const body = multipart ? new FormData() : new URLSearchParams();
    for (const [, name, value] of page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)) body.set(name, value);
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    const answer = await fetch(origin + path, { method: "POST", body, redirect: "manual" });
    if (answer.status !== 303) throw new Error(`${path} answered ${answer.status}`);
    return answer.headers.get("location");
  };
  const item = await post(`/entreprises/${start}`, {
    entreprise: "autre",
    company_name: "Atelier du Rabot",
    company_sector: "construction",
    company_street: "4 rue du Rabot",
    company_postal_code: "79000",
    company_commune: "Niort",
    contact_name: "Claire Rabot",
    phone: "05 36 49 00 10",
    email,
  });
  const review = await post(item, ITEM[start], true);
  if (sent) await post(review, { request: "Plutôt au printemps." });
  return item.replace(/\/annonce$/, "");
}

/** Signs somebody in without a browser, and gives the cookie. */
export async function signIn(origin, { identifier, password }) {
  const body = new URLSearchParams({ email: identifier, password });
  const headers = { "Sec-Fetch-Site": "same-origin" };
  const answer = await fetch(`${origin}/gestion/connexion`, { method: "POST", body, headers, redirect: "manual" });
  if (answer.status !== 303) throw new Error(`signing in answered ${answer.status}`);
  return answer.headers.get("set-cookie").split(";")[0];
}

/** What partners see of the demonstration. */
async function learnExtranet(origin, logins, facts) {
  facts.logins = logins;
  const partners = logins.filter(({ role }) => role === "Partenaire");
  facts.cookies = { administrator: await signIn(origin, logins.find(({ role }) => role === "Administration")) };
  const get = async (path) => (await fetch(origin + path, { headers: { Cookie: facts.cookies.partner } })).text();
  for (const partner of partners) {
    // One who has an alert.
    facts.cookies.partner = await signIn(origin, partner);
    const alert = (await get("/gestion")).match(/<tbody>.*?href="\/gestion\/projets\/(\d+)"/s);
    if (!alert) continue;
    [facts.partner, facts.project] = [partner, alert[1]];
    break;
  }
  if (!facts.project) throw new Error("the demonstration lacks an assignment");
  const administration = { headers: { Cookie: facts.cookies.administrator } };
  const queue = await (await fetch(`${origin}/gestion/depots`, administration)).text();
  const waiting = [...queue.matchAll(/href="\/gestion\/projets\/(\d+)/g)].map(([, id]) => id);
  facts.depositedProject = waiting.at(-1);
  const project = await (await fetch(`${origin}/gestion/projets/${facts.depositedProject}`, administration)).text();
  facts.joining = project.match(/href="(\/gestion\/projets\/\d+\/rattachement\?[^"]+)"/)?.[1].replaceAll("&amp;", "&");
  facts.waitingItem = project.match(/href="(\/gestion\/(?:offres-de-stage|rencontres)\/\d{6}-\d+)/)?.[1];
  if (!facts.joining || !facts.waitingItem) throw new Error("the demonstration lacks a deposit that repeats another");
  const own = await get(`/gestion/projets/${facts.project}`);
  facts.company = own.match(/\?entreprise=(\d+)/)[1];
  for (let id = 1; !facts.otherProject; id += 1) {
    if (id > 200) throw new Error("the demonstration lacks a project of another");
    if ((await get(`/gestion/projets/${id}`)).includes("lecture seule")) facts.otherProject = id;
  }
}

/** Which offers and events of the demonstration show what. */
async function learn(origin, db, logins) {
  const get = async (path) => {
    const answer = await fetch(origin + path);
    return { status: answer.status, html: await answer.text() };
  };
  const facts = { origin, db };
  for (let page = 1; !(facts.plain && facts.masked && facts.withDocument); page += 1) {
    const { html } = await get(`/offres-de-stage?lignes=50&page=${page}`);
    const numbers = [...html.matchAll(/<h3><a href="\/offres-de-stage\/(\d{6}-\d+)"/g)].map(([, number]) => number);
    if (numbers.length === 0 || page > 9) throw new Error("the demonstration lacks an offer of some kind");
    for (const number of numbers) {
      const offer = (await get(`/offres-de-stage/${number}`)).html;
      if (offer.includes('id="employeur">Contact<')) facts.masked ??= number;
      else if (offer.includes('id="document"')) facts.withDocument ??= number;
      else facts.plain ??= number;
    }
  }
  for (const { subject } of await mails(db)) {
    const number = subject.match(/offre (\d{6}-\d+)/)?.[1];
    if (!number || (await get(`/offres-de-stage/${number}`)).status !== 410) continue;
    facts.gone = number;
    break;
  }
  facts.confirmation = await apply(origin, facts.plain, {
    last_name: "Bellanque",
    first_name: "Inès",
    age: "16",
    email: "ines.bellanque@example.org",
    motivation: "J’aime travailler dehors.",
    files: new File([pdf()], "cv.pdf", { type: "application/pdf" }),
  });
  const received = (await mails(db)).find(({ subject }) => subject.startsWith("Nouvelle candidature"));
  facts.application = (await mail(db, received.id)).match(/\/candidatures\/[\w-]{43}/)[0];
  const own = (await mails(db)).find(({ subject }) => subject.startsWith("Candidature bien reçue"));
  facts.followed = (await mail(db, own.id)).match(/\/suivi\/[\w-]{43}/)[0];
  await learnEvents(get, facts);
  facts.draft = await deposit(origin, "deposer-une-offre");
  facts.draftEvent = await deposit(origin, "proposer-une-rencontre");
  facts.deposited = await deposit(origin, "deposer-une-offre", { sent: true, email: "envoye@example.org" });
  // The same company once more: the second may be a repetition of the first.
  await deposit(origin, "proposer-une-rencontre", { sent: true, email: "envoye@example.org" });
  await learnExtranet(origin, logins, facts);
  const { html } = await get("/ressources");
  facts.articles = [...html.matchAll(/href="(\/ressources\/[\w-]+)"/g)].map(([, path]) => path);
  facts.contacted = await write(origin, { name: "Inès Bellanque", email: "ines@example.org", department: "79", message: "Bonjour, je voudrais en savoir plus." });
  return facts;
}

async function learnEvents(get, facts) {
  const { origin, db } = facts;
  const { html } = await get("/rencontres?lignes=50");
  const open = [...html.matchAll(/<h3><a href="\/rencontres\/(\d{6}-\d+)"/g)].map(([, number]) => number);
  for (const number of open) {
    const event = (await get(`/rencontres/${number}`)).html;
    if (/name="statuses" value="eleve"/.test((await get(`/rencontres/${number}/inscription`)).html)) facts.event ??= number;
    if (event.includes("Inscriptions suivies par")) facts.eventOfPartner ??= number;
  }
  for (const { subject } of await mails(db)) {
    const number = subject.match(/rencontre (\d{6}-\d+)/)?.[1];
    if (!number || open.includes(number)) continue;
    const event = (await get(`/rencontres/${number}`)).html;
    if (event.includes("Complet.")) facts.eventFull ??= number;
    if (event.includes("a eu lieu")) facts.eventPast ??= number;
  }
  for (const kind of ["event", "eventOfPartner", "eventFull", "eventPast"]) {
    if (!facts[kind]) throw new Error(`the demonstration lacks: ${kind}`);
  }
  facts.registered = await register(origin, facts.event, {
    last_name: "Bellanque",
    first_name: "Inès",
    email: "ines.bellanque@example.org",
  });
  const told = (await mails(db)).find(({ subject }) => subject.startsWith("Inscription confirmée"));
  facts.registration = (await mail(db, told.id)).match(/\/suivi\/[\w-]{43}/)[0];
}
