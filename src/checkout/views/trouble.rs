//! What stands in the way of an order, above everything else on the page.

use crate::cart::{OpenedCart, Row, Summary};
use crate::kernel::{Locale, Money};
use crate::pricing::Quote;

/// One figure that is another one than the shopper saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub label: String,
    /// `None`: there was no such figure, or there is none any more.
    pub before: Option<String>,
    pub now: Option<String>,
}

/// What is told and what can be done about it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trouble {
    pub heading: String,
    pub sentences: Vec<String>,
    pub changes: Vec<Change>,
    /// Where it is mended, and what the link says.
    pub link: Option<(String, &'static str)>,
}

impl Trouble {
    pub fn new(heading: impl Into<String>, sentences: Vec<String>) -> Self {
        Self { heading: heading.into(), sentences, ..Self::default() }
    }

    #[must_use]
    pub fn link(self, url: String, words: &'static str) -> Self {
        Self { link: Some((url, words)), ..self }
    }

    /// Rule 2: both totals, and what makes the difference.
    pub fn total_changed(expected: Money, seen: &SeenTotals, opened: &OpenedCart<'_>) -> Self {
        let quote = &opened.quote;
        let locale = opened.market.locale();
        let total = Money::new(quote.total_minor, quote.currency).format(locale);
        let sentence = format!(
            "You saw {} and it is {total} now. Nothing was ordered.",
            expected.format(locale)
        );
        let heading = "The total has changed";
        let changes = seen.changes(&SeenTotals::of(quote, locale));
        let more = "Look at the new total and order again if it suits you.".to_owned();
        Self { changes, ..Self::new(heading, vec![sentence, more]) }
    }

    /// What blocks the cart.
    pub fn problems(opened: &OpenedCart<'_>) -> Option<Self> {
        let blocking: Vec<&_> = opened.problems.iter().filter(|problem| problem.blocking).collect();
        let first = blocking.first()?;
        let sentences = blocking.iter().map(|problem| problem.detail.clone()).collect();
        let trouble = Self::new("This cannot be ordered as it stands", sentences);
        Some(if blocking.len() == 1 && first.code == "no_shipping" {
            trouble.link("#address-country".to_owned(), "Choose another country")
        } else {
            trouble.link(format!("{}/cart", opened.market.base()), "Change the cart")
        })
    }
}

/// The figures of the summary as a page shows them. They travel in the form, so that a later page can
/// say which of them changed; nothing is decided by them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SeenTotals(Vec<(String, String)>);

impl SeenTotals {
    pub fn of(quote: &Quote, locale: Locale<'_>) -> Self {
        let Summary { rows, included, total: _ } = Summary::of(quote, locale);
        let pair = |row: Row| (row.label, row.amount);
        Self(rows.into_iter().chain(included).map(pair).collect())
    }

    /// As a field of the form carries it.
    pub fn to_text(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }

    pub fn parse(text: &str) -> Self {
        /// More rows than any summary has, and a limit to what is echoed.
        const MAX_ROWS: usize = 40;
        let pairs = form_urlencoded::parse(text.as_bytes()).into_owned();
        Self(pairs.take(MAX_ROWS).collect())
    }

    fn amount(&self, label: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == label).map(|(_, amount)| amount.as_str())
    }

    /// What is another amount in `fresh`, new there, or gone.
    pub fn changes(&self, fresh: &Self) -> Vec<Change> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let gone = self.0.iter().filter(|(label, _)| fresh.amount(label).is_none());
        let labels = fresh.0.iter().chain(gone).map(|(label, _)| label);
        let change = |label: &String| Change {
            label: label.clone(),
            before: self.amount(label).map(str::to_owned),
            now: fresh.amount(label).map(str::to_owned),
        };
        labels.map(change).filter(|change| change.before != change.now).collect()
    }
}
