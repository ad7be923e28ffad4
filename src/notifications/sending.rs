//! The consumer of the queue `mails`. A message says that a parcel of an order's outbox is due; whether
//! it still is, the order says. It leaves the outbox by the order's own hand, after the provider has it.
//! Other messages ask for a notice, which whoever wrote them makes.

use worker::{MessageBatch, MessageExt, QueueRetryOptionsBuilder};

use super::letter::{House, Letter, NoLetter, letter, original};
use super::notice::Notice;
use super::provider::Verdict;
use super::sender::Sender;
use super::transport::Transport;
use super::undeliverable;
use crate::content::{Settings, load_settings, settings_statement};
use crate::kernel::Email;
use crate::orders::{Command, Commanded, MailDue, Order, read, tell};
use crate::platform::{Platform, Statement, StoreError, now};

/// How long the queue waits before it brings a message again, in seconds. The order's own alarm asks
/// again when the queue has given up.
const RETRY_SECONDS: u32 = 30;

/// What becomes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Done,
    Again,
}

/// Sends the mails that are due. No message is lost by an error here: each is acknowledged or brought
/// again by itself. `notice_of` reads the messages that are about no order; `None` where there is nothing
/// to send.
pub async fn send_mails(
    platform: &Platform,
    batch: &MessageBatch<u32>,
    notice_of: impl AsyncFn(&Platform, &str) -> Result<Option<Notice>, StoreError>,
) {
    let transport = Transport::of(platform);
    let house = match load_house(platform).await {
        Ok(house) => house,
        Err(error) => {
            worker::console_error!("mails wait for the settings: {error}");
            return batch.raw_iter().for_each(|message| retry(&message));
        }
    };
    for message in batch.raw_iter() {
        let text = message.body().as_string().unwrap_or_default();
        let fate = match MailDue::parse(&text) {
            Ok(due) => send_mail(platform, &transport, house.as_ref(), &due).await,
            Err(_) => match notice_of(platform, &text).await {
                Ok(Some(notice)) => send_notice(platform, &transport, house.as_ref(), notice).await,
                Ok(None) => Fate::Done,
                Err(error) => {
                    worker::console_warn!("a notice waits: {error}");
                    Fate::Again
                }
            },
        };
        match fate {
            Fate::Done => message.ack(),
            Fate::Again => retry(&message),
        }
    }
}

fn retry(message: &impl MessageExt) {
    let options = QueueRetryOptionsBuilder::new().with_delay_seconds(RETRY_SECONDS).build();
    message.retry_with_options(&options);
}

/// The shop as its letters name it; `None` where it has no address to send from.
async fn load_house(platform: &Platform) -> Result<Option<House>, StoreError> {
    let answers = platform.database()?.batch(vec![settings_statement()]).await?;
    let settings = match answers.first() {
        Some(rows) => load_settings(rows)?.0,
        None => Settings::default(),
    };
    let from = platform.variable("MAIL_FROM").unwrap_or_else(|| settings.email.clone());
    let sender = Sender::parse(&from, &settings.name);
    if sender.is_none() {
        worker::console_error!("neither MAIL_FROM nor the shop's settings have an e-mail address");
    }
    Ok(sender.map(|sender| House {
        name: settings.name,
        email: Email::parse(&settings.email),
        phone: settings.phone,
        address: settings.address,
        sender,
    }))
}

async fn send_mail(
    platform: &Platform,
    transport: &Transport,
    house: Option<&House>,
    due: &MailDue,
) -> Fate {
    let order = match read(platform, &due.order).await {
        Ok(Some(order)) => order,
        Ok(None) => return Fate::Done,
        Err(error) => {
            worker::console_warn!("a mail waits for order {}: {error}", due.order);
            return Fate::Again;
        }
    };
    let waits =
        |parcel: &crate::orders::Parcel| parcel.sequence == due.sequence && parcel.to == due.to;
    let event = order.event(due.sequence);
    let (Some(event), true) = (event, order.outbox.iter().any(waits)) else {
        // Somebody else sent it meanwhile, or the message is older than the order's memory.
        return Fate::Done;
    };
    let letter = match house.map(|house| (house, letter(&order, event, due.to, house))) {
        None => return Fate::Again,
        Some((house, Ok(letter))) => (house, letter),
        Some((_, Err(refusal))) => return leave_out(platform, &order, due, refusal).await,
    };
    let (house, letter) = letter;
    let verdict = transport.send(platform, house, &letter).await;
    let verdict = verdict.without_address(&letter).within_reason(event.at, now());
    let told = original(&order, event).map_or(due.sequence, |told| told.sequence);
    settle(platform, due, told, &letter, verdict).await
}

/// What the provider never takes is not kept: whoever asked for it asks again.
async fn send_notice(
    platform: &Platform,
    transport: &Transport,
    house: Option<&House>,
    notice: Notice,
) -> Fate {
    let Some(house) = house else { return Fate::Again };
    let letter = notice.letter(house);
    match transport.send(platform, house, &letter).await.without_address(&letter) {
        Verdict::Sent => Fate::Done,
        Verdict::Later(reason) => {
            worker::console_warn!("notice {} waits: {reason}", letter.key);
            Fate::Again
        }
        Verdict::Refused(reason) => {
            worker::console_error!("notice {} cannot be delivered: {reason}", letter.key);
            Fate::Done
        }
    }
}

/// There is nothing to send: the order need not ask again.
async fn leave_out(platform: &Platform, order: &Order, due: &MailDue, refusal: NoLetter) -> Fate {
    worker::console_warn!(
        "no mail {} of order {}: {}",
        due.sequence,
        order.number(),
        refusal.sentence()
    );
    acknowledge(platform, due, Some(refusal.sentence().to_owned())).await
}

/// `told` is the event that the letter tells, an earlier one when it was asked for again.
async fn settle(
    platform: &Platform,
    due: &MailDue,
    told: u32,
    letter: &Letter,
    verdict: Verdict,
) -> Fate {
    match verdict {
        Verdict::Sent => {
            let fate = acknowledge(platform, due, None).await;
            if let Err(error) = write(platform, undeliverable::forget(due, told)).await {
                worker::console_warn!("a mail that went out stays listed: {error}");
            }
            fate
        }
        Verdict::Later(reason) => {
            worker::console_warn!("mail {} waits: {reason}", letter.key);
            Fate::Again
        }
        Verdict::Refused(reason) => {
            worker::console_error!("mail {} cannot be delivered: {reason}", letter.key);
            // First, so that it is never neither listed nor tried again.
            match write(platform, undeliverable::keep(due, told, letter, &reason, now())).await {
                Ok(()) => acknowledge(platform, due, Some(reason)).await,
                Err(error) => {
                    worker::console_error!("{error}");
                    Fate::Again
                }
            }
        }
    }
}

async fn write(platform: &Platform, statement: Statement) -> Result<(), StoreError> {
    platform.database()?.batch(vec![statement]).await.map(|_| ())
}

/// Takes the parcel out of the order's outbox. While that fails the mail is sent again under the same
/// key, which the provider knows.
async fn acknowledge(platform: &Platform, due: &MailDue, failure: Option<String>) -> Fate {
    let parcels = vec![(due.sequence, due.to)];
    let command = Command::Acknowledge { parcels, listed: None, failure };
    match tell(platform, &due.order, command).await {
        Ok(Commanded::Done { .. } | Commanded::Missing) => Fate::Done,
        Ok(Commanded::Refused(refusal)) => {
            worker::console_error!("order {} refused to hear of a mail: {refusal:?}", due.order);
            Fate::Again
        }
        Err(error) => {
            worker::console_warn!("order {} did not hear of a mail: {error}", due.order);
            Fate::Again
        }
    }
}
