//! Runs of text within a block as Markdown writes them, with everything escaped that would mean something.

use super::markdown::Node;

pub fn plain(nodes: &[Node]) -> String {
    let text = nodes.iter().map(|node| match node {
        Node::Text(text) => text.clone(),
        Node::Element { name, .. } if name == "br" => "\n".to_owned(),
        Node::Element { children, .. } => plain(children),
    });
    text.collect()
}

pub fn longest_run(text: &str, letter: char) -> usize {
    text.split(|other| other != letter).map(str::len).max().unwrap_or(0)
}

/// One run of text as it is written; breaks are `\n`.
#[derive(Debug, Default)]
pub struct Line {
    text: String,
    bold: bool,
    slanted: bool,
    /// Links do not stand inside each other.
    linked: bool,
}

impl Line {
    pub fn of(nodes: &[Node], bold: bool) -> String {
        let mut line = Self { bold, ..Self::default() };
        line.write(nodes);
        line.text
    }

    fn write(&mut self, nodes: &[Node]) {
        for (index, node) in nodes.iter().enumerate() {
            match node {
                Node::Text(text) => self.push_text(text),
                Node::Element { name, href, children } => match name.as_str() {
                    "br" => self.text.push('\n'),
                    "b" | "strong" if !self.bold => {
                        let inner = self.inside(children, |inner| inner.bold = true);
                        self.mark("**", &inner, nodes.get(index + 1));
                    }
                    "em" | "i" if !self.slanted => {
                        let inner = self.inside(children, |inner| inner.slanted = true);
                        self.mark("*", &inner, nodes.get(index + 1));
                    }
                    "code" => self.push_code(children),
                    "a" if !self.linked => self.push_link(href.as_deref(), children),
                    _ => self.write(children),
                },
            }
        }
    }

    /// The run within an element, which changes what is said of it.
    fn inside(&self, children: &[Node], change: impl FnOnce(&mut Self)) -> String {
        let mut inner = Self { text: String::new(), ..*self };
        change(&mut inner);
        inner.write(children);
        inner.text
    }

    fn push_text(&mut self, text: &str) {
        for (index, word) in text.split([' ', '\t', '\n', '\r', '\u{a0}', '\u{c}']).enumerate() {
            if index > 0 && !self.text.ends_with([' ', '\n']) {
                self.text.push(' ');
            }
            escape_into(&mut self.text, word);
        }
    }

    /// Emphasis stands close to what it emphasises; the spaces go outside. Where a letter would follow
    /// or go before a mark that leans on punctuation, CommonMark sees no emphasis, so a space parts them.
    fn mark(&mut self, mark: &str, inner: &str, next: Option<&Node>) {
        let text = inner.trim();
        if text.is_empty() || text.contains('\n') {
            self.text.push_str(inner);
            return;
        }
        let is_letter = |letter: char| !letter.is_whitespace() && !letter.is_ascii_punctuation();
        let starts_plain = text.starts_with(|first: char| first.is_alphanumeric());
        let ends_plain = text.ends_with(|last: char| last.is_alphanumeric());
        if inner.starts_with(' ') && !self.text.ends_with([' ', '\n']) && !self.text.is_empty() {
            self.text.push(' ');
        }
        if self.text.ends_with('*') || (self.text.ends_with(is_letter) && !starts_plain) {
            self.text.push(' ');
        }
        self.text.push_str(mark);
        self.text.push_str(text);
        self.text.push_str(mark);
        let follows = match next {
            Some(Node::Text(text)) => text.chars().next(),
            Some(Node::Element { .. }) => Some('x'),
            None => None,
        };
        let parted = follows.is_some_and(|next| is_letter(next) && !ends_plain);
        if inner.ends_with(' ') || parted {
            self.text.push(' ');
        }
    }

    fn push_code(&mut self, children: &[Node]) {
        let text = flat(&plain(children));
        if text.is_empty() {
            return;
        }
        let fence = "`".repeat(longest_run(&text, '`') + 1);
        let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
        // A backtick right before would be taken for a part of the fence.
        if self.text.ends_with('`') {
            self.text.push(' ');
        }
        let text = text.replace('|', "¦");
        for piece in [&fence, space, &text, space, &fence] {
            self.text.push_str(piece);
        }
    }

    fn push_link(&mut self, href: Option<&str>, children: &[Node]) {
        let inner = self.inside(children, |inner| inner.linked = true).replace('\n', " ");
        let address = href.map(encoded).filter(|address| !address.is_empty());
        let text = inner.trim();
        let Some(address) = address.filter(|_| !text.is_empty()) else {
            self.text.push_str(&inner);
            return;
        };
        let space = |wanted: bool| if wanted { " " } else { "" };
        let before = space(inner.starts_with(' ') && !self.text.ends_with([' ', '\n']));
        let after = space(inner.ends_with(' '));
        // A picture would begin with an exclamation mark.
        let apart = if before.is_empty() && self.text.ends_with('!') { " " } else { before };
        for piece in [apart, "[", text, "](", &address, ")", after] {
            self.text.push_str(piece);
        }
    }
}

/// An address in which nothing ends the parentheses around it.
fn encoded(address: &str) -> String {
    let mut safe = String::with_capacity(address.len());
    for letter in address.trim().chars() {
        match letter {
            '(' => safe.push_str("%28"),
            ')' => safe.push_str("%29"),
            '<' => safe.push_str("%3C"),
            '>' => safe.push_str("%3E"),
            '\\' => safe.push_str("%5C"),
            '|' => safe.push_str("%7C"),
            '`' => safe.push_str("%60"),
            '*' => safe.push_str("%2A"),
            '_' | '&' => {
                safe.push('\\');
                safe.push(letter);
            }
            other if other.is_whitespace() => safe.push_str("%20"),
            other if other.is_control() => {}
            other => safe.push(other),
        }
    }
    safe
}

pub fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub fn escape_line(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    escape_into(&mut escaped, text);
    guard_start(&escaped)
}

/// What means something to Markdown anywhere in a line.
fn escape_into(escaped: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            other if other.is_control() => {}
            other => escaped.push(other),
        }
    }
}

/// What means something at the start of a line alone: headings, lists, rules and underlines.
pub fn guard_start(line: impl AsRef<str>) -> String {
    let line = line.as_ref();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let after = line.get(digits..).unwrap_or_default();
    if line.starts_with(['#', '+', '-', '=']) {
        format!("\\{line}")
    } else if (1..=9).contains(&digits) && after.starts_with(['.', ')']) {
        format!("{}\\{after}", line.get(..digits).unwrap_or_default())
    } else if line.starts_with(':') {
        format!("\\{line}")
    } else {
        line.to_owned()
    }
}
