//! Tokens of storefronts: programs that ask the storefront API for many shoppers from one address.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::authorising::{bearer, unauthorised};
use super::principal::Principal;
use super::scope::Scope;
use super::store::{digest_of, find_token};
use crate::content::count_request;
use crate::kernel::Timestamp;
use crate::web::{Context, Problem, Purpose, limit_client};

/// How long an isolate goes by what it knows of a token: a storefront's opens nothing that is not open to
/// everybody, so a minute after its end does no harm.
const KNOWN_SECONDS: i64 = 60;
const MAX_KNOWN: usize = 200;
const MAX_SHOPPER_LENGTH: usize = 64;

thread_local! {
    /// Ids of tokens by the digests of their secrets.
    static KNOWN: RefCell<BTreeMap<String, (String, Timestamp)>> = const { RefCell::new(BTreeMap::new()) };
}

/// Counts a request of the storefront API by its token where it carries one, instead of by its address;
/// `Awning-Shopper` names the shopper, whose checkouts and codes then count by themselves.
///
/// # Errors
/// 401 for a token that there is not, 403 for one of another scope, 400 for a shopper that is no name,
/// 429 `too_many_requests`.
pub async fn recognise_storefront(context: &Context) -> Result<(), Problem> {
    let Some(header) = context.header("Authorization") else { return Ok(()) };
    if context.require_admin().is_ok() {
        return Ok(());
    }
    let id = find(context, bearer(&header).ok_or_else(unauthorised)?).await?;
    let key = format!("token:{id}");
    match context.header("Awning-Shopper") {
        None => context.set_client(key.clone()),
        Some(shopper) if is_name(&shopper) => context.set_client(format!("{key}:{shopper}")),
        Some(_) => {
            return Err(Problem::new(
                400,
                "malformed",
                "`Awning-Shopper` has 1 to 64 printable characters without spaces, and nothing personal in it.",
            ));
        }
    }
    let purpose = if context.is_read() { Purpose::Reads } else { Purpose::Writes };
    count_request(context, purpose, &key).await
}

fn is_name(shopper: &str) -> bool {
    (1..=MAX_SHOPPER_LENGTH).contains(&shopper.len())
        && shopper.bytes().all(|byte| byte.is_ascii_graphic())
}

async fn find(context: &Context, secret: &str) -> Result<String, Problem> {
    let digest = digest_of(secret);
    let known = KNOWN.with_borrow(|known| known.get(&digest).cloned());
    if let Some((id, until)) = known
        && context.now < until
    {
        return Ok(id);
    }
    // Whoever tries tokens asks D1 each time.
    limit_client(context, "tokens").await?;
    match find_token(&context.platform, secret, context.now).await? {
        Some(Principal::Token { id, scopes }) if scopes.contains(&Scope::Storefront) => {
            let until = context.now.plus_seconds(KNOWN_SECONDS);
            KNOWN.with_borrow_mut(|known| {
                if known.len() >= MAX_KNOWN {
                    known.clear();
                }
                known.insert(digest, (id.clone(), until));
            });
            Ok(id)
        }
        Some(_) => Err(Problem::new(
            403,
            "forbidden",
            "The storefront API takes tokens of the scope `storefront`, or none.",
        )),
        None => Err(unauthorised()),
    }
}
