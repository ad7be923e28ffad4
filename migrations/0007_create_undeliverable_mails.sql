-- Mails that no provider takes, so that the merchant hears of what shoppers do not: what was tried in vain
-- is not tried again by itself. A row goes when the mail goes out after all.

CREATE TABLE undeliverable_mails (
  order_number TEXT NOT NULL,
  -- Of the order's event.
  sequence INTEGER NOT NULL,
  -- 'shopper' or 'merchant'.
  receiver TEXT NOT NULL,
  subject TEXT NOT NULL,
  -- The provider's own words.
  reason TEXT NOT NULL,
  given_up_at_ms INTEGER NOT NULL,
  PRIMARY KEY (order_number, sequence, receiver)
) STRICT, WITHOUT ROWID;

CREATE INDEX undeliverable_mails_by_time ON undeliverable_mails (given_up_at_ms);
