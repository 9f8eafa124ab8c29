//! Which rows of a table are shown, and in what order.

/// A part of a table. `C` names its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice<C> {
    /// The column that gives the order.
    pub order: C,
    /// Whether the last come first.
    pub descending: bool,
    /// Page, from 1.
    pub page: u32,
    /// Rows of a page.
    pub lines: u32,
}

impl<C> Slice<C> {
    /// How many pages so many rows make: one at least, even with nothing on it.
    pub fn pages(&self, total: u32) -> u32 {
        total.div_ceil(self.lines.max(1)).max(1)
    }

    /// The same on a page that is there: beyond the last one stands the last one.
    pub fn within(self, total: u32) -> Self {
        let last = self.pages(total);
        Self { page: self.page.clamp(1, last), ..self }
    }

    /// How many rows come before it.
    pub fn offset(&self) -> u32 {
        self.page.saturating_sub(1).saturating_mul(self.lines)
    }

    /// The page of the row at this place, counted from 0.
    pub fn page_of(&self, place: u32) -> u32 {
        place / self.lines.max(1) + 1
    }

    /// `ASC` or `DESC`.
    pub fn direction(&self) -> &'static str {
        if self.descending { "DESC" } else { "ASC" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slice(page: u32) -> Slice<()> {
        Slice { order: (), descending: false, page, lines: 10 }
    }

    #[test]
    fn a_page_that_is_not_there_is_the_last_one() {
        assert_eq!(slice(9).within(31).page, 4);
        assert_eq!(slice(9).within(30).page, 3);
        assert_eq!(slice(9).within(0).page, 1);
        assert_eq!(slice(u32::MAX).offset(), u32::MAX);
    }

    #[test]
    fn a_row_stands_on_its_page() {
        assert_eq!([0, 9, 10, 29].map(|place| slice(1).page_of(place)), [1, 1, 2, 3]);
        assert_eq!(slice(3).offset(), 20);
    }
}
