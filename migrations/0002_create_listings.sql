-- Copies that the Publisher makes from the catalogue so that lists, filters and search read little.
-- All of it can be thrown away: publishing everything writes it again. Only active products appear.

-- What lists show of a product, and what rules look at.
CREATE TABLE cards (
  product_id INTEGER PRIMARY KEY REFERENCES products (id),
  revision INTEGER NOT NULL,
  handle TEXT NOT NULL,
  title_key TEXT NOT NULL,
  price_minor INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
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

-- The values a product can be filtered by, in each collection that shows it. `facet` is the query
-- parameter: vendor, type, tag, availability, option.<name>.
CREATE TABLE listing_facets (
  collection_id INTEGER NOT NULL,
  facet TEXT NOT NULL,
  value TEXT NOT NULL,
  product_id INTEGER NOT NULL,
  PRIMARY KEY (collection_id, facet, value, product_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX listing_facets_of_product ON listing_facets (product_id, collection_id);

-- How many products each value has, kept in step row by row so that no page ever counts.
CREATE TABLE facet_counts (
  collection_id INTEGER NOT NULL,
  facet TEXT NOT NULL,
  value TEXT NOT NULL,
  products INTEGER NOT NULL,
  PRIMARY KEY (collection_id, facet, value)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER count_facet_added AFTER INSERT ON listing_facets BEGIN
  INSERT INTO facet_counts (collection_id, facet, value, products)
  VALUES (new.collection_id, new.facet, new.value, 1)
  ON CONFLICT DO UPDATE SET products = products + 1;
END;

CREATE TRIGGER count_facet_removed AFTER DELETE ON listing_facets BEGIN
  UPDATE facet_counts SET products = products - 1
  WHERE collection_id = old.collection_id AND facet = old.facet AND value = old.value;
  DELETE FROM facet_counts
  WHERE collection_id = old.collection_id AND facet = old.facet AND value = old.value AND products <= 0;
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
