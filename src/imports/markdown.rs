//! Markdown from HTML that the sanitiser has written: known elements alone, every one of them closed.

use super::markdown_line::{Line, escape_line, flat, guard_start, longest_run, plain};

/// How deep elements are followed; what lies deeper is taken as its text.
const MAX_DEPTH: usize = 24;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    Text(String),
    Element { name: String, href: Option<String>, children: Vec<Node> },
}

/// Markdown of clean HTML.
pub fn write_markdown(html: &str) -> String {
    blocks(&parse(html)).join("\n\n")
}

/// A paragraph of plain text; its lines stay lines.
pub fn escape_paragraph(text: &str) -> String {
    let lines = text.lines().map(|line| escape_line(&flat(line))).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\\\n")
}

fn parse(html: &str) -> Vec<Node> {
    // Elements that are open, the outermost first; the bottom holds what is outside of all.
    let mut open: Vec<(String, Option<String>, Vec<Node>)> = vec![Default::default()];
    // Elements that are open but lie too deep to be followed.
    let mut ignored = 0_usize;
    let mut rest = html;
    while let Some((text, after)) = rest.split_once('<') {
        push(&mut open, Node::Text(unescape(text)));
        let Some((tag, after)) = after.split_once('>') else { break };
        rest = after;
        if tag.starts_with('/') {
            if ignored > 0 {
                ignored -= 1;
            } else if open.len() > 1
                && let Some((name, href, children)) = open.pop()
            {
                push(&mut open, Node::Element { name, href, children });
            }
            continue;
        }
        let name = tag.split([' ', '/']).next().unwrap_or_default().to_owned();
        if name == "br" || name == "hr" {
            push(&mut open, Node::Element { name, href: None, children: Vec::new() });
        } else if open.len() > MAX_DEPTH || ignored > 0 {
            ignored += 1;
        } else {
            let href = tag.split_once("href=\"").and_then(|(_, rest)| rest.split_once('"'));
            open.push((name, href.map(|(href, _)| unescape(href)), Vec::new()));
        }
    }
    push(&mut open, Node::Text(unescape(rest)));
    while open.len() > 1
        && let Some((name, href, children)) = open.pop()
    {
        push(&mut open, Node::Element { name, href, children });
    }
    open.pop().map(|(.., nodes)| nodes).unwrap_or_default()
}

fn push(open: &mut [(String, Option<String>, Vec<Node>)], node: Node) {
    if let Some((.., children)) = open.last_mut()
        && node != Node::Text(String::new())
    {
        children.push(node);
    }
}

/// The entities that the sanitiser writes. Spaces that do not break become ordinary ones.
fn unescape(text: &str) -> String {
    text.replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

fn is_inline(node: &Node) -> bool {
    match node {
        Node::Text(_) => true,
        Node::Element { name, .. } => {
            matches!(name.as_str(), "a" | "b" | "br" | "code" | "em" | "i" | "strong")
        }
    }
}

fn blocks(nodes: &[Node]) -> Vec<String> {
    let mut written = Vec::new();
    for run in nodes.chunk_by(|one, other| is_inline(one) && is_inline(other)) {
        match run {
            [Node::Element { name, children, .. }] if !run.iter().all(is_inline) => {
                written.extend(block(name, children));
            }
            inline => written.extend(paragraph(inline)),
        }
    }
    written
}

fn block(name: &str, children: &[Node]) -> Vec<String> {
    match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => heading(name, children),
        "ul" | "ol" => list(name == "ol", children).into_iter().collect(),
        "blockquote" => quote(children).into_iter().collect(),
        "pre" => fenced(children).into_iter().collect(),
        "hr" => vec!["---".to_owned()],
        "table" => table(children),
        _ => blocks(children),
    }
}

fn paragraph(nodes: &[Node]) -> Option<String> {
    let text = Line::of(nodes, false);
    let lines = text.split('\n').map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<String> = lines.map(guard_start).collect();
    (!lines.is_empty()).then(|| lines.join("\\\n"))
}

fn heading(name: &str, children: &[Node]) -> Vec<String> {
    let level = name.get(1..).and_then(|digit| digit.parse().ok()).unwrap_or(2);
    let text = Line::of(children, false).replace('\n', " ");
    let text = flat(&text);
    if text.is_empty() {
        // What is no text, such as a list in a heading, stands for itself.
        return blocks(children).into_iter().filter(|block| !block.is_empty()).collect();
    }
    vec![format!("{} {}", "#".repeat(level), text.replace('#', "\\#"))]
}

fn list(is_numbered: bool, children: &[Node]) -> Option<String> {
    let mut items = Vec::new();
    for child in children {
        let written = match child {
            Node::Element { name, children, .. } if name == "li" => blocks(children),
            other => blocks(std::slice::from_ref(other)),
        };
        if written.is_empty() {
            continue;
        }
        let marker = if is_numbered { format!("{}. ", items.len() + 1) } else { "- ".to_owned() };
        let indent = " ".repeat(marker.len());
        // A list right below its item's text needs no line between; no other block begins like one.
        let text = written.iter().enumerate().fold(String::new(), |text, (index, block)| {
            let is_list = block.starts_with("- ") || block.starts_with("1. ");
            let between = if index == 0 {
                ""
            } else if is_list {
                "\n"
            } else {
                "\n\n"
            };
            format!("{text}{between}{block}")
        });
        let lines: Vec<String> = text
            .lines()
            .map(|line| if line.is_empty() { String::new() } else { format!("{indent}{line}") })
            .collect();
        items.push(format!("{marker}{}", lines.join("\n").trim_start()));
    }
    (!items.is_empty()).then(|| items.join("\n"))
}

fn quote(children: &[Node]) -> Option<String> {
    let text = blocks(children).join("\n\n");
    let lines: Vec<String> =
        text.lines().map(|line| format!("> {line}").trim_end().to_owned()).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn fenced(children: &[Node]) -> Option<String> {
    let text = plain(children);
    let text = text.trim_matches('\n').trim_end();
    let fence = "`".repeat(longest_run(text, '`').max(2) + 1);
    (!text.trim().is_empty()).then(|| format!("{fence}\n{text}\n{fence}"))
}

/// Pipes need one row of as many cells in each line; the first row is the head.
fn table(children: &[Node]) -> Vec<String> {
    let mut rows = Vec::new();
    let mut beside = Vec::new();
    gather_rows(children, &mut rows, &mut beside);
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    if width > 0 {
        let line = |cells: &[String]| {
            let empty = String::new();
            let cells: Vec<&String> =
                cells.iter().chain(std::iter::repeat(&empty)).take(width).collect();
            let cells: Vec<&str> = cells.into_iter().map(String::as_str).collect();
            format!("| {} |", cells.join(" | "))
        };
        let mut lines: Vec<String> = rows.iter().map(|cells| line(cells)).collect();
        lines.insert(1, format!("|{}", " --- |".repeat(width)));
        beside.push(lines.join("\n"));
    }
    beside
}

fn gather_rows(nodes: &[Node], rows: &mut Vec<Vec<String>>, beside: &mut Vec<String>) {
    for node in nodes {
        match node {
            Node::Element { name, children, .. } if name == "tr" => {
                let cells = children.iter().filter_map(|cell| match cell {
                    Node::Element { children, .. } => Some(cell_text(children)),
                    Node::Text(_) => None,
                });
                let cells: Vec<String> = cells.collect();
                if cells.iter().any(|cell| !cell.is_empty()) {
                    rows.push(cells);
                }
            }
            Node::Element { name, children, .. }
                if ["tbody", "thead", "tfoot"].contains(&name.as_str()) =>
            {
                gather_rows(children, rows, beside);
            }
            other => beside.extend(blocks(std::slice::from_ref(other))),
        }
    }
}

fn cell_text(children: &[Node]) -> String {
    flat(&Line::of(&inlined(children), false).replace('\n', " "))
}

/// Blocks inside a cell, as one run of text.
fn inlined(nodes: &[Node]) -> Vec<Node> {
    let mut flat = Vec::new();
    for node in nodes {
        match node {
            Node::Element { children, .. } if !is_inline(node) => {
                flat.push(Node::Text(" ".to_owned()));
                flat.extend(inlined(children));
                flat.push(Node::Text(" ".to_owned()));
            }
            other => flat.push(other.clone()),
        }
    }
    flat
}
