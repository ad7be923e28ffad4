//! Links to sign in with by mail. Whoever asks, the Worker that was asked does the same: it puts the address
//! into the queue `mails`. Whether it is known is found out where the mail is made, so that neither the
//! answer nor its time tells.

use serde::{Deserialize, Serialize};

use super::sign_in_links::{LINK_SECONDS, make_link};
use super::store::{digest_of, find_member_by_email};
use crate::kernel::{Email, Timestamp, from_json};
use crate::notifications::Notice;
use crate::platform::{Platform, Statement, StoreError, now};

/// A message of the queue `mails`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignInAsked {
    pub sign_in: Email,
    /// Where the link leads, like `https://shop.example`.
    pub origin: String,
    /// What was asked for before; empty for nothing.
    pub return_to: String,
    pub asked_at: Timestamp,
}

/// Puts it into the queue. A message that gets lost is a link that is asked for again.
pub(super) async fn ask_for_link(
    platform: &Platform,
    asked: &SignInAsked,
) -> Result<(), StoreError> {
    let text = serde_json::to_string(asked).map_err(StoreError::unavailable)?;
    platform.queue("MAILS")?.send(text).await.map_err(StoreError::unavailable)
}

/// Links of one member that may be used at the same time.
const MAX_LIVE_LINKS: u32 = 5;

async fn live_links(platform: &Platform, staff_id: &str) -> Result<u32, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        links: u32,
    }
    let count = Statement::new(
        "SELECT count(*) AS links FROM sign_in_links WHERE staff_id = ?1 AND expires_at_ms > ?2",
    );
    let count = count.bind(staff_id).bind(now().as_millis());
    let row: Option<Row> = platform.database()?.first(count).await?;
    Ok(row.map_or(0, |row| row.links))
}

/// The mail for a message; `None` where the address is nobody's, or nobody waits for it any more.
///
/// # Errors
/// When the link cannot be made just now.
pub async fn notice_of(platform: &Platform, text: &str) -> Result<Option<Notice>, StoreError> {
    let asked: SignInAsked = match from_json(text.as_bytes()) {
        Ok(asked) => asked,
        Err(fault) => {
            worker::console_error!("a message that is no mail: {fault:?}");
            return Ok(None);
        }
    };
    if asked.asked_at.plus_seconds(LINK_SECONDS) < now() {
        return Ok(None);
    }
    let Some(member) = find_member_by_email(platform, asked.sign_in.as_str()).await? else {
        return Ok(None);
    };
    // Never the address that was typed: another one may read as the same in lower case.
    let Some(to) = Email::parse(&member.email) else { return Ok(None) };
    // Nobody's mailbox is flooded, whoever asks from however many places.
    if live_links(platform, &member.id).await? >= MAX_LIVE_LINKS {
        return Ok(None);
    }
    let path = make_link(platform, &member.id, now(), Vec::new()).await?;
    let mut link = format!("{}{path}", asked.origin);
    if !asked.return_to.is_empty() {
        let query: String = form_urlencoded::Serializer::new(String::new())
            .append_pair("return_to", &asked.return_to)
            .finish();
        link = format!("{link}?{query}");
    }
    let digest = digest_of(&path);
    Ok(Some(Notice {
        key: format!("sign-in:{}", digest.get(..16).unwrap_or_default()),
        to,
        subject: "Your link to sign in".to_owned(),
        paragraphs: vec![
            format!("Hello {}, this link opens the desk of the shop. It works once, within 15 minutes.", member.name),
            "You did not ask for it? Then leave it: nobody gets in without it, and nothing was changed.".to_owned(),
        ],
        link: ("Sign in", link),
    }))
}
