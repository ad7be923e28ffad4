-- What the merchant's lists are ordered and narrowed by. Lists of shoppers show active products only and have
-- tables of their own (migration 0002); these serve drafts and archived products as well. The indexes that a
-- list walks in order hold what it is narrowed by, so that no row is read that is not shown.

-- The folded title, as `cards` has it, and the lowest list price of any variant: written with the product.
ALTER TABLE products ADD COLUMN title_key TEXT NOT NULL DEFAULT '';
ALTER TABLE products ADD COLUMN lowest_price_minor INTEGER NOT NULL DEFAULT 0;

-- Products by the words of their titles; rowid is the product's id.
CREATE VIRTUAL TABLE product_words USING fts5 (
  title, content = '', contentless_delete = 1, prefix = '2 3',
  tokenize = "unicode61 remove_diacritics 2"
);

CREATE TRIGGER product_titled AFTER INSERT ON products BEGIN
  INSERT OR REPLACE INTO product_words (rowid, title) VALUES (new.id, new.title_key);
END;

CREATE TRIGGER product_retitled AFTER UPDATE OF title_key ON products WHEN new.title_key IS NOT old.title_key BEGIN
  INSERT OR REPLACE INTO product_words (rowid, title) VALUES (new.id, new.title_key);
END;

UPDATE products SET
  title_key = lower(substr(title, 1, 120)),
  lowest_price_minor = coalesce((SELECT min(price_minor) FROM variants WHERE product_id = products.id), 0);

CREATE INDEX products_by_update ON products (updated_at_ms, id, status, vendor, type);
CREATE INDEX products_by_creation ON products (created_at_ms, id, status, vendor, type);
CREATE INDEX products_by_title ON products (title_key, id, status, vendor, type);
CREATE INDEX products_by_price ON products (lowest_price_minor, id, status, vendor, type);
CREATE INDEX products_of_status ON products (status, updated_at_ms, id, vendor, type);
CREATE INDEX products_of_vendor ON products (vendor, updated_at_ms, id, status, type);
CREATE INDEX products_of_type ON products (type, updated_at_ms, id, status, vendor);
CREATE INDEX products_of_tag ON product_tags (tag, product_id);

CREATE INDEX variants_by_barcode ON variants (barcode) WHERE barcode IS NOT NULL;
CREATE INDEX variants_reduced ON variants (product_id, compare_at_minor, sale_price_minor, sale_starts_at_ms, sale_ends_at_ms)
  WHERE compare_at_minor IS NOT NULL OR sale_price_minor IS NOT NULL;

CREATE INDEX media_by_age ON media (created_at_ms, hash);
