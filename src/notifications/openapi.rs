//! The operations of mails, as the document of the admin API tells them.

use super::wire::UndeliverableList;
use crate::web::operation::{Operation, get, scoped};

pub fn admin() -> Vec<Operation> {
    let list = get("/undeliverable-mails", "list_undeliverable_mails")
        .does("Lists the newest 100 mails that no provider took; one leaves the list when it goes out after all.")
        .gives::<UndeliverableList>(200, "The mails and how many there are.");
    scoped("Operations", "orders", vec![list])
}
