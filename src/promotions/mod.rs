//! Promotions: conditions × benefits × calculators, and who counts their uses.
//!
//! A promotion is a row of `promotions` in D1 and travels in the document `terms`. The uses of a
//! limited one belong to its `Promotion` object. What a promotion takes off is computed in `pricing`.

mod promotion;

pub use promotion::{
    Calculator, Code, Combination, Condition, Promotion, PromotionDraft, Selection, Target, Tier,
    Uses,
};
