//! Small documents, made here byte by byte: a demonstration needs files that open, and no library
//! for them.

/// A page to download beside an article.
pub struct Sheet {
    /// Slug of the article.
    pub article: &'static str,
    /// What it is.
    pub title: &'static str,
    /// Name of the file.
    pub name: &'static str,
    /// What it says.
    pub lines: &'static [&'static str],
}

pub const SHEETS: [Sheet; 2] = [
    Sheet {
        article: "accueillir-un-stagiaire",
        title: "Liste à cocher : accueillir un stagiaire",
        name: "liste-accueil-stagiaire.pdf",
        lines: &[
            "Accueillir un stagiaire",
            "",
            "Avant",
            "[ ] La convention est signée de tous",
            "[ ] L’assurance de l’entreprise est vérifiée",
            "[ ] Le tuteur est choisi, l’équipe est prévenue",
            "[ ] Le programme tient sur une page",
            "[ ] L’adresse, l’heure et la tenue sont envoyées",
            "",
            "Le premier jour",
            "[ ] Accueil et tour des lieux",
            "[ ] Consignes de sécurité, zones et machines interdites",
            "[ ] Horaires, pauses, téléphone",
            "",
            "À la fin",
            "[ ] Bilan avec le stagiaire",
            "[ ] Attestation et évaluation remises",
            "[ ] Documents personnels effacés",
        ],
    },
    Sheet {
        article: "convention-de-stage",
        title: "Ce qu’il faut réunir pour la convention",
        name: "reunir-pour-la-convention.pdf",
        lines: &[
            "Ce qu’il faut réunir pour la convention",
            "",
            "L’entreprise : nom, adresse, SIRET, activité",
            "Le tuteur : nom, fonction, téléphone, e-mail",
            "Les dates, les jours et les horaires",
            "L’adresse où se passe le stage",
            "Les activités prévues, en quelques lignes",
            "L’assurance de responsabilité civile : compagnie et numéro",
            "Les repas et les transports, s’ils sont pris en charge",
        ],
    },
];

/// A page of PDF that says these lines, in a font that every reader has. Letters beyond Latin-1
/// become question marks.
pub fn pdf(lines: &[String]) -> Vec<u8> {
    let mut page = Vec::from(&b"BT /F1 12 Tf 16 TL 60 780 Td "[..]);
    for line in lines {
        page.push(b'(');
        for letter in line.chars() {
            let byte = match letter {
                '’' => 0x92,
                '–' => 0x96,
                'œ' => 0x9c,
                '…' => 0x85,
                other => u8::try_from(u32::from(other)).unwrap_or(b'?'),
            };
            if matches!(byte, b'(' | b')' | b'\\') {
                page.push(b'\\');
            }
            page.push(byte);
        }
        page.extend_from_slice(b") Tj T* ");
    }
    page.extend_from_slice(b"ET");
    let stream =
        [format!("<< /Length {} >>\nstream\n", page.len()).into_bytes(), page, b"\nendstream".to_vec()]
            .concat();
    assembled(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_vec(),
        stream,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec(),
    ])
}

/// The objects, numbered from 1, with the table that says where each begins.
fn assembled(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = Vec::from(&b"%PDF-1.4\n"[..]);
    let mut places = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend_from_slice(format!("{} 0 obj\n", n + 1).as_bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    let table = file.len();
    file.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes());
    for place in places {
        file.extend_from_slice(format!("{place:010} 00000 n \n").as_bytes());
    }
    let size = objects.len() + 1;
    file.extend_from_slice(
        format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n").as_bytes(),
    );
    file
}
