// The words of a page as people read them.

/** Runs in the browser: every visible text, each with what kind of text it is. */
export function texts() {
  // What holds data rather than words of the site: names of people, companies, places, files.
  const DATA = "h1, .card h2, .card h3, .card-who, .card-facts, .lead, .prose, .definitions dd, .facts, .trail, .attachment, .kept, .reference, .map-links, .check, .pills, .empty li, li > .alone, .notice, .panel dd, .site-footer p, .member, .items, .companies, .pencil, .reading, .journal, .table td, .table th[scope=row], .panel .vh, .panel p strong, option, textarea, .letter div, .person legend, .person .soft";
  // Addresses and codes are no words.
  const NOT_WORDS = "script, style, .reference, .copy input, [href^=mailto]";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    const text = walker.currentNode.data.trim();
    // What is only said aloud counts as well; what is folded too.
    if (!text || parent.closest(NOT_WORDS) || parent.closest("[hidden]")) continue;
    found.push({ text, data: parent.closest(DATA) !== null });
  }
  for (const [selector, attribute] of [["[aria-label]", "aria-label"], ["[placeholder]", "placeholder"], ["[alt]", "alt"]]) {
    for (const element of document.querySelectorAll(selector)) found.push({ text: element.getAttribute(attribute), data: false });
  }
  found.push({ text: document.title, data: true });
  for (const meta of document.querySelectorAll("meta[name=description]")) found.push({ text: meta.content, data: true });
  return found;
}
