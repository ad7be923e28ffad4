//! Which products a collection holds: a list in the merchant's order, or rules.

use serde::{Deserialize, Serialize};

use crate::kernel::{Currency, Handle, Money, fold};

/// Most products in a manual collection.
pub const MAX_MANUAL_PRODUCTS: usize = 1000;
/// Most conditions in one collection's rules.
pub const MAX_CONDITIONS: usize = 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SortOrder {
    /// The merchant's order; the newest first where rules decide.
    #[default]
    Manual,
    Newest,
    Title,
    PriceAscending,
    PriceDescending,
}

impl SortOrder {
    pub const ALL: [Self; 5] =
        [Self::Manual, Self::Newest, Self::Title, Self::PriceAscending, Self::PriceDescending];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Newest => "newest",
            Self::Title => "title",
            Self::PriceAscending => "price_ascending",
            Self::PriceDescending => "price_descending",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::Manual => "Featured",
            Self::Newest => "Newest",
            Self::Title => "Name, A to Z",
            Self::PriceAscending => "Price, low to high",
            Self::PriceDescending => "Price, high to low",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.as_str() == text)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Membership {
    Products(Vec<Handle>),
    Rules(Rules),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rules {
    #[serde(rename = "match")]
    pub combine: Match,
    pub conditions: Vec<Condition>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(schemars::JsonSchema),
    schemars(rename = "RuleMatch")
)]
#[serde(rename_all = "snake_case")]
pub enum Match {
    All,
    Any,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(schemars::JsonSchema),
    schemars(rename = "RuleCondition")
)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    pub field: Field,
    pub relation: Relation,
    pub value: Comparand,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(schemars::JsonSchema),
    schemars(rename = "RuleField")
)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Tag,
    Vendor,
    Type,
    Title,
    Price,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(schemars::JsonSchema),
    schemars(rename = "RuleRelation")
)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    Equals,
    NotEquals,
    Contains,
    StartsWith,
    GreaterThan,
    LessThan,
}

/// Text for names, money for prices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "give a text, or an amount of money like 3000 in EUR")]
pub enum Comparand {
    Money(Money),
    Text(String),
}

/// What rules look at.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    pub title: &'a str,
    pub vendor: &'a str,
    pub product_type: &'a str,
    pub tags: &'a [String],
    /// The lowest price of its variants now.
    pub price: Money,
}

impl Rules {
    /// Whether the product belongs. Text is compared folded (case and accents do not matter); a
    /// relation that makes no sense for its field holds for nothing.
    pub fn hold_for(&self, candidate: &Candidate<'_>) -> bool {
        let mut outcomes = self.conditions.iter().map(|condition| condition.holds_for(candidate));
        match self.combine {
            Match::All => outcomes.all(|holds| holds) && !self.conditions.is_empty(),
            Match::Any => outcomes.any(|holds| holds),
        }
    }

    /// The first condition that can never hold, as a sentence.
    pub fn complaint(&self) -> Option<(usize, &'static str)> {
        if self.conditions.is_empty() {
            return Some((0, "Rules need at least one condition."));
        }
        if self.conditions.len() > MAX_CONDITIONS {
            return Some((MAX_CONDITIONS, "Rules have at most 20 conditions."));
        }
        self.conditions
            .iter()
            .enumerate()
            .find_map(|(index, condition)| condition.complaint().map(|sentence| (index, sentence)))
    }

    /// The first condition that compares with money of another currency than the shop's.
    pub fn foreign_condition(&self, currency: Currency) -> Option<usize> {
        self.conditions.iter().position(|condition| {
            matches!(condition.value, Comparand::Money(money) if money.currency != currency)
        })
    }
}

impl Condition {
    fn complaint(&self) -> Option<&'static str> {
        use Relation::{Contains, Equals, GreaterThan, LessThan, NotEquals, StartsWith};
        match (self.field, &self.value, self.relation) {
            (Field::Price, Comparand::Text(_), _) => Some(
                "A price is compared with money, like {\"amount_minor\": 3000, \"currency\": \"EUR\"}.",
            ),
            (Field::Price, _, Contains | StartsWith) => {
                Some("A price can be equals, not_equals, greater_than or less_than.")
            }
            (Field::Price, _, _)
            | (_, Comparand::Text(_), Equals | NotEquals | Contains | StartsWith) => None,
            (_, Comparand::Money(_), _) => {
                Some("Only a price is compared with money; give text here.")
            }
            (_, _, GreaterThan | LessThan) => {
                Some("Only a price can be greater_than or less_than.")
            }
        }
    }

    fn holds_for(&self, candidate: &Candidate<'_>) -> bool {
        match (&self.value, self.field) {
            (Comparand::Money(bound), Field::Price) => {
                bound.currency == candidate.price.currency
                    && match self.relation {
                        Relation::Equals => candidate.price.amount_minor == bound.amount_minor,
                        Relation::NotEquals => candidate.price.amount_minor != bound.amount_minor,
                        Relation::GreaterThan => candidate.price.amount_minor > bound.amount_minor,
                        Relation::LessThan => candidate.price.amount_minor < bound.amount_minor,
                        Relation::Contains | Relation::StartsWith => false,
                    }
            }
            (Comparand::Text(text), field) => {
                let wanted = fold(text);
                match field {
                    Field::Title => self.compares(candidate.title, &wanted),
                    Field::Vendor => self.compares(candidate.vendor, &wanted),
                    Field::Type => self.compares(candidate.product_type, &wanted),
                    Field::Tag if self.relation == Relation::NotEquals => {
                        candidate.tags.iter().all(|tag| fold(tag) != wanted)
                    }
                    Field::Tag => candidate.tags.iter().any(|tag| self.compares(tag, &wanted)),
                    Field::Price => false,
                }
            }
            (Comparand::Money(_), _) => false,
        }
    }

    fn compares(&self, actual: &str, wanted: &str) -> bool {
        let actual = fold(actual);
        match self.relation {
            Relation::Equals => actual == wanted,
            Relation::NotEquals => actual != wanted,
            Relation::Contains => actual.contains(wanted),
            Relation::StartsWith => actual.starts_with(wanted),
            Relation::GreaterThan | Relation::LessThan => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn condition(field: Field, relation: Relation, value: &str) -> Condition {
        Condition { field, relation, value: Comparand::Text(value.to_owned()) }
    }

    fn price(relation: Relation, amount_minor: i64) -> Condition {
        Condition {
            field: Field::Price,
            relation,
            value: Comparand::Money(Money::new(amount_minor, Currency::EUR)),
        }
    }

    fn holds(condition: Condition) -> bool {
        let tags = ["Blue".to_owned(), "bedroom".to_owned()];
        Rules { combine: Match::All, conditions: vec![condition] }.hold_for(&Candidate {
            title: "Linen Throw",
            vendor: "Ærø Weavers",
            product_type: "Blanket",
            tags: &tags,
            price: Money::new(4900, Currency::EUR),
        })
    }

    #[test]
    fn each_relation_means_what_it_says() {
        use Field::{Tag, Title, Type, Vendor};
        use Relation::{Contains, Equals, GreaterThan, LessThan, NotEquals, StartsWith};
        let rows = [
            (condition(Tag, Equals, "blue"), true, "case does not matter"),
            (condition(Tag, Equals, "green"), false, "no such tag"),
            (condition(Tag, NotEquals, "blue"), false, "one of its tags is blue"),
            (condition(Tag, NotEquals, "green"), true, "none of its tags is green"),
            (condition(Vendor, Equals, "aero weavers"), true, "accents do not matter"),
            (condition(Title, Contains, "throw"), true, "part of the title"),
            (condition(Title, StartsWith, "throw"), false, "not at the start"),
            (condition(Type, NotEquals, "blanket"), false, "it is one"),
            (condition(Title, GreaterThan, "a"), false, "names have no size"),
            (price(LessThan, 5000), true, "49 is below 50"),
            (price(LessThan, 4900), false, "less than is strict"),
            (price(GreaterThan, 4899), true, "above"),
            (price(Equals, 4900), true, "equal"),
            (price(NotEquals, 4900), false, "equal is not unequal"),
            (price(Contains, 4900), false, "a price contains nothing"),
        ];
        for (condition, expected, reason) in rows {
            let sane = condition.complaint().is_none();
            assert!(sane || !expected, "a condition that can never hold is refused: {reason}");
            assert_eq!(holds(condition), expected, "{reason}");
        }
    }

    proptest! {
        #[test]
        fn all_is_never_wider_than_any(words in prop::collection::vec("[a-c]{1,2}", 1..5), tags in prop::collection::vec("[a-c]{1,2}", 0..5)) {
            let conditions: Vec<_> = words.iter().map(|word| condition(Field::Tag, Relation::Contains, word)).collect();
            let candidate = Candidate { title: "", vendor: "", product_type: "", tags: &tags, price: Money::new(1, Currency::EUR) };
            let all = Rules { combine: Match::All, conditions: conditions.clone() }.hold_for(&candidate);
            let any = Rules { combine: Match::Any, conditions }.hold_for(&candidate);
            prop_assert!(!all || any);
        }
    }
}
