//! Published documents in KV. Values cross as bytes: as strings they would cost twenty times more.

use std::collections::HashMap;

use worker::KvStore;

use super::{StoreError, Trace, faults};

#[derive(Debug)]
pub struct Documents {
    store: KvStore,
    trace: Trace,
}

impl Documents {
    pub(super) fn new(store: KvStore, trace: Trace) -> Self {
        Self { store, trace }
    }

    pub async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.timed(format!("get {key}"), self.store.get(key).bytes()).await
    }

    /// Several documents in one operation; what is missing is absent from the answer.
    pub async fn get_several(&self, keys: &[&str]) -> Result<HashMap<String, Vec<u8>>, StoreError> {
        let found =
            self.timed(format!("get {}", keys.join(" ")), self.store.get_bulk(keys).text()).await?;
        Ok(found.into_iter().filter_map(|(key, text)| Some((key, text?.into_bytes()))).collect())
    }

    pub async fn put(&self, key: &str, document: &[u8]) -> Result<(), StoreError> {
        let put = self.store.put_bytes(key, document).map_err(StoreError::unavailable)?;
        self.timed(format!("put {key}"), put.execute()).await
    }

    pub async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.timed(format!("delete {key}"), self.store.delete(key)).await
    }

    /// Names of documents, up to 1,000 at once, and where to go on.
    pub async fn list(
        &self,
        cursor: Option<String>,
    ) -> Result<(Vec<String>, Option<String>), StoreError> {
        let list = self.store.list();
        let list = match cursor {
            Some(cursor) => list.cursor(cursor),
            None => list,
        };
        let page = self.timed("list".to_owned(), list.execute()).await?;
        let names = page.keys.into_iter().map(|key| key.name).collect();
        Ok((names, page.cursor.filter(|_| !page.list_complete)))
    }

    async fn timed<T, E: std::fmt::Display>(
        &self,
        detail: String,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, StoreError> {
        self.trace
            .timed("kv", detail, async {
                if faults::strike("kv").await {
                    return Err(StoreError::Unavailable("KV fails on purpose".to_owned()));
                }
                call.await.map_err(StoreError::unavailable)
            })
            .await
    }
}
