//! The collections of a product: those that are put together by hand are ticked in its form. Pure.

use serde::Deserialize;
use serde_json::Value;

use crate::admin::form::Filled;
use crate::admin::views::Filters;
use crate::kernel::Handle;

#[derive(Debug, Clone, Deserialize)]
pub struct Collection {
    pub handle: String,
    pub title: String,
    /// `products` or `rules`.
    pub membership: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub struct Collections {
    pub collections: Vec<Collection>,
    /// Where there are more.
    pub next_cursor: Option<String>,
}

/// What the boxes of a form say, and what they said when it was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chosen {
    pub ticked: Vec<String>,
    pub was: Vec<String>,
}

impl Chosen {
    pub fn of(filled: &Filled) -> Self {
        let every = |name: &'static str| filled.every_own(name).map(str::to_owned).collect();
        Self { ticked: every("_collection"), was: every("_was_collection") }
    }

    /// Collections to be changed, and whether the product comes into them.
    pub fn changes(&self) -> impl Iterator<Item = (&str, bool)> {
        let came = self.ticked.iter().filter(|handle| !self.was.contains(handle));
        let went = self.was.iter().filter(|handle| !self.ticked.contains(handle));
        came.map(|handle| (handle.as_str(), true))
            .chain(went.map(|handle| (handle.as_str(), false)))
    }
}

/// What was chosen and could not be done; the form that comes next has it in its boxes still.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Left {
    pub into: Vec<String>,
    pub out: Vec<String>,
}

impl Left {
    pub const fn is_empty(&self) -> bool {
        self.into.is_empty() && self.out.is_empty()
    }

    /// As the address of the next page says it.
    pub fn filters(&self) -> Filters {
        Filters::default().with("into", &self.into.join(" ")).with("out", &self.out.join(" "))
    }

    pub fn of(query: &str) -> Self {
        let filters = Filters::of(query, &["into", "out"]);
        // An address is written by anybody: nothing but names is said again.
        let handles = |name: &str| {
            let named = filters.value(name).split(' ').filter(|word| Handle::parse(word).is_ok());
            named.map(str::to_owned).collect()
        };
        Self { into: handles("into"), out: handles("out") }
    }

    /// Puts it into the boxes of the form, and says what is to be done about it.
    pub fn keep(&self, shown: &mut [Belonging]) -> String {
        let mut again: Vec<&str> = Vec::new();
        let mut lost: Vec<&str> = Vec::new();
        let into = self.into.iter().map(|handle| (handle, true));
        for (handle, is_in) in into.chain(self.out.iter().map(|handle| (handle, false))) {
            match shown.iter_mut().find(|one| one.handle == *handle && !one.is_ruled) {
                Some(one) => {
                    one.is_ticked = is_in;
                    again.push(handle);
                }
                None => lost.push(handle),
            }
        }
        let title = |handle: &&str| {
            let known = shown.iter().find(|one| one.handle == *handle);
            known.map_or(*handle, |one| one.title.as_str()).to_owned()
        };
        let names = |handles: &[&str]| handles.iter().map(title).collect::<Vec<_>>().join(", ");
        let mut said = vec!["Saved, but not every collection could be changed.".to_owned()];
        if !again.is_empty() {
            said.push(format!("Still to do: {}.", names(&again)));
            said.push("The boxes stand as you left them: save once more.".to_owned());
        }
        if !lost.is_empty() {
            said.push(format!("Gone, or filled by rules by now: {}.", names(&lost)));
        }
        said.join(" ")
    }
}

/// A collection as the form of a product shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Belonging {
    pub handle: String,
    pub title: String,
    /// It holds the product by its rules, and nobody can tick it.
    pub is_ruled: bool,
    pub is_ticked: bool,
    pub was: bool,
}

/// Of `all` that can be ticked, and of those that hold the product; by title.
pub fn belongings(
    all: Vec<Collection>,
    holding: Vec<Collection>,
    chosen: Option<&Chosen>,
) -> Vec<Belonging> {
    let holds: Vec<String> = holding.iter().map(|one| one.handle.clone()).collect();
    let mut seen: Vec<Belonging> = Vec::new();
    for one in holding.into_iter().chain(all) {
        let is_held = holds.contains(&one.handle);
        let is_ruled = one.membership == "rules";
        if (is_ruled && !is_held) || seen.iter().any(|known| known.handle == one.handle) {
            continue;
        }
        let (is_ticked, was) = match chosen {
            Some(Chosen { ticked, was }) => {
                (ticked.contains(&one.handle), was.contains(&one.handle))
            }
            None => (is_held, is_held),
        };
        seen.push(Belonging { handle: one.handle, title: one.title, is_ruled, is_ticked, was });
    }
    seen.sort_by(|one, other| one.title.cmp(&other.title));
    seen
}

/// The body that puts a product into a collection or takes it out, from what the API answers of the
/// collection; `None` where it is as wished, or where the collection goes by rules.
pub fn with_member(mut collection: Value, product: &str, is_in: bool) -> Option<Value> {
    let fields = collection.as_object_mut()?;
    for shown in ["revision", "updated_at"] {
        fields.remove(shown);
    }
    let products = fields.get_mut("products")?.as_array_mut()?;
    let known = products.iter().position(|one| one.as_str() == Some(product));
    match (known, is_in) {
        (None, true) => products.push(Value::from(product)),
        (Some(at), false) => drop(products.remove(at)),
        _ => return None,
    }
    Some(collection)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn collection(handle: &str, membership: &str) -> Collection {
        let (handle, title) = (handle.to_owned(), handle.to_uppercase());
        Collection { handle, title, membership: membership.to_owned() }
    }

    #[test]
    fn boxes_stand_for_what_is_put_together_by_hand() {
        let all = vec![
            collection("b", "products"),
            collection("a", "products"),
            collection("r", "rules"),
        ];
        let holding = vec![collection("sale", "rules"), collection("b", "products")];
        let shown = |chosen| {
            let found = belongings(all.clone(), holding.clone(), chosen);
            let words = |one: Belonging| {
                format!(
                    "{}{}{}",
                    one.handle,
                    if one.is_ruled { "!" } else { "" },
                    if one.is_ticked { "+" } else { "" }
                )
            };
            found.into_iter().map(words).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(shown(None), "a b+ sale!+");
        let typed = Chosen { ticked: vec!["a".to_owned()], was: vec!["b".to_owned()] };
        assert_eq!(shown(Some(&typed)), "a+ b sale!");
        assert_eq!(typed.changes().collect::<Vec<_>>(), [("a", true), ("b", false)]);
    }

    #[test]
    fn what_could_not_be_done_stands_in_the_boxes_and_is_named() {
        let left = Left { into: vec!["a".to_owned(), "x".to_owned()], out: vec!["b".to_owned()] };
        assert_eq!(left.filters().query(), "into=a+x&out=b");
        assert_eq!(Left::of("done=partly&into=a+x&out=b+%3Cb%3E+Call+me!"), left);
        let all = vec![collection("a", "products"), collection("b", "products")];
        let mut shown = belongings(all.clone(), vec![all[1].clone()], None);
        let said = left.keep(&mut shown);
        assert!(said.contains("Still to do: A, B.") && said.ends_with("by now: x."), "{said}");
        let boxes = shown.iter().map(|one| (one.is_ticked, one.was));
        assert_eq!(boxes.collect::<Vec<_>>(), [(true, false), (false, true)]);
    }

    #[test]
    fn a_product_comes_last_or_goes_and_the_rest_stays() {
        let stored = json!({"handle": "a", "revision": 3, "updated_at": "x", "title": "A", "products": ["mug"]});
        let with = with_member(stored.clone(), "pot", true).unwrap();
        assert_eq!(with, json!({"handle": "a", "title": "A", "products": ["mug", "pot"]}));
        assert_eq!(with_member(stored.clone(), "mug", false).unwrap()["products"], json!([]));
        assert_eq!(with_member(stored, "mug", true), None);
        assert_eq!(with_member(json!({"rules": {}}), "mug", true), None);
    }
}
