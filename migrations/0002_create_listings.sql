-- Copies that the Publisher makes from the catalogue so that lists, filters and search read little.
-- All of it can be thrown away: publishing everything writes it again. Only active products appear.
--
-- Written by hand: cards, product_facets, listings, search_index, spelling. Kept in step by triggers,
-- so that no page ever counts a whole collection: listing_facets, facet_counts, listing_counts.

-- What lists show of a product, what rules look at, and the keys that products are sorted by.
CREATE TABLE cards (
  product_id INTEGER PRIMARY KEY REFERENCES products (id),
  revision INTEGER NOT NULL,
  handle TEXT NOT NULL,
  title_key TEXT NOT NULL,
  price_minor INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  -- Digest of what search_index holds of it: a price that changes does not index the words again.
  words_digest TEXT NOT NULL,
  card TEXT NOT NULL CHECK (json_valid(card))
) STRICT;

-- Which products a collection shows, with the keys it can be sorted by. Collection 0 holds all.
CREATE TABLE listings (
  collection_id INTEGER NOT NULL,
  product_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  title_key TEXT NOT NULL,
  price_minor INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (collection_id, product_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX listings_of_product ON listings (product_id);
CREATE INDEX listings_by_position ON listings (collection_id, position, product_id);
CREATE INDEX listings_by_title ON listings (collection_id, title_key, product_id);
CREATE INDEX listings_by_price ON listings (collection_id, price_minor, product_id);
CREATE INDEX listings_by_age ON listings (collection_id, created_at_ms, product_id);

-- The values that products are filtered by, as numbers. `facet` is the query parameter: vendor,
-- type, tag, availability, option.<name>. Each kind of facet has its own range of numbers.
CREATE TABLE facet_values (
  id INTEGER PRIMARY KEY,
  facet TEXT NOT NULL,
  value TEXT NOT NULL,
  UNIQUE (facet, value)
) STRICT;

CREATE TABLE product_facets (
  product_id INTEGER NOT NULL,
  value_id INTEGER NOT NULL,
  PRIMARY KEY (product_id, value_id)
) STRICT, WITHOUT ROWID;

-- The same the other way round, for each collection that shows the product.
CREATE TABLE listing_facets (
  collection_id INTEGER NOT NULL,
  value_id INTEGER NOT NULL,
  product_id INTEGER NOT NULL,
  PRIMARY KEY (collection_id, value_id, product_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE facet_counts (
  collection_id INTEGER NOT NULL,
  value_id INTEGER NOT NULL,
  products INTEGER NOT NULL,
  PRIMARY KEY (collection_id, value_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE listing_counts (
  collection_id INTEGER PRIMARY KEY,
  products INTEGER NOT NULL
) STRICT;

CREATE TRIGGER product_listed AFTER INSERT ON listings BEGIN
  INSERT INTO listing_counts (collection_id, products) VALUES (new.collection_id, 1)
  ON CONFLICT DO UPDATE SET products = products + 1;
  INSERT INTO listing_facets (collection_id, value_id, product_id)
  SELECT new.collection_id, value_id, product_id FROM product_facets WHERE product_id = new.product_id;
END;

CREATE TRIGGER product_unlisted AFTER DELETE ON listings BEGIN
  UPDATE listing_counts SET products = products - 1 WHERE collection_id = old.collection_id;
  DELETE FROM listing_facets
  WHERE collection_id = old.collection_id AND product_id = old.product_id
    AND value_id IN (SELECT value_id FROM product_facets WHERE product_id = old.product_id);
END;

CREATE TRIGGER facet_added AFTER INSERT ON product_facets BEGIN
  INSERT INTO listing_facets (collection_id, value_id, product_id)
  SELECT collection_id, new.value_id, product_id FROM listings WHERE product_id = new.product_id;
END;

CREATE TRIGGER facet_removed AFTER DELETE ON product_facets BEGIN
  DELETE FROM listing_facets
  WHERE value_id = old.value_id AND product_id = old.product_id
    AND collection_id IN (SELECT collection_id FROM listings WHERE product_id = old.product_id);
END;

CREATE TRIGGER listing_facet_added AFTER INSERT ON listing_facets BEGIN
  INSERT INTO facet_counts (collection_id, value_id, products) VALUES (new.collection_id, new.value_id, 1)
  ON CONFLICT DO UPDATE SET products = products + 1;
END;

CREATE TRIGGER listing_facet_removed AFTER DELETE ON listing_facets BEGIN
  UPDATE facet_counts SET products = products - 1
  WHERE collection_id = old.collection_id AND value_id = old.value_id;
  DELETE FROM facet_counts
  WHERE collection_id = old.collection_id AND value_id = old.value_id AND products <= 0;
END;

-- rowid is the product's id. Text arrives folded (see kernel::fold).
CREATE VIRTUAL TABLE search_index USING fts5 (
  title, vendor, type, tags, skus, body,
  content = '', contentless_delete = 1, prefix = '2 3',
  tokenize = "unicode61 remove_diacritics 2"
);

CREATE VIRTUAL TABLE search_terms USING fts5vocab (search_index, 'row');

-- Each term under itself and under each of its one-letter deletions, so that a word with one letter
-- too many, too few, wrong or swapped meets the term it was meant to be in one look-up.
CREATE TABLE spelling (
  key TEXT NOT NULL,
  term TEXT NOT NULL,
  PRIMARY KEY (key, term)
) STRICT, WITHOUT ROWID;

-- Collections by the words of their titles, for suggestions; rowid is the collection's id.
CREATE VIRTUAL TABLE collection_index USING fts5 (
  title, content = '', contentless_delete = 1, prefix = '2 3',
  tokenize = "unicode61 remove_diacritics 2"
);

CREATE TRIGGER collection_named AFTER INSERT ON collections BEGIN
  INSERT OR REPLACE INTO collection_index (rowid, title) VALUES (new.id, new.title);
END;

CREATE TRIGGER collection_renamed AFTER UPDATE OF title ON collections BEGIN
  INSERT OR REPLACE INTO collection_index (rowid, title) VALUES (new.id, new.title);
END;
