//! SQL statements as data, sent in batches: one round trip and one transaction each.

use std::borrow::Cow;
use std::fmt;

use serde::de::DeserializeOwned;
use worker::wasm_bindgen::JsValue;
use worker::{D1Database, D1Result};

use super::{Trace, faults};
use crate::kernel::read;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreError {
    /// A constraint of the schema refused the write: nothing was written.
    Constraint(String),
    /// The store did not answer, or not sensibly.
    Unavailable(String),
}

impl StoreError {
    pub fn unavailable(error: impl fmt::Display) -> Self {
        Self::Unavailable(error.to_string())
    }

    /// Whether the named constraint, or `table.column` of a UNIQUE one, refused.
    pub fn violates(&self, constraint: &str) -> bool {
        matches!(self, Self::Constraint(message) if message.contains(constraint))
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constraint(message) | Self::Unavailable(message) => formatter.write_str(message),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parameter {
    Null,
    Integer(i64),
    Text(String),
}

impl From<i64> for Parameter {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<u32> for Parameter {
    fn from(value: u32) -> Self {
        Self::Integer(i64::from(value))
    }
}

impl From<&str> for Parameter {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Parameter {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl<T: Into<Parameter>> From<Option<T>> for Parameter {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl From<&Parameter> for JsValue {
    fn from(parameter: &Parameter) -> Self {
        match parameter {
            Parameter::Null => JsValue::NULL,
            // D1 refuses a BigInt; a double is exact to 2^53, beyond any price or clock of ours.
            #[expect(clippy::cast_precision_loss, reason = "exact to 2^53")]
            Parameter::Integer(value) => JsValue::from_f64(*value as f64),
            Parameter::Text(value) => JsValue::from_str(value),
        }
    }
}

/// SQL with its parameters, `?1` being the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    sql: Cow<'static, str>,
    parameters: Vec<Parameter>,
}

impl Statement {
    pub fn new(sql: impl Into<Cow<'static, str>>) -> Self {
        Self { sql: sql.into(), parameters: Vec::new() }
    }

    #[must_use]
    pub fn bind(mut self, parameter: impl Into<Parameter>) -> Self {
        self.parameters.push(parameter.into());
        self
    }

    /// The first words, to recognise it by.
    fn gist(&self) -> String {
        let words: Vec<_> = self.sql.split_whitespace().take(8).collect();
        words.join(" ")
    }
}

/// What one statement of a batch answered.
#[derive(Debug)]
pub struct Rows(D1Result);

impl Rows {
    /// Every row, as a struct with the columns' names.
    pub fn read<T: DeserializeOwned>(&self) -> Result<Vec<T>, StoreError> {
        let rows: Vec<serde_json::Value> = self.0.results().map_err(StoreError::unavailable)?;
        rows.into_iter().map(|row| read(row).map_err(StoreError::unavailable)).collect()
    }

    pub fn first<T: DeserializeOwned>(&self) -> Result<Option<T>, StoreError> {
        Ok(self.read::<T>()?.into_iter().next())
    }
}

#[derive(Debug)]
pub struct Database {
    database: D1Database,
    trace: Trace,
}

impl Database {
    pub(super) fn new(database: D1Database, trace: Trace) -> Self {
        Self { database, trace }
    }

    /// Runs all statements in one transaction and one round trip: all of them take effect or none.
    pub async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, StoreError> {
        let gist = statements.iter().map(Statement::gist).collect::<Vec<_>>().join("; ");
        let mut prepared = Vec::with_capacity(statements.len());
        for statement in &statements {
            let values: Vec<JsValue> = statement.parameters.iter().map(JsValue::from).collect();
            let bound = self.database.prepare(statement.sql.as_ref()).bind(&values);
            prepared.push(bound.map_err(StoreError::unavailable)?);
        }
        let answer = self
            .trace
            .timed("d1", gist, async {
                if faults::strike("d1").await {
                    return Err(StoreError::Unavailable("D1 fails on purpose".to_owned()));
                }
                self.database.batch(prepared).await.map_err(read_error)
            })
            .await?;
        Ok(answer.into_iter().map(Rows).collect())
    }

    /// One statement's rows.
    pub async fn rows<T: DeserializeOwned>(
        &self,
        statement: Statement,
    ) -> Result<Vec<T>, StoreError> {
        match self.batch(vec![statement]).await?.first() {
            Some(rows) => rows.read(),
            None => Ok(Vec::new()),
        }
    }

    pub async fn first<T: DeserializeOwned>(
        &self,
        statement: Statement,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.rows(statement).await?.into_iter().next())
    }
}

fn read_error(error: worker::Error) -> StoreError {
    let message = match error {
        worker::Error::D1(error) => {
            let outer: &js_sys::Error = error.as_ref();
            format!("{} {}", error.cause(), outer.message())
        }
        other => other.to_string(),
    };
    if message.contains("constraint failed") {
        StoreError::Constraint(message)
    } else {
        StoreError::Unavailable(message)
    }
}
