-- Copies of what the Stock objects count, one row for each SKU that somebody ever counted or ordered: for
-- lists, pages and carts. The objects decide; a row may be a second old, and all of them can be made anew
-- by asking the objects (POST /api/admin/v1/stock/rebuilds).

CREATE TABLE stock_levels (
  sku TEXT PRIMARY KEY,
  -- Units that can be bought; NULL where nobody counts.
  available INTEGER,
  on_hand INTEGER NOT NULL,
  committed INTEGER NOT NULL,
  reserved INTEGER NOT NULL,
  safety INTEGER NOT NULL,
  -- Units that can be bought besides, before they are there.
  back_orderable INTEGER NOT NULL,
  oversold INTEGER NOT NULL,
  -- The change of the object that the row shows: an older one never overwrites a newer.
  seq INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX stock_levels_by_available ON stock_levels (available, sku) WHERE available IS NOT NULL;
CREATE INDEX stock_levels_oversold ON stock_levels (sku) WHERE oversold > 0;
