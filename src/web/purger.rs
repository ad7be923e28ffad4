//! The `Purger` object: the account's few purges a minute, spent on what is pending.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use worker::{
    DurableObject, Env, Headers, Method, Request, RequestInit, Response, Result, State,
    durable_object,
};

use super::purges::{Due, Purge, PurgePlan};
use super::{Answer, Context, Problem, Reply, forget};
use crate::kernel::Timestamp;
use crate::platform::{
    Platform, PurgeOutcome, Role, StoreError, now, purge_tags, read_message, read_rows,
};

const OBJECT_NAME: &str = "purger";
/// Where the object asks the shop's own entrypoint to purge.
pub const PURGE_PATH: &str = "/internal/purges";

/// What the object is only told.
const NEWS_PATH: &str = "/news";

/// Plans the purges of `tags`. When it returns, they survive any crash.
pub async fn request_purge(platform: &Platform, tags: &[String]) -> Result<(), StoreError> {
    let purger = platform.object("PURGER", OBJECT_NAME)?;
    purger.call::<_, ()>("/requests", &tags).await
}

/// Tells the isolate of the shop in which the object lives what to forget, where no page is to be
/// purged. A failure costs nothing: what an isolate remembers is old after seconds anyway.
pub async fn tell_shop(platform: &Platform, tags: &[String]) {
    let told =
        async { platform.object("PURGER", OBJECT_NAME)?.call::<_, ()>(NEWS_PATH, &tags).await };
    if let Err(error) = told.await {
        worker::console_warn!("the shop was not told of {tags:?}: {error}");
    }
}

/// `POST /internal/purges`, from the object only: purges are scoped to the entrypoint that asks. The
/// object knows the admin token; props of the binding do not pass the static assets in front.
pub async fn carry_out_purge(context: &Context) -> Result<Answer, Problem> {
    context.require_admin()?;
    let tags: Option<Vec<String>> = context.body_json().await?;
    let purged = match purge_tags(tags.as_deref()).await {
        PurgeOutcome::Done => true,
        PurgeOutcome::Refused => false,
        // On a developer's machine there is nothing to purge; elsewhere something is wrong.
        PurgeOutcome::NoCache => context.development,
    };
    Ok(Reply::json(200, &Outcome { purged }).into())
}

#[derive(Debug, Serialize, Deserialize)]
struct Outcome {
    purged: bool,
}

#[derive(Debug, Serialize, Deserialize)]
struct StoredDue {
    tag: String,
    first_ms: Option<i64>,
    second_ms: Option<i64>,
}

#[cfg_attr(feature = "shop", durable_object(alarm))]
#[derive(Debug)]
pub struct Purger {
    state: State,
    platform: Platform,
}

#[cfg(feature = "shop")]
impl DurableObject for Purger {
    fn new(state: State, env: Env) -> Self {
        Self { state, platform: Platform::new(env) }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let tags: Vec<String> = read_message(&mut request).await?;
        forget(&tags);
        if request.path() == NEWS_PATH {
            return Response::from_json(&());
        }
        let before = self.load()?;
        let mut plan = before.clone();
        plan.request(&tags, now());
        self.save(&before, &plan).await?;
        Response::from_json(&())
    }

    async fn alarm(&self) -> Result<Response> {
        // Set first, so that a crash on the way is followed by another attempt.
        let storage = self.state.storage();
        storage.set_alarm(std::time::Duration::from_secs(30)).await?;
        if let Some(purge) = self.load()?.next_purge(now()) {
            let purged = self.carry_out(&purge).await;
            // Read again: tags may have been added while the request was under way.
            let before = self.load()?;
            let mut plan = before.clone();
            if purged {
                plan.succeeded(&purge, now());
            } else {
                worker::console_warn!("purge refused: {purge:?}");
                plan.refused(now());
            }
            self.save(&before, &plan).await?;
        } else {
            let plan = self.load()?;
            self.save(&plan, &plan).await?;
        }
        Response::empty()
    }
}

impl Purger {
    async fn carry_out(&self, purge: &Purge) -> bool {
        let tags = match purge {
            Purge::Tags(tags) => Some(tags),
            Purge::Everything => None,
        };
        let ask = async {
            let mut init = RequestInit::new();
            let body = serde_json::to_string(&tags)?;
            let token = self.platform.variable("ADMIN_TOKEN").unwrap_or_default();
            let headers = Headers::new();
            headers.set("Authorization", &format!("Bearer {token}"))?;
            init.with_method(Method::Post).with_headers(headers).with_body(Some(body.into()));
            let request = Request::new_with_init(&format!("https://shop{PURGE_PATH}"), &init)?;
            let shop = self.platform.worker(Role::Shop).map_err(|error| error.to_string())?;
            let mut response = shop.fetch_request(request).await?;
            response.json::<Outcome>().await
        };
        match ask.await {
            Ok(outcome) => outcome.purged,
            Err(error) => {
                worker::console_error!("purge failed: {error}");
                false
            }
        }
    }

    fn load(&self) -> Result<PurgePlan> {
        let sql = self.state.storage().sql();
        sql.exec(
            "CREATE TABLE IF NOT EXISTS pending (tag TEXT PRIMARY KEY, first_ms INTEGER, second_ms INTEGER)",
            None,
        )?;
        sql.exec(
            "CREATE TABLE IF NOT EXISTS pace (id INTEGER PRIMARY KEY, not_before_ms INTEGER, refusals INTEGER)",
            None,
        )?;
        let rows: Vec<StoredDue> =
            read_rows(&sql.exec("SELECT tag, first_ms, second_ms FROM pending", None)?)?;
        #[derive(Deserialize)]
        struct Pace {
            not_before_ms: i64,
            refusals: u32,
        }
        let pace: Vec<Pace> =
            read_rows(&sql.exec("SELECT not_before_ms, refusals FROM pace", None)?)?;
        let pending: BTreeMap<String, Due> = rows
            .into_iter()
            .map(|row| {
                let due = Due {
                    first: row.first_ms.map(Timestamp::from_millis),
                    second: row.second_ms.map(Timestamp::from_millis),
                };
                (row.tag, due)
            })
            .collect();
        let pace = pace.first();
        Ok(PurgePlan {
            pending,
            not_before: Timestamp::from_millis(pace.map_or(0, |pace| pace.not_before_ms)),
            refusals: pace.map_or(0, |pace| pace.refusals),
        })
    }

    /// Writes what differs from `before`, and the alarm that carries the plan on.
    async fn save(&self, before: &PurgePlan, plan: &PurgePlan) -> Result<()> {
        let storage = self.state.storage();
        let sql = storage.sql();
        let gone: Vec<&String> =
            before.pending.keys().filter(|tag| !plan.pending.contains_key(*tag)).collect();
        let rows: Vec<StoredDue> = plan
            .pending
            .iter()
            .filter(|(tag, due)| before.pending.get(*tag) != Some(due))
            .map(|(tag, due)| StoredDue {
                tag: tag.clone(),
                first_ms: due.first.map(Timestamp::as_millis),
                second_ms: due.second.map(Timestamp::as_millis),
            })
            .collect();
        sql.exec(
            "DELETE FROM pending WHERE tag IN (SELECT value FROM json_each(?))",
            Some(vec![serde_json::to_string(&gone)?.into()]),
        )?;
        sql.exec(
            "INSERT OR REPLACE INTO pending SELECT value ->> 'tag', value ->> 'first_ms', value ->> 'second_ms' FROM json_each(?)",
            Some(vec![serde_json::to_string(&rows)?.into()]),
        )?;
        sql.exec(
            "INSERT OR REPLACE INTO pace VALUES (1, ?, ?)",
            Some(vec![plan.not_before.as_millis().into(), i64::from(plan.refusals).into()]),
        )?;
        match plan.next_due() {
            Some(due) => {
                let wait = due.as_millis().saturating_sub(now().as_millis()).max(0);
                let wait = u64::try_from(wait).unwrap_or(0);
                storage.set_alarm(std::time::Duration::from_millis(wait)).await
            }
            None => storage.delete_alarm().await,
        }
    }
}
