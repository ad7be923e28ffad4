//! Every refusal of both APIs by its stable name. A test compares them with those that the code makes.

/// A refusal that a program may meet.
#[derive(Debug, Clone, Copy)]
pub struct KnownProblem {
    pub status: u16,
    /// What its `type` ends in.
    pub name: &'static str,
    /// An example of its `detail`.
    pub detail: &'static str,
    /// Whether any operation may answer with it, or only those that name it.
    pub is_common: bool,
}

const fn common(status: u16, name: &'static str, detail: &'static str) -> KnownProblem {
    KnownProblem { status, name, detail, is_common: true }
}

const fn own(status: u16, name: &'static str, detail: &'static str) -> KnownProblem {
    KnownProblem { status, name, detail, is_common: false }
}

pub const KNOWN_PROBLEMS: &[KnownProblem] = &[
    common(400, "malformed", "The body is not JSON: expected value at line 1 column 1."),
    common(400, "invalid", "`limit`: Ask for 1 to 100 at once."),
    common(
        401,
        "unauthorized",
        "Send a token as `Authorization: Bearer <token>`, or sign in at /admin.",
    ),
    common(
        403,
        "forbidden",
        "This needs the leave to change products and collections, import (`catalogue:write`). Ask an owner of the shop for it.",
    ),
    common(403, "cross_site", "This was sent from another site."),
    common(404, "not_found", "There is nothing at this address."),
    common(405, "method_not_allowed", "This address knows GET only."),
    own(409, "conflict", "Others are changing this just now. Send it again in a moment."),
    own(409, "invalid", "`variants`: Another product has one of these SKUs already: THROW-BLUE."),
    own(409, "handle_taken", "Another product has this handle already."),
    own(409, "ended", "It has ended already: there is nothing to cancel."),
    own(409, "not_checked", "The dry run goes on. Run it when it is over."),
    own(411, "length_required", "Send the file as the body, with its `Content-Length`."),
    own(415, "unsupported_type", "Send the file itself as the body, not a form with a file in it."),
    own(
        409,
        "address_in_use",
        "There is a page at this address. Rename or take away what is there first.",
    ),
    own(409, "already_handled", "This message was put aside already."),
    own(409, "too_many_notes", "An order has at most 200 notes."),
    own(409, "code_taken", "Another promotion has this code already."),
    own(409, "last_owner", "The shop needs an owner. Give somebody else the role `owner` first."),
    own(409, "too_many", "A shop has at most 50 price lists; take one away first."),
    own(
        409,
        "currency_in_use",
        "Products are priced in the shop's currency already; it cannot change any more.",
    ),
    own(409, "price_list_in_use", "This list is what `ch` sells at; give it another one first."),
    own(409, "sold_out", "Linen throw is sold out."),
    own(
        409,
        "idempotency_key_reused",
        "This `Idempotency-Key` was used with another body. Use a new one.",
    ),
    own(
        409,
        "in_progress",
        "The first request with this key is still being answered. Try again in a moment.",
    ),
    own(409, "cart_problems", "The cart cannot be bought as it stands."),
    own(409, "out_of_stock", "Some of it has just been sold. Nothing was ordered."),
    own(
        409,
        "total_changed",
        "The total is €94.90 and not €89.00. Nothing was ordered: show it and ask again.",
    ),
    own(409, "no_payment_method", "There is no way to pay this amount in this currency there."),
    own(
        409,
        "promotion_used_up",
        "A promotion of this cart has just been used up. Look at the new total.",
    ),
    own(409, "already_paying", "An earlier order of this cart is being paid."),
    own(409, "cart_changed", "The cart was changed meanwhile. Look at it and check out again."),
    own(
        409,
        "order_ended",
        "This order has ended: it expired or was cancelled. It cannot be changed any more.",
    ),
    own(409, "order_paid", "This order is paid, or is being paid just now."),
    own(409, "not_confirmed", "Only what is paid can be sent: this order is not confirmed."),
    own(
        409,
        "on_hold",
        "This order is on hold; `on_hold` says why. Nothing of it is sent until that is settled.",
    ),
    own(
        409,
        "already_shipped",
        "Some of this order was sent already. Refund what comes back instead of cancelling.",
    ),
    own(
        409,
        "more_than_refundable",
        "At most 12.34 EUR can be refunded of it: the rest was not paid, went back already or is on its way back.",
    ),
    own(
        409,
        "disputed",
        "12.34 EUR are withheld by an open dispute. Refund them there, or wait until it is decided.",
    ),
    own(409, "too_many_units", "Of line `1` only 1 can be taken: the rest is sent or refunded."),
    own(409, "refused", "This order does not allow that as it stands."),
    own(409, "count_mismatch", "The stock says 7 on hand there. Look again and count anew."),
    own(409, "count_outdated", "Somebody counted there later than this count was made."),
    common(
        412,
        "revision_mismatch",
        "Somebody changed this meanwhile. Read it again and repeat your change.",
    ),
    common(413, "too_large", "The body may have 2000000 bytes at most."),
    common(
        414,
        "address_too_long",
        "An address has at most 4,096 characters; take some filters away.",
    ),
    own(415, "unsupported_picture", "Send a JPEG, PNG, WebP, GIF or AVIF."),
    common(422, "invalid", "`title`: A product needs a title of at most 12,000 bytes."),
    own(422, "quantity_too_large", "A cart holds at most 999 of one thing (THROW-BLUE)."),
    own(422, "too_many_lines", "A cart holds at most 100 different things; take one out first."),
    own(422, "too_many_codes", "A cart takes at most 5 codes; take one out first."),
    own(422, "note_too_long", "A note has at most 1000 characters."),
    own(
        422,
        "nothing_asked",
        "Name lines, a part of the delivery or an amount: this comes to nothing.",
    ),
    own(
        422,
        "other_sum",
        "These lines and this delivery come to 12.34 EUR; leave `amount_minor` out or send that.",
    ),
    own(422, "negative_amount", "Amounts are 0 or more."),
    common(429, "too_many_requests", "That was a lot at once. Try again in ten seconds."),
    own(
        429,
        "too_many_unpaid",
        "There are too many unpaid orders already. Pay one of them, or try again later.",
    ),
    common(
        500,
        "internal",
        "Something went wrong on our side. Try again in a moment. The reference is 5d0f8e1c.",
    ),
    common(
        503,
        "unavailable",
        "The shop cannot reach its data just now. Try again in half a minute.",
    ),
    common(503, "busy", "Many are looking at things that are not there. Try again in a moment."),
    own(
        503,
        "payment_unavailable",
        "The payment could not be started. Nobody was charged: choose another method, or try again.",
    ),
];

impl KnownProblem {
    /// By its name as operations say it, `invalid@409` where several have it.
    pub fn find(name: &str) -> Option<Self> {
        let (name, status) = match name.split_once('@') {
            Some((name, status)) => (name, status.parse().ok()),
            None => (name, None),
        };
        let is_meant = |known: &&Self| {
            known.name == name && status.is_none_or(|status: u16| known.status == status)
        };
        KNOWN_PROBLEMS.iter().find(is_meant).copied()
    }
}
