//! Thousands of short histories of a shop in a bad network, each made from a seed: the pure parts of
//! orders, stock, promotions and the test gateway run as they are, and everything between them is
//! played. `AWNING_SEED=… cargo test --test simulation` plays one history again and tells it;
//! `AWNING_HISTORIES=…` says how many are played.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

mod carrying;
mod counters;
mod dice;
mod events;
mod far_sides;
mod merchant;
mod mutants;
mod network;
mod order_object;
mod placements;
mod promises;
mod shoppers;
mod world;

use mutants::Mutant;
use world::World;

/// Without `AWNING_HISTORIES`: as many as the quick loop of `cargo test` bears. `make test-native` plays
/// 10,000 in a faster build.
const HISTORIES: u64 = 300;
/// A mutant that lives through so many histories is not caught.
const MUTANT_HISTORIES: u64 = 3_000;

fn number_from(name: &str) -> Option<u64> {
    std::env::var(name)
        .ok()
        .map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// What was broken in the history of this seed.
fn live(seed: u64, mutant: Option<Mutant>) -> Vec<String> {
    std::panic::catch_unwind(|| {
        let mut world = World::new(seed, mutant, false);
        world.live();
        world.violations
    })
    .unwrap_or_else(|_| vec!["it panics".to_owned()])
}

fn tell(seed: u64, mutant: Option<Mutant>) -> String {
    let mut world = World::new(seed, mutant, true);
    world.live();
    world.trace()
}

fn live_all(seeds: impl Iterator<Item = u64>) {
    for seed in seeds {
        let broken = live(seed, None);
        assert!(
            broken.is_empty(),
            "AWNING_SEED={seed} breaks a promise: {}\nplay it again with AWNING_SEED={seed} cargo test --test simulation",
            broken.join("\n")
        );
    }
}

fn run(first: u64) {
    if let Some(seed) = number_from("AWNING_SEED") {
        if first == 0 {
            let broken = live(seed, None);
            println!("{}", tell(seed, None));
            assert!(broken.is_empty(), "{}", broken.join("\n"));
        }
        return;
    }
    let histories = number_from("AWNING_HISTORIES").unwrap_or(HISTORIES);
    let from = number_from("AWNING_FROM").unwrap_or(0);
    live_all((from..from + histories).filter(|seed| seed % 2 == first));
}

#[test]
fn no_history_loses_an_order_or_takes_money_twice_or_sells_what_is_gone() {
    run(0);
}

/// The other half, beside the first one.
#[test]
fn no_other_history_does_either() {
    run(1);
}

#[test]
fn a_seed_is_one_history() {
    assert_eq!(tell(7, None), tell(7, None));
    assert_ne!(tell(7, None), tell(8, None));
}

#[test]
fn without_any_of_its_safeguards_a_shop_is_caught() {
    let mut alive = Vec::new();
    for mutant in Mutant::ALL {
        let from = mutant.first_seed();
        let caught = (from..from + MUTANT_HISTORIES).find_map(|seed| {
            let broken = live(seed, Some(mutant));
            (!broken.is_empty()).then(|| (seed, broken.join("; ")))
        });
        match caught {
            Some((seed, broken)) => {
                let broken: String = broken.chars().take(160).collect();
                println!("{mutant:?}: caught by seed {seed}: {broken}");
            }
            None => alive.push(mutant),
        }
    }
    assert!(alive.is_empty(), "nothing noticed {alive:?}");
}
