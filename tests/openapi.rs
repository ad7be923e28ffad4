//! The documents of the two APIs: the files that are served are what the code says, and what the code
//! says is whole. With `AWNING_FIXTURES=1` the files are written anew.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use askama::Template;
use awning::admin::Scope;
use awning::openapi::{Api, DocsPage, KNOWN_PROBLEMS, KnownProblem, admin, document, storefront};

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// Compares a file with what it should be, or writes it.
fn keep(path: &str, text: &str) -> io::Result<()> {
    let path = project().join(path);
    if env::var_os("AWNING_FIXTURES").is_some() {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        return fs::write(path, text);
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == text,
        "{} is not what the code says; write it anew: AWNING_FIXTURES=1 cargo test --test openapi",
        path.display()
    );
    Ok(())
}

fn apis() -> [(&'static str, Api); 2] {
    [("assets/api/v1/openapi.json", storefront()), ("assets/api/admin/v1/openapi.json", admin())]
}

#[test]
fn the_documents_that_are_served_are_what_the_code_says() -> io::Result<()> {
    for (path, api) in apis() {
        let mut text = serde_json::to_string_pretty(&document(&api))?;
        text.push('\n');
        keep(path, &text)?;
    }
    Ok(())
}

/// Where `_headers` says what the page may paint.
const STYLE_SOURCE: &str = "style-src 'sha256-";

#[test]
fn the_page_that_is_served_is_what_the_code_says() -> Result<(), Box<dyn std::error::Error>> {
    let page = DocsPage::new();
    keep("assets/api/docs", &page.render()?)?;
    // The hash of its styles stands in the policy that it is served with.
    let headers = fs::read_to_string(project().join("assets/_headers"))?;
    let (before, rest) = headers.split_once(STYLE_SOURCE).ok_or("no policy for the page")?;
    let (_, after) = rest.split_once('\'').ok_or("the policy does not end")?;
    let wanted = format!("{before}style-src '{}'{after}", page.style_hash());
    Ok(keep("assets/_headers", &wanted)?)
}

/// The rows of every route.
fn rows() -> io::Result<String> {
    let files = ["src/routes.rs", "src/catalogue_routes.rs", "src/desk_page_routes.rs"];
    files.iter().map(|file| fs::read_to_string(project().join(file))).collect()
}

/// A row of the routes: method, path with `{}` for each part that varies, and the handler's name.
fn routes(base: &str) -> io::Result<Vec<(String, String, String)>> {
    let source = rows()?;
    let rows = source.lines().filter_map(|line| {
        let (method, rest) = line.trim().split_once(" [")?;
        let (pattern, handler) = rest.split_once("] => ")?;
        let parts = pattern.split(", ").map(|part| match part.strip_prefix('"') {
            Some(name) => name.trim_end_matches('"').to_owned(),
            None => "{}".to_owned(),
        });
        let path = format!("/{}", parts.collect::<Vec<_>>().join("/"));
        let call = handler.split(['(', '<']).next()?.trim_end_matches("::");
        let name = call.rsplit([':', ' ']).next()?;
        Some((method.to_lowercase(), path, name.to_owned()))
    });
    Ok(rows.filter(|(_, path, _)| is_below(path, base)).collect())
}

/// The documents themselves are no operations, and the admin API is none of the storefront's.
fn is_below(path: &str, base: &str) -> bool {
    path.strip_prefix(base).is_some_and(|rest| rest.starts_with('/') && rest != "/openapi.json")
}

/// A path with `{}` for each of its parameters.
fn bare(path: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[test]
fn the_documents_name_every_route_and_no_other() -> io::Result<()> {
    for (_, api) in apis() {
        let told: BTreeSet<(String, String)> = api
            .operations
            .iter()
            .map(|operation| {
                (operation.method.to_owned(), bare(&format!("{}{}", api.base, operation.path)))
            })
            .collect();
        let routes: BTreeSet<(String, String)> =
            routes(api.base)?.into_iter().map(|(method, path, _)| (method, path)).collect();
        assert!(routes.len() >= 18, "the routes are read from the source");
        let missing: Vec<_> = routes.difference(&told).collect();
        let surplus: Vec<_> = told.difference(&routes).collect();
        assert!(
            missing.is_empty(),
            "no document has {missing:?}; add them to the `openapi.rs` of their capability"
        );
        assert!(surplus.is_empty(), "the documents have {surplus:?}, and src/routes.rs has not");
    }
    Ok(())
}

/// Handlers of several routes, or whose names say too little alone.
const SHARED_HANDLERS: [&str; 7] = [
    "post_batch",
    "post_cancellation",
    "list_all",
    "list_terms",
    "get_term",
    "put_term",
    "delete_term",
];

#[test]
fn an_operation_is_called_like_its_handler_and_no_other_is() -> io::Result<()> {
    for (_, api) in apis() {
        let mut seen = BTreeSet::new();
        for operation in &api.operations {
            assert!(seen.insert(operation.id), "two operations are called {}", operation.id);
        }
        for (method, path, handler) in routes(api.base)? {
            let operation = api.operations.iter().find(|operation| {
                operation.method == method
                    && bare(&format!("{}{}", api.base, operation.path)) == path
            });
            let is_shared = SHARED_HANDLERS.contains(&handler.as_str());
            if let Some(operation) = operation.filter(|_| !is_shared) {
                assert_eq!(operation.id, handler, "{method} {path}");
            }
        }
    }
    Ok(())
}

/// The scope of each route, by its handler: `put_product` needs `CatalogueWrite`.
#[test]
fn an_operation_names_the_scope_of_its_route() -> io::Result<()> {
    let source = rows()?;
    let api = admin();
    for row in source.lines().filter(|row| row.contains("[\"api\", \"admin\"")) {
        let Some((pattern, rest)) = row.split_once("] => ") else { continue };
        let variant = rest.split_once(", ").map(|(variant, _)| variant);
        let variant =
            variant.filter(|variant| variant.bytes().all(|byte| byte.is_ascii_alphabetic()));
        let scope = Scope::ALL.iter().find(|scope| Some(format!("{scope:?}").as_str()) == variant);
        assert_eq!(scope.is_some(), variant.is_some(), "{row} needs something unknown");
        let (method, path) = pattern.trim().split_once(" [").unwrap_or_default();
        let parts = path.split(", ").map(|part| match part.strip_prefix('"') {
            Some(name) => name.trim_end_matches('"'),
            None => "{}",
        });
        let path = format!("/{}", parts.collect::<Vec<_>>().join("/"));
        let told = api.operations.iter().find(|operation| {
            operation.method == method.to_lowercase()
                && bare(&format!("{}{}", api.base, operation.path)) == path
        });
        if let Some(operation) = told {
            assert_eq!(operation.scope.as_deref(), scope.map(|scope| scope.as_str()), "{row}");
        }
    }
    Ok(())
}

#[test]
fn every_operation_is_told_whole() {
    for (path, api) in apis() {
        for operation in &api.operations {
            let id = operation.id;
            assert!(!operation.tag.is_empty(), "{id} has no tag");
            assert!(operation.summary.ends_with('.'), "{id} has no sentence");
            assert!(!operation.successes.is_empty(), "{id} never succeeds");
            for part in operation.path.split('/').filter(|part| part.starts_with('{')) {
                let name = part.trim_matches(['{', '}']);
                assert!(operation.has(name), "{id} says nothing about {part}");
            }
            for name in &operation.problems {
                assert!(KnownProblem::find(name).is_some(), "{id} refuses with an unknown {name}");
            }
            if let Some(body) = &operation.body
                && body.content_types == ["application/json"]
            {
                let example = body.example.clone();
                let read = example.as_ref().map(body.read);
                assert!(matches!(read, Some(Ok(()))), "the example of {id}: {read:?}");
            }
        }
        let document = document(&api);
        let text = document.to_string();
        for pointer in text.split("\"$ref\":\"#").skip(1) {
            let pointer = pointer.split('"').next().unwrap_or_default();
            assert!(document.pointer(pointer).is_some(), "{path} has no {pointer}");
        }
        // Types of one name that say different things: one of them needs a name of its own.
        let schemas = &document["components"]["schemas"];
        let names = schemas.as_object().map(|all| all.keys().cloned().collect::<Vec<_>>());
        let numbered = |name: &String| name.ends_with(|letter: char| letter.is_ascii_digit());
        let numbered: Vec<String> =
            names.unwrap_or_default().into_iter().filter(numbered).collect();
        assert!(numbered.is_empty(), "several types are called {numbered:?}");
    }
}

#[test]
fn whoever_sends_something_is_shown_what_it_may_look_like() {
    for (_, api) in apis() {
        let document = document(&api);
        for operation in api.operations.iter().filter(|operation| operation.body.is_some()) {
            let path = format!("{}{}", api.base, operation.path);
            let content = &document["paths"][path][operation.method]["requestBody"]["content"];
            let has_example = |media: &serde_json::Value| {
                media.get("example").is_some() || media.get("examples").is_some()
            };
            let shown = content.as_object().is_some_and(|all| all.values().any(has_example));
            assert!(shown, "{} has no example of its body", operation.id);
        }
    }
}

/// Refusals of pages and of the gateway that plays others.
const OTHER_PROBLEMS: [&str; 8] = [
    "link_used",
    "prefetch",
    "not_now",
    "answer_lost",
    "several_unmatched",
    "nothing_agreed",
    "not_allowed",
    "not_a_form",
];

/// What gateways say, and the list itself.
const OTHER_FOLDERS: [&str; 2] = ["payments", "openapi"];

/// Names that stand after a status in the code: `409, "conflict"`, in calls and in tables.
fn problem_names(folder: &Path, found: &mut BTreeSet<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if OTHER_FOLDERS.iter().any(|folder| path.ends_with(folder)) {
            continue;
        }
        if path.is_dir() {
            problem_names(&path, found)?;
            continue;
        }
        let text = fs::read_to_string(&path)?;
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        let words: Vec<&str> = text.split_whitespace().collect();
        for (status, name) in words.iter().zip(words.iter().skip(1)) {
            let status = status.rsplit('(').next().unwrap_or_default().trim_end_matches(',');
            let is_status =
                status.len() == 3 && status.parse::<u16>().is_ok_and(|status| status >= 400);
            if let (true, Some(name)) =
                (is_status, name.strip_prefix('"').and_then(|name| name.strip_suffix("\",")))
            {
                found.insert(name.to_owned());
            }
        }
    }
    Ok(())
}

#[test]
fn every_refusal_of_the_code_is_known() -> io::Result<()> {
    let mut names = BTreeSet::new();
    problem_names(&project().join("src"), &mut names)?;
    assert!(names.len() >= 30, "the names are read from the source: {names:?}");
    let is_known = |name: &String| {
        OTHER_PROBLEMS.contains(&name.as_str())
            || KNOWN_PROBLEMS.iter().any(|known| known.name == name)
    };
    let mut seen = BTreeSet::new();
    for known in KNOWN_PROBLEMS {
        let KnownProblem { status, name, .. } = known;
        assert!(seen.insert((status, name)), "{status} {name} is known twice");
    }
    let unknown: Vec<&String> = names.iter().filter(|name| !is_known(name)).collect();
    assert!(unknown.is_empty(), "add {unknown:?} to src/openapi/problems.rs");
    Ok(())
}
