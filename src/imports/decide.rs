//! What becomes of a product of a file: decided the same way in the dry run and when it is applied.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::columns::Columns;
use super::found::{Content, Found, Trouble};
use crate::catalog::{ProductDraft, Status};
use crate::web::FieldError;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Created,
    Changed,
    Unchanged,
    Archived,
    /// Left out, since a row of it is bad.
    Failed,
}

impl Outcome {
    pub fn of(stored: Option<&ProductDraft>, draft: &ProductDraft) -> Self {
        match stored {
            None => Self::Created,
            Some(stored) if stored == draft => Self::Unchanged,
            Some(stored)
                if draft.status == Status::Archived && stored.status != Status::Archived =>
            {
                Self::Archived
            }
            Some(_) => Self::Changed,
        }
    }
}

impl Content {
    /// The whole product as it shall be. `hashes` are the pictures known by their addresses, and those
    /// of a whole product that the shop has, by themselves.
    pub fn draft(
        &self,
        stored: Option<&ProductDraft>,
        hashes: &HashMap<String, String>,
    ) -> ProductDraft {
        match self {
            Self::Columns(product) => product.merge(stored, hashes),
            Self::Whole(draft) => {
                let mut draft = (**draft).clone();
                draft.media.retain(|media| hashes.contains_key(&media.hash));
                for variant in &mut draft.variants {
                    variant.media = variant.media.take().filter(|hash| hashes.contains_key(hash));
                }
                draft
            }
        }
    }
}

/// Complaints about the fields of a product, as troubles of the rows that it comes from.
pub fn troubles_of(
    found: &Found,
    errors: &[FieldError],
    columns: Option<&Columns>,
) -> Vec<Trouble> {
    let place = |field: &str| match (&found.content, columns) {
        (Some(Content::Columns(product)), Some(columns)) => {
            product.place_of(field, columns, found.line)
        }
        _ => (found.line, field.to_owned()),
    };
    let troubles = errors.iter().map(|error| {
        let (line, column) = place(&error.field);
        Trouble::error(line, column, error.detail.clone())
    });
    troubles.collect()
}

/// Pictures that a line of JSON names by their hashes and that the shop does not have.
pub fn unknown_pictures(found: &Found, hashes: &HashMap<String, String>) -> Vec<Trouble> {
    let Some(Content::Whole(draft)) = &found.content else { return Vec::new() };
    let media = draft.media.iter().enumerate();
    let unknown = media.filter(|(_, media)| !hashes.contains_key(&media.hash));
    unknown
        .map(|(index, _)| {
            let reason = "Taken without this picture: upload it first, POST /api/admin/v1/media.";
            Trouble::warning(found.line, format!("media[{index}].hash"), reason)
        })
        .collect()
}
