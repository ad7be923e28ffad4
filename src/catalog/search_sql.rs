//! What a search looks for: the words as typed or, should they match nothing, mended ones.

/// A query as typed, in FTS5's syntax, and what is needed to mend its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchTerms {
    pub expression: String,
    /// JSON, a list of `{word, prefix, keys, patterns}`. `keys` are looked up in `spelling`, and a
    /// term found there is one letter away when one of the GLOB `patterns` matches it.
    pub words: String,
}

/// `search (expression, corrected)`: one row, or none when there is nothing to look for. A word
/// that the index does not know becomes the most frequent term that is one letter away.
pub fn search_sql(typed: &str, words: &str) -> String {
    format!(
        "mended AS (
SELECT typed.key AS place, typed.value ->> 'prefix' AS prefix, CASE
  WHEN EXISTS (SELECT 1 FROM search_terms WHERE term = typed.value ->> 'word')
    OR (typed.value ->> 'prefix' AND EXISTS (SELECT 1 FROM search_terms
      WHERE term >= typed.value ->> 'word' AND term < (typed.value ->> 'word') || char(1114111)))
  THEN typed.value ->> 'word'
  ELSE (SELECT spelling.term FROM json_each(typed.value, '$.keys') AS known
    CROSS JOIN spelling ON spelling.key = known.value
    CROSS JOIN search_terms ON search_terms.term = spelling.term
    WHERE EXISTS (SELECT 1 FROM json_each(typed.value, '$.patterns') AS pattern
      WHERE spelling.term GLOB pattern.value)
    ORDER BY search_terms.doc DESC, spelling.term LIMIT 1)
  END AS word FROM json_each({words}) AS typed
),
search (expression, corrected) AS MATERIALIZED (
SELECT {typed}, NULL WHERE EXISTS (SELECT 1 FROM search_index WHERE search_index MATCH {typed})
UNION ALL
SELECT group_concat('\"' || word || '\"' || iif(prefix, '*', ''), ' ' ORDER BY place),
  group_concat(word, ' ' ORDER BY place)
FROM mended WHERE NOT EXISTS (SELECT 1 FROM search_index WHERE search_index MATCH {typed})
HAVING count(word) = count(*)
),
"
    )
}
