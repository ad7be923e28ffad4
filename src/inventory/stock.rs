//! How many units of one SKU there are, where they are, and how many can still be bought.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use super::movement::Movement;
use crate::kernel::Timestamp;

/// Longest name of a location, in bytes.
const MAX_LOCATION_LENGTH: usize = 64;

/// Where units lie: the merchant's own word for it, like `main` or `shop-berlin`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Location(String);

impl Location {
    /// 1 to 64 letters, digits, full stops, underscores and hyphens.
    pub fn parse(text: &str) -> Option<Self> {
        let clean = !text.is_empty()
            && text.len() <= MAX_LOCATION_LENGTH
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        clean.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Location {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            D::Error::custom(
                "a location has 1 to 64 letters, digits, full stops, underscores or hyphens",
            )
        })
    }
}

/// How many units may be promised that are not there yet, and when they will be (rule 24).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BackOrders {
    pub limit: u32,
    #[serde(default)]
    pub promised_for: Option<Timestamp>,
}

/// The counts of one SKU. They are what its movements add up to, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// Physically there, by location; below zero when more was shipped than was ever counted. Empty
    /// while nobody has counted: the SKU is not tracked.
    pub on_hand: BTreeMap<Location, i64>,
    /// Of `committed`, what is planned to leave from each location.
    pub allocated: BTreeMap<Location, i64>,
    /// Paid for and not yet shipped.
    pub committed: i64,
    /// Held for orders that are being paid.
    pub reserved: i64,
    /// Never sold: for the counter, for breakage.
    pub safety: i64,
}

impl Counts {
    /// Whether anybody ever counted. What nobody counts is sold without limit.
    pub fn is_tracked(&self) -> bool {
        !self.on_hand.is_empty()
    }

    pub fn total_on_hand(&self) -> i64 {
        self.on_hand.values().fold(0, |sum, units| sum.saturating_add(*units))
    }

    /// Units that are neither promised nor set aside; below zero when too many are promised.
    pub fn free(&self) -> i64 {
        let promised = self.committed.saturating_add(self.reserved).saturating_add(self.safety);
        self.total_on_hand().saturating_sub(promised)
    }

    /// Units that can be bought (rule 21); `None` when the SKU is not tracked.
    pub fn available(&self) -> Option<u32> {
        self.is_tracked().then(|| units(self.free()))
    }

    /// Units that are promised and not there (rule 21), beyond those that may be; the safety stock is
    /// there for them.
    pub fn oversold(&self, back_orders: BackOrders) -> u32 {
        let there = self.free() + self.safety + i64::from(back_orders.limit);
        if self.is_tracked() { units(0_i64.saturating_sub(there)) } else { 0 }
    }

    /// Units that can be bought besides those that are there.
    pub fn back_orderable(&self, back_orders: BackOrders) -> u32 {
        let owed = self.free().min(0);
        if self.is_tracked() { units(i64::from(back_orders.limit) + owed) } else { 0 }
    }

    /// What lies at a location and is not planned for an order, in units.
    pub fn unallocated(&self, location: &Location) -> i64 {
        let of = |counts: &BTreeMap<Location, i64>| counts.get(location).copied().unwrap_or(0);
        of(&self.on_hand).saturating_sub(of(&self.allocated))
    }

    /// The counts after one more movement.
    pub fn apply(&mut self, movement: &Movement) {
        if let Some(location) = &movement.location {
            let add = |counts: &mut BTreeMap<Location, i64>, units: i64| {
                let count = counts.entry(location.clone()).or_default();
                *count = count.saturating_add(units);
            };
            add(&mut self.on_hand, movement.on_hand);
            add(&mut self.allocated, movement.committed);
        }
        self.committed = self.committed.saturating_add(movement.committed);
        self.reserved = self.reserved.saturating_add(movement.reserved);
        self.safety = self.safety.saturating_add(movement.safety);
    }

    pub fn levels(&self, back_orders: BackOrders) -> Levels {
        let locations = self.on_hand.iter();
        Levels {
            available: self.available(),
            on_hand: self.total_on_hand(),
            committed: self.committed,
            reserved: self.reserved,
            safety: self.safety,
            oversold: self.oversold(back_orders),
            back_orderable: self.back_orderable(back_orders),
            back_order_limit: back_orders.limit,
            promised_for: back_orders.promised_for,
            locations: locations
                .map(|(location, units)| LocationLevel {
                    location: location.clone(),
                    on_hand: *units,
                })
                .collect(),
        }
    }
}

/// A count of units as people use them: what is below zero is none.
pub(super) fn units(count: i64) -> u32 {
    u32::try_from(count.max(0)).unwrap_or(u32::MAX)
}

/// The counts as they are told to callers and to the merchant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Levels {
    /// `None` when nobody counts it.
    pub available: Option<u32>,
    pub on_hand: i64,
    pub committed: i64,
    pub reserved: i64,
    pub safety: i64,
    pub oversold: u32,
    /// Units that can be bought besides, of those that may be promised before they are there.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub back_orderable: u32,
    /// How many may be promised in all, as it was set.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub back_order_limit: u32,
    /// When those will be there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised_for: Option<Timestamp>,
    pub locations: Vec<LocationLevel>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_zero(units: &u32) -> bool {
    *units == 0
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct LocationLevel {
    pub location: Location,
    pub on_hand: i64,
}
