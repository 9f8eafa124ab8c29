//! What people and machines really type: for the sizes m and l, and for tests that show every page survives it.

/// Strings that break careless pages: markup, quotes, right-to-left, very long words, combining marks.
pub fn hostile_strings() -> Vec<String> {
    let mut strings: Vec<String> = HOSTILE.iter().map(|text| (*text).to_owned()).collect();
    strings.push("Électroencéphalographie".chars().cycle().take(200).collect());
    strings.push(format!("Établissements {}", "d’Aubeterre-Œuvrard ".repeat(9)).trim_end().to_owned());
    strings
}

const HOSTILE: &[&str] = &[
    "L’Œuvre d’Élodie & d'Aïcha",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "</title></textarea><svg onload=alert(1)>",
    "javascript:alert(document.domain)",
    "Robert'); DROP TABLE offer;--",
    "' OR 1=1 --",
    "100 % {{7*7}} ${7*7} <%= 7*7 %>",
    "مرحبا بكم في ورشتنا",
    "שלום \u{202E}gnirts desrever\u{202C} fin",
    "👩🏽‍🌾🧑‍🔧 Ferme des 🐄 & 🐐",
    "Z͑ͫa͒ͥl̡̛g̸̨o",
    "日本語の会社 ﷽",
    "=HYPERLINK(\"https://pirate.example\";\"Cliquez\")",
    "+33 (0)5 36 49 00 00; ext. 12\t\"guillemets\"",
    "Ligne une\r\nBcc: autre@example.org",
    "\u{FEFF}invisible\u{200B}\u{200D}",
    "&lt;b&gt;déjà échappé&lt;/b&gt; &amp;amp;",
    "../../../etc/passwd%00.pdf",
    "NULL",
];
