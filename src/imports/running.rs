//! One step of an import: a part of the file is read, decided on and, unless this is the dry run, applied.

use std::collections::HashMap;

use super::columns::{Column, Columns};
use super::decide::{Outcome, troubles_of, unknown_pictures};
use super::found::{Content, Found, Place, Trouble};
use super::ledger::{Ledger, NamedProduct};
use super::missing::{self, NAMELESS};
use super::pictures::{Pictures, load_pictures};
use super::reading::read_part;
use super::report::{ImportRow, State};
use super::store::{self, Ending, Progress};
use crate::catalog::{Change, ProductDraft, StoredProduct, load_products, put_products};
use crate::content::{Settings, load_settings, settings_statement};
use crate::inventory::{Location, StockCommand, correct_stocks};
use crate::kernel::{Handle, Sku, Timestamp};
use crate::platform::{Database, Platform, StoreError};
use crate::web::{FieldError, Problem};

/// Stock objects asked side by side.
const COUNTED_AT_ONCE: usize = 25;

/// Takes the next step. What it did is to be kept by [`store::save`].
pub async fn step(
    platform: &Platform,
    row: &ImportRow,
    now: Timestamp,
) -> Result<Progress, StoreError> {
    if let Some(after) = &row.missing_after {
        return missing::step(platform, row, after, now).await;
    }
    let database = platform.database()?;
    let answers = database.batch(vec![settings_statement()]).await?;
    let (settings, _) = match answers.first() {
        Some(rows) => load_settings(rows)?,
        None => return Err(StoreError::unavailable("one answer was expected")),
    };
    let part = match read_part(platform, row, &settings).await? {
        Ok(part) => part,
        Err(reason) => {
            let ending = Some(Ending::Failed(reason));
            return Ok(Progress { end: row.place(), ending, ..Progress::default() });
        }
    };
    let mut work =
        Work { platform, database, row, now, columns: part.columns, progress: Progress::default() };
    work.progress.column_names = part.column_names;
    let end = work.take(part.products, part.end, &settings).await?;
    work.progress.end = end;
    if end.offset >= row.byte_length {
        missing::after_the_file(row, &mut work.progress);
    }
    Ok(work.progress)
}

/// A product that is to be written.
struct Wanted<'a> {
    found: &'a Found,
    handle: Handle,
    outcome: Outcome,
    draft: ProductDraft,
}

struct Work<'a> {
    platform: &'a Platform,
    database: Database,
    row: &'a ImportRow,
    now: Timestamp,
    columns: Option<Columns>,
    progress: Progress,
}

impl Work<'_> {
    fn is_run(&self) -> bool {
        self.row.state == State::Running
    }

    /// Decides on products and applies them; answers how far it came.
    async fn take(
        &mut self,
        mut products: Vec<Found>,
        end: Place,
        settings: &Settings,
    ) -> Result<Place, StoreError> {
        let mut pictures = load_pictures(
            &self.database,
            &self.row.id,
            &products,
            self.row.options().refetch_pictures,
        )
        .await?;
        let mut reached = end;
        if self.is_run() {
            let taken = pictures.within_reach(&products);
            if taken < products.len() {
                products.truncate(taken);
                reached = products.last().map_or(reached, |last| last.end);
            }
            pictures
                .fetch(self.platform, &self.database, &self.row.id, &products, self.now)
                .await?;
        }
        let handles: Vec<&str> =
            products.iter().filter_map(|found| Some(found.handle.as_ref()?.as_str())).collect();
        let skus: Vec<&str> = products.iter().flat_map(skus_of).map(Sku::as_str).collect();
        let known = store::load_known(&self.database, &self.row.id, &handles, &skus).await?;
        let (_, mut stored) = load_products(&self.database, &handles).await?;
        let mut ledger = Ledger::new(known);
        let mut wanted = Vec::new();
        for found in &products {
            self.progress.rows = self.progress.rows.saturating_add(found.rows);
            self.progress.troubles.extend(found.troubles.iter().cloned());
            match self.decide(found, &stored, &mut ledger, &pictures, settings) {
                Ok(product) => wanted.push(product),
                Err(troubles) => {
                    self.progress.troubles.extend(troubles);
                    self.progress.counts.add(Outcome::Failed);
                }
            }
        }
        self.progress.troubles.append(&mut ledger.warnings);
        if self.is_run() {
            self.apply(wanted, &mut stored, &ledger, settings).await?;
        } else {
            for product in &wanted {
                self.progress.counts.add(product.outcome);
            }
            self.progress.more.push(store::name_products(&self.row.id, &ledger.new_products));
            self.progress.more.push(store::name_skus(&self.row.id, &ledger.new_skus));
        }
        self.progress.troubles.sort_by_key(|trouble| trouble.line);
        Ok(reached)
    }

    /// What becomes of a product, or what stands against it.
    fn decide<'f>(
        &self,
        found: &'f Found,
        stored: &HashMap<String, StoredProduct>,
        ledger: &mut Ledger,
        pictures: &Pictures,
        settings: &Settings,
    ) -> Result<Wanted<'f>, Vec<Trouble>> {
        let Some(handle) = &found.handle else {
            ledger.note(NAMELESS, found.line);
            return Err(Vec::new());
        };
        if let Some(line) = ledger.line_of(handle.as_str()).filter(|line| *line != found.line) {
            let column = self
                .columns
                .as_ref()
                .map_or_else(|| "handle".to_owned(), |columns| columns.name(Column::Handle));
            let reason = format!("Line {line} has this product already: keep its rows together.");
            return Err(vec![Trouble::error(found.line, column, reason)]);
        }
        ledger.note(handle.as_str(), found.line);
        let Some(content) = &found.content else { return Err(Vec::new()) };
        let before = stored.get(handle.as_str()).map(|stored| &stored.draft);
        let draft = content.draft(before, &pictures.hashes);
        let mut troubles = pictures.troubles(found, self.columns.as_ref(), self.is_run());
        troubles.extend(unknown_pictures(found, &pictures.hashes));
        if let Err(errors) = draft.clone().accept(settings.currency) {
            return Err(troubles_of(found, &errors, self.columns.as_ref()));
        }
        if !self.is_run() {
            let taken: Vec<FieldError> = ledger.taken_skus(handle.as_str(), &draft);
            if !taken.is_empty() {
                return Err(troubles_of(found, &taken, self.columns.as_ref()));
            }
            ledger.note_skus(handle.as_str(), found.line, &draft);
        }
        let mut outcome = Outcome::of(before, &draft);
        if outcome == Outcome::Unchanged && !self.is_run() && pictures.are_new(found) {
            outcome = Outcome::Changed;
        }
        ledger.warnings.extend(troubles);
        Ok(Wanted { found, handle: handle.clone(), outcome, draft })
    }

    /// Notes what is about to be done, does it, and counts what was noted: after a crash in between, what
    /// was done looks as if it had always been so.
    async fn apply(
        &mut self,
        wanted: Vec<Wanted<'_>>,
        stored: &mut HashMap<String, StoredProduct>,
        ledger: &Ledger,
        settings: &Settings,
    ) -> Result<(), StoreError> {
        let noted: Vec<NamedProduct> = wanted
            .iter()
            .map(|product| NamedProduct {
                handle: product.handle.as_str().to_owned(),
                line: product.found.line,
                outcome: Some(product.outcome),
            })
            .collect();
        store::note_outcomes(&self.database, &self.row.id, &noted).await?;
        let (mut changes, mut changing) = (Vec::new(), Vec::new());
        for product in &wanted {
            let accepted = product.draft.clone().accept(settings.currency);
            if let (false, Ok(accepted)) = (product.outcome == Outcome::Unchanged, accepted) {
                let handle = product.handle.clone();
                let stored = stored.remove(handle.as_str());
                changes.push(Change { handle, stored, product: accepted });
                changing.push(product.handle.as_str());
            }
        }
        let answers = put_products(self.platform, changes, self.now).await?;
        let refused: HashMap<&str, Problem> = changing
            .into_iter()
            .zip(answers)
            .filter_map(|(handle, answer)| Some((handle, answer.err()?)))
            .collect();
        for product in &wanted {
            match refused.get(product.handle.as_str()) {
                Some(problem) => {
                    let troubles = self.refusal(product.found, problem);
                    self.progress.troubles.extend(troubles);
                    self.progress.counts.add(Outcome::Failed);
                }
                None => {
                    let before = ledger.outcome_of(product.handle.as_str());
                    self.progress.counts.add(before.unwrap_or(product.outcome));
                }
            }
        }
        let taken = wanted.iter().filter(|product| !refused.contains_key(product.handle.as_str()));
        self.count_stock(taken.map(|product| product.found)).await
    }

    fn refusal(&self, found: &Found, problem: &Problem) -> Vec<Trouble> {
        if problem.errors.is_empty() {
            return vec![Trouble::error(found.line, "", problem.detail.clone())];
        }
        troubles_of(found, &problem.errors, self.columns.as_ref())
    }

    /// The quantities of the file as counts; the import's id makes each count once.
    async fn count_stock<'f>(
        &mut self,
        products: impl Iterator<Item = &'f Found>,
    ) -> Result<(), StoreError> {
        let location = self.row.options().stock.and_then(|name| Location::parse(&name));
        let Some(location) = location else { return Ok(()) };
        let mut counts = Vec::new();
        for found in products {
            let Some(Content::Columns(product)) = &found.content else { continue };
            for variant in product.variants.iter().flatten() {
                counts.extend(variant.quantity.map(|quantity| (variant.sku.clone(), quantity)));
            }
        }
        for some in counts.chunks(COUNTED_AT_ONCE) {
            let commands = some.iter().map(|(sku, on_hand)| {
                let command = StockCommand::Count {
                    id: Some(format!("import-{}", self.row.id)),
                    location: location.clone(),
                    on_hand: *on_hand,
                    counted_at: Some(Timestamp::from_millis(self.row.created_at_ms)),
                    expected_on_hand: None,
                };
                (sku.clone(), command)
            });
            // What was counted later than the file came stays.
            correct_stocks(self.platform, commands.collect()).await?;
        }
        Ok(())
    }
}

fn skus_of(found: &Found) -> Vec<&Sku> {
    match &found.content {
        Some(Content::Columns(product)) => {
            product.variants.iter().flatten().map(|variant| &variant.sku).collect()
        }
        Some(Content::Whole(draft)) => draft.variants.iter().map(|variant| &variant.sku).collect(),
        None => Vec::new(),
    }
}
