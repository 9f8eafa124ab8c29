//! How a table is shown, in its address: `tri`, `sens`, `page`, `lignes`.

use maud::Markup;

use super::query::Query;
use crate::db::slice::Slice;
use crate::ui::{self, Head, Pager, Sort, Table};

/// The lengths of a page.
pub const LINES: [u32; 4] = [10, 25, 50, 100];

/// The columns by which a table can be sorted.
pub trait Column: Copy + PartialEq + 'static {
    /// Every one.
    const ALL: &'static [Self];
    /// The one that gives the order when none is asked for.
    const DEFAULT: Self;

    /// The value of `tri`.
    fn slug(self) -> &'static str;
}

/// How a table is shown, and the addresses that show it otherwise.
#[derive(Debug, Clone)]
pub struct TableView<C> {
    /// Which of its rows.
    pub slice: Slice<C>,
    /// Whether a page was asked for: the count of the rows then takes the focus.
    pub turned: bool,
    /// Whether htmx swaps the table; each of its links is a page of its own otherwise.
    pub swaps: bool,
    /// The controls, as a selector, whose values a swap sends along: what is ticked stays ticked.
    pub include: Option<&'static str>,
    path: String,
    kept: Query,
    /// The length of the pages when the address says none.
    usual: u32,
}

/// The length that a query asks for, when it is one of them.
pub fn asked_lines(query: &Query) -> Option<u32> {
    query.first("lignes").and_then(|text| text.parse().ok()).filter(|lines| LINES.contains(lines))
}

impl<C: Column> TableView<C> {
    /// What the query asks for, of a table on the page of this path. What makes no sense is as if it were
    /// not there. `preferred` is the length that whoever reads it likes ([`crate::access::Partner::lines`]),
    /// `kept` what the address says besides.
    pub fn read(query: &Query, preferred: Option<u32>, path: impl Into<String>, kept: Query) -> Self {
        let asked = |name: &str| query.first(name);
        let page = asked("page").and_then(|text| text.parse().ok()).filter(|page| *page > 0);
        let usual = preferred.filter(|lines| LINES.contains(lines)).unwrap_or(LINES[0]);
        let order = C::ALL.iter().find(|column| asked("tri") == Some(column.slug())).copied();
        let slice = Slice {
            order: order.unwrap_or(C::DEFAULT),
            descending: asked("sens") == Some("decroissant"),
            page: page.unwrap_or(1),
            lines: asked_lines(query).unwrap_or(usual),
        };
        Self {
            slice,
            turned: asked("page").is_some(),
            swaps: true,
            include: None,
            path: path.into(),
            kept,
            usual,
        }
    }

    /// The address of what is shown, in its shortest form.
    pub fn address(&self) -> String {
        self.query().at(&self.path)
    }

    /// What is shown, in its shortest form.
    pub fn query(&self) -> Query {
        let mut query = self.order_and_lines(&self.slice);
        if self.slice.page > 1 {
            query.push("page", self.slice.page.to_string());
        }
        query
    }

    /// The first page of what is shown.
    pub fn first_page(&self) -> Query {
        self.order_and_lines(&self.slice)
    }

    /// The first page in the same order, with something else said besides.
    pub fn with_kept(&self, kept: Query) -> Query {
        Self { kept, ..self.clone() }.first_page()
    }

    /// The address of another page. The first is said too: that is how turning back to it is known.
    pub fn page(&self, page: u64) -> String {
        self.order_and_lines(&self.slice).with("page", page.to_string()).at(&self.path)
    }

    /// The address of longer or shorter pages. The length is always said: that is how it is known to be
    /// chosen.
    pub fn lines(&self, lines: u32) -> String {
        self.order(&self.slice).with("lignes", lines.to_string()).at(&self.path)
    }

    /// The address sorted by a column: the other way round when it is already.
    pub fn sorted_by(&self, column: C) -> String {
        let descending = self.slice.order == column && !self.slice.descending;
        self.order_and_lines(&Slice { order: column, descending, ..self.slice }).at(&self.path)
    }

    /// The head of a column that sorts the table.
    pub fn head<'a>(&self, label: &'a str, column: C) -> Head<'a> {
        let descending = (self.slice.order == column).then_some(self.slice.descending);
        let sort = Sort { slug: column.slug(), href: self.sorted_by(column), descending };
        Head { label, sort: Some(sort), quiet: false }
    }

    /// What is said once it is swapped: « Affichage de la ligne 1 à 5 sur 5 ».
    pub fn announced(&self, total: u32) -> String {
        let (before, lines) = (self.slice.offset(), self.slice.lines);
        match total {
            0 => "Aucun enregistrement".to_owned(),
            _ => ui::line_count((before + 1).into(), (before + lines).min(total).into(), total.into()),
        }
    }

    /// The table in the region of this id, with those of its `total` rows that the slice holds.
    pub fn show(&self, frame: &Frame<'_>, total: u32, rows: Markup) -> Markup {
        self.framed(frame, total, |table| ui::table(table, rows))
    }

    /// The same with rows in groups (`tbody`).
    pub fn show_groups(&self, frame: &Frame<'_>, total: u32, bodies: Markup) -> Markup {
        self.framed(frame, total, |table| ui::table_of_groups(table, bodies))
    }

    fn framed(&self, frame: &Frame<'_>, total: u32, show: impl FnOnce(&Table<'_>) -> Markup) -> Markup {
        let lengths = LINES.map(|lines| (u64::from(lines), self.lines(lines)));
        let prefix = format!("{}-", frame.region);
        let table = Table {
            region: frame.region,
            caption: frame.caption,
            heads: frame.heads,
            before: self.slice.offset().into(),
            lines: (self.slice.lines.into(), &lengths),
            total: total.into(),
            pager: Pager {
                page: Some(self.slice.page.into()),
                pages: self.slice.pages(total).into(),
                href: &|page| self.page(page),
                beyond: None,
                region: self.swaps.then_some(frame.region),
                include: self.include,
                prefix: &prefix,
            },
            focus: frame.focus,
            swaps: self.swaps,
            include: self.include,
        };
        show(&table)
    }

    fn order_and_lines(&self, slice: &Slice<C>) -> Query {
        let mut query = self.order(slice);
        if slice.lines != self.usual {
            query.push("lignes", slice.lines.to_string());
        }
        query
    }

    fn order(&self, slice: &Slice<C>) -> Query {
        let mut query = self.kept.clone();
        if slice.order != C::DEFAULT {
            query.push("tri", slice.order.slug());
        }
        if slice.descending {
            query.push("sens", "decroissant");
        }
        query
    }
}

/// What a table is made of, besides its rows.
pub struct Frame<'a> {
    /// Id of the region around it.
    pub region: &'a str,
    /// What it shows.
    pub caption: &'a str,
    /// Its columns.
    pub heads: &'a [Head<'a>],
    /// Whether its count takes the focus.
    pub focus: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Debug, Clone, Copy, PartialEq)]
    enum By {
        Name,
        Age,
    }

    impl Column for By {
        const ALL: &'static [Self] = &[Self::Name, Self::Age];
        const DEFAULT: Self = Self::Name;

        fn slug(self) -> &'static str {
            match self {
                Self::Name => "nom",
                Self::Age => "age",
            }
        }
    }

    fn view(query: &str) -> TableView<By> {
        liked(None, query)
    }

    fn liked(lines: Option<u32>, query: &str) -> TableView<By> {
        TableView::read(&Query::parse(query), lines, "/ici", Query::default())
    }

    #[test]
    fn the_address_says_what_is_not_usual_and_nothing_else() {
        assert_eq!(view("").address(), "/ici");
        assert_eq!(view("tri=nom&sens=croissant&page=1&lignes=10").address(), "/ici");
        assert_eq!(view("tri=age&page=3&lignes=25").address(), "/ici?tri=age&lignes=25&page=3");
        for nonsense in ["tri=x&sens=y&page=0&lignes=11", "page=-1", "page=99999999999999999999", "lignes=a"]
        {
            assert_eq!(view(nonsense).address(), "/ici", "{nonsense}");
        }
    }

    #[test]
    fn a_column_pressed_again_turns_the_order_and_any_change_goes_back_to_the_first_page() {
        let by_age = view("tri=age&page=3&lignes=50");
        assert_eq!(by_age.sorted_by(By::Age), "/ici?tri=age&sens=decroissant&lignes=50");
        assert_eq!(by_age.sorted_by(By::Name), "/ici?lignes=50");
        assert_eq!(view("sens=decroissant").sorted_by(By::Name), "/ici");
        assert_eq!(by_age.lines(10), "/ici?tri=age&lignes=10");
        assert_eq!(by_age.page(1), "/ici?tri=age&lignes=50&page=1");
        let way = |view: &TableView<By>, column| view.head("", column).sort.and_then(|sort| sort.descending);
        assert_eq!(way(&by_age, By::Name), None);
        assert_eq!(way(&view("tri=age&sens=decroissant"), By::Age), Some(true));
    }

    #[test]
    fn what_the_page_says_besides_stays() {
        let kept = Query::default().with("ouvrir", "inscription");
        let view: TableView<By> = TableView::read(&Query::parse("fait=x&tri=age"), None, "/ici", kept);
        assert_eq!(view.page(2), "/ici?ouvrir=inscription&tri=age&page=2");
    }

    #[test]
    fn the_length_somebody_likes_is_not_said() {
        assert_eq!(liked(Some(25), "").slice.lines, 25);
        assert_eq!(liked(Some(25), "lignes=25&page=2").address(), "/ici?page=2");
        assert_eq!(liked(Some(25), "lignes=10").page(2), "/ici?lignes=10&page=2");
        assert_eq!(liked(Some(25), "tri=age&page=2").lines(25), "/ici?tri=age&lignes=25");
        for (lines, shown) in [(None, 10), (Some(11), 10), (Some(100), 100)] {
            assert_eq!(liked(lines, "lignes=7").slice.lines, shown);
        }
    }

    proptest! {
        #[test]
        fn any_query_gives_an_address_that_says_the_same(text in ".{0,60}", tri in "nom|age|x|", page in "[0-9]{0,3}", lines in "10|25|7|", likes in prop::option::of(prop::sample::select(LINES.to_vec()))) {
            let first = liked(likes, &format!("{text}&tri={tri}&page={page}&lignes={lines}"));
            let address = first.address();
            let again = liked(likes, address.split_once('?').map_or("", |(_, query)| query));
            prop_assert_eq!(again.slice, first.slice);
        }
    }
}
