//! What a list is narrowed by, as its address has it. Pure.

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    pairs: Vec<(String, String)>,
}

impl Filters {
    /// Those of a query that have one of these names and say something; each once.
    pub fn of(query: &str, names: &[&str]) -> Self {
        let mut filters = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.trim();
            if names.contains(&&*name) && !value.is_empty() && filters.value(&name).is_empty() {
                filters.pairs.push((name.into_owned(), value.to_owned()));
            }
        }
        filters
    }

    pub fn value(&self, name: &str) -> &str {
        let found = self.pairs.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    pub fn is(&self, name: &str, value: &str) -> bool {
        self.value(name) == value
    }

    pub fn has_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| !self.value(name).is_empty())
    }

    /// With this value in the place of the one that is there; an empty one takes it away.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let others = self.pairs.iter().filter(|(known, _)| known != name).cloned();
        let this = (name.to_owned(), value.to_owned());
        Self { pairs: others.chain(std::iter::once(this).filter(|_| !value.is_empty())).collect() }
    }

    /// As a query, empty where nothing is narrowed.
    pub fn query(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.pairs).finish()
    }

    /// The list at this path, narrowed so.
    pub fn address(&self, path: &str) -> String {
        let query = self.query();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }

    /// The part of the list that begins after a cursor.
    pub fn part(&self, path: &str, cursor: Option<&str>) -> Option<String> {
        Some(self.with("cursor", cursor?).address(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_narrowed_by_what_its_address_says_and_by_nothing_else() {
        let filters =
            Filters::of("q=+mug+&q=pot&state=&utm=mail&sku=A%2F1", &["q", "state", "sku"]);
        assert_eq!(filters.query(), "q=mug&sku=A%2F1");
        assert!(filters.is("q", "mug") && filters.has_any(&["state", "sku"]));
        assert_eq!(filters.with("q", "").address("/orders"), "/orders?sku=A%2F1");
        assert_eq!(filters.with("q", "").with("sku", "").address("/orders"), "/orders");
        let part = filters.with("q", "a b").part("/orders", Some("5.X"));
        assert_eq!(part.as_deref(), Some("/orders?sku=A%2F1&q=a+b&cursor=5.X"));
        assert_eq!(filters.part("/orders", None), None);
    }
}
