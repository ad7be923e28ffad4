//! How a document is read: isolate memory for the shop's frame, KV for everything, D1 when KV has
//! nothing or fails. What D1 had to answer is published again, so that KV answers next time.

use std::cell::RefCell;
use std::rc::Rc;

use serde::de::DeserializeOwned;

use super::publishing::refill;
use super::{DocumentKey, ShopDocument, load_shop};
use crate::kernel::{MarketId, Timestamp, from_json};
use crate::platform::{Database, StoreError};
use crate::web::{Context, Problem, REMEMBERED_SECONDS, generation, limit_client};

/// The frame as it was published, and of each other market that was asked for: at most as many as
/// the shop has.
#[derive(Debug)]
struct Kept {
    own: Rc<ShopDocument>,
    markets: Vec<Rc<ShopDocument>>,
    generation: u32,
    expires_at: Timestamp,
}

thread_local! {
    static SHOP: RefCell<Option<Kept>> = const { RefCell::new(None) };
}

fn kept_shop(now: Timestamp) -> Option<Rc<ShopDocument>> {
    SHOP.with_borrow(|kept| {
        let kept = kept.as_ref()?;
        let fresh = kept.generation == shop_generation() && now < kept.expires_at;
        fresh.then(|| kept.own.clone())
    })
}

fn keep_shop(shop: ShopDocument, now: Timestamp) -> Rc<ShopDocument> {
    let own = Rc::new(shop);
    let expires_at = now.plus_seconds(REMEMBERED_SECONDS);
    let generation = shop_generation();
    SHOP.set(Some(Kept { own: own.clone(), markets: Vec::new(), generation, expires_at }));
    own
}

fn shop_generation() -> u32 {
    generation(&DocumentKey::Shop.tag())
}

/// There is no market of that name: a page that is not there, or a bad parameter of the API.
pub fn unknown_market() -> Problem {
    let problem = Problem::invalid_field("market", "The shop has no such market.");
    Problem { status: 400, ..problem }
}

/// The frame in the market that the request names.
fn in_market(context: &Context, own: Rc<ShopDocument>) -> Result<Rc<ShopDocument>, Problem> {
    in_named_market(own, context.market.as_ref()).ok_or_else(|| {
        if context.path.starts_with("/api/") { unknown_market() } else { Problem::not_found() }
    })
}

/// `None` when there is no such market.
fn in_named_market(own: Rc<ShopDocument>, wanted: Option<&MarketId>) -> Option<Rc<ShopDocument>> {
    let Some(wanted) = wanted else {
        return Some(own);
    };
    SHOP.with_borrow_mut(|kept| {
        // Another request may have put a newer frame there meanwhile.
        let mut kept = kept.as_mut().filter(|kept| Rc::ptr_eq(&kept.own, &own));
        let known = kept.as_ref().and_then(|kept| {
            kept.markets.iter().find(|shop| shop.market.id.as_ref() == Some(wanted))
        });
        if let Some(shop) = known {
            return Some(shop.clone());
        }
        let shop = own.in_market(Some(wanted)).map(Rc::new)?;
        if let Some(kept) = kept.as_mut() {
            kept.markets.push(shop.clone());
        }
        Some(shop)
    })
}

/// The shop's frame in the market of the request, alone: for pages that are made from D1.
pub async fn read_shop(context: &Context) -> Result<Rc<ShopDocument>, Problem> {
    in_market(context, read_own_shop(context).await?)
}

/// The frame in a market that something else than the address names; `None` when there is no such
/// market (any more).
pub async fn read_shop_in(
    context: &Context,
    market: Option<&MarketId>,
) -> Result<Option<Rc<ShopDocument>>, Problem> {
    Ok(in_named_market(read_own_shop(context).await?, market))
}

/// The shop's frame in its default market, whatever the address says.
pub async fn read_own_shop(context: &Context) -> Result<Rc<ShopDocument>, Problem> {
    if let Some(shop) = kept_shop(context.now) {
        return Ok(shop);
    }
    let bytes = match context.platform.documents()?.get("shop").await {
        Ok(bytes) => bytes,
        Err(error) => {
            worker::console_error!("KV: {error}");
            None
        }
    };
    shop_from(context, bytes).await
}

/// The shop's frame and the document of `key`, in one KV operation when neither is at hand.
/// `rebuild` makes the document from D1; `None` means that there is no such thing.
pub async fn read_document<D: DeserializeOwned>(
    context: &Context,
    key: &DocumentKey,
    rebuild: impl AsyncFnOnce(Database) -> Result<Option<D>, StoreError>,
) -> Result<(Rc<ShopDocument>, Option<D>), Problem> {
    let name = key.to_string();
    let documents = context.platform.documents()?;
    let (shop, bytes) = match kept_shop(context.now) {
        Some(shop) => (Ok(shop), documents.get(&name).await),
        None => match documents.get_several(&["shop", &name]).await {
            Ok(mut found) => {
                (shop_from(context, found.remove("shop")).await, Ok(found.remove(&name)))
            }
            Err(error) => (shop_from(context, None).await, Err(error)),
        },
    };
    // Without such a market there is no such page, and nothing to look for in D1.
    let shop = shop.and_then(|shop| in_market(context, shop));
    if context.market.is_some()
        && let Err(problem) = &shop
    {
        return Err(problem.clone());
    }
    match bytes {
        Ok(stored) => {
            if let Some(document) = stored.and_then(|bytes| parse::<D>(&name, &bytes)) {
                return Ok((shop?, Some(document)));
            }
            guard_database(context).await?;
        }
        // Every page comes from D1 now: what all visitors share would refuse real pages.
        Err(error) => {
            worker::console_error!("KV: {error}");
            limit_client(context, "documents").await?;
        }
    }
    let document = rebuild(context.platform.database()?).await?;
    if document.is_some() {
        refill_later(context, key.clone());
    }
    Ok((shop?, document))
}

async fn shop_from(context: &Context, bytes: Option<Vec<u8>>) -> Result<Rc<ShopDocument>, Problem> {
    let stored = bytes.and_then(|bytes| parse::<ShopDocument>("shop", &bytes));
    let shop = match stored {
        Some(shop) => shop,
        None => {
            let shop = load_shop(&context.platform.database()?).await?;
            refill_later(context, DocumentKey::Shop);
            shop
        }
    };
    Ok(keep_shop(shop, context.now))
}

/// A document that does not parse counts as absent, and the fault is logged.
fn parse<D: DeserializeOwned>(key: &str, bytes: &[u8]) -> Option<D> {
    match from_json(bytes) {
        Ok(document) => Some(document),
        Err(error) => {
            worker::console_error!("KV document {key} does not parse: {error}");
            None
        }
    }
}

/// Scans of unknown addresses end here, so that they cannot starve a checkout of D1.
pub(super) async fn guard_database(context: &Context) -> Result<(), Problem> {
    let Ok(limiter) = context.platform.env().rate_limiter("UNKNOWN_HANDLES") else {
        return Ok(());
    };
    match limiter.limit("catalogue".to_owned()).await {
        Ok(outcome) if !outcome.success => Err(Problem {
            retry_after_seconds: Some(10),
            ..Problem::new(
                503,
                "busy",
                "Many visitors are looking for new things just now. Try again in ten seconds.",
            )
        }),
        _ => Ok(()),
    }
}

/// Has the document written again behind the answer; its `Publisher` stays the only writer.
fn refill_later(context: &Context, key: DocumentKey) {
    let platform = context.platform.clone();
    context.wait_until(async move {
        if let Err(error) = refill(&platform, &key).await {
            worker::console_warn!("refilling {key} is left to the next reader: {error}");
        }
    });
}
