//! Source text without its comments, and without its strings where a rule is about code alone.
//! Every character that goes is replaced by a space, so that lines and columns stay.

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Rust,
    JavaScript,
}

/// A string literal: its text, and the line it begins on.
pub struct Literal {
    pub text: String,
    pub line: usize,
}

pub struct Stripped {
    /// No comments.
    pub with_strings: String,
    /// No comments, no strings.
    pub code: String,
    pub literals: Vec<Literal>,
}

/// Reads a file once, from its start to its end.
pub fn strip(source: &str, language: Language) -> Stripped {
    let chars: Vec<char> = source.chars().collect();
    let mut reader = Reader { chars: &chars, at: 0, with_strings: String::new(), code: String::new() };
    let mut literals = Vec::new();
    while reader.at < chars.len() {
        let start = reader.at;
        let end = match language {
            Language::Rust => rust_string(&chars, start),
            Language::JavaScript => javascript_string(&chars, start, &reader.code),
        };
        if let Some(end) = comment(&chars, start) {
            reader.skip(end, false);
        } else if let Some(end) = end {
            let line = chars[..start].iter().filter(|c| **c == '\n').count() + 1;
            literals.push(Literal { text: chars[start..end.min(chars.len())].iter().collect(), line });
            reader.skip(end, true);
        } else {
            reader.keep();
        }
    }
    Stripped { with_strings: reader.with_strings, code: reader.code, literals }
}

struct Reader<'a> {
    chars: &'a [char],
    at: usize,
    with_strings: String,
    code: String,
}

impl Reader<'_> {
    fn keep(&mut self) {
        self.with_strings.push(self.chars[self.at]);
        self.code.push(self.chars[self.at]);
        self.at += 1;
    }

    fn skip(&mut self, end: usize, is_string: bool) {
        for c in &self.chars[self.at..end.min(self.chars.len())] {
            let blank = if *c == '\n' { '\n' } else { ' ' };
            self.with_strings.push(if is_string { *c } else { blank });
            self.code.push(blank);
        }
        self.at = end.min(self.chars.len());
    }
}

fn starts(chars: &[char], at: usize, text: &str) -> bool {
    text.chars().enumerate().all(|(i, c)| chars.get(at + i) == Some(&c))
}

fn comment(chars: &[char], at: usize) -> Option<usize> {
    if starts(chars, at, "//") {
        return Some((at..chars.len()).find(|i| chars[*i] == '\n').unwrap_or(chars.len()));
    }
    if starts(chars, at, "/*") {
        return Some((at + 2..chars.len()).find(|i| starts(chars, *i, "*/")).map_or(chars.len(), |i| i + 2));
    }
    None
}

/// The end of a quoted text whose quote stands at `at`; a backslash protects the next character.
fn quoted(chars: &[char], at: usize) -> usize {
    let mut i = at + 1;
    while i < chars.len() && chars[i] != chars[at] {
        i += if chars[i] == '\\' { 2 } else { 1 };
    }
    i + 1
}

/// The end of a template, with the templates inside its substitutions.
fn template(chars: &[char], at: usize) -> usize {
    let mut i = at + 1;
    while i < chars.len() && chars[i] != '`' {
        i = match chars[i] {
            '\\' => i + 2,
            '$' if chars.get(i + 1) == Some(&'{') => substitution(chars, i + 2),
            _ => i + 1,
        };
    }
    i + 1
}

/// The end of `${ … }`, from the character after its brace.
fn substitution(chars: &[char], from: usize) -> usize {
    let (mut i, mut depth) = (from, 1);
    while i < chars.len() && depth > 0 {
        i = match chars[i] {
            '\'' | '"' => quoted(chars, i),
            '`' => template(chars, i),
            '{' => {
                depth += 1;
                i + 1
            }
            '}' => {
                depth -= 1;
                i + 1
            }
            _ => i + 1,
        };
    }
    i
}

fn rust_string(chars: &[char], at: usize) -> Option<usize> {
    let part_of_name = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
    match chars[at] {
        '"' => Some(quoted(chars, at)),
        'r' if !part_of_name => {
            let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
            if chars.get(at + 1 + hashes) != Some(&'"') {
                return None;
            }
            let close: String = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
            let from = at + 2 + hashes;
            Some(
                (from..chars.len())
                    .find(|i| starts(chars, *i, &close))
                    .map_or(chars.len(), |i| i + 1 + hashes),
            )
        }
        // A character, not a lifetime.
        '\'' if chars.get(at + 1) == Some(&'\\') => Some(quoted(chars, at)),
        '\'' if chars.get(at + 2) == Some(&'\'') => Some(at + 3),
        _ => None,
    }
}

fn javascript_string(chars: &[char], at: usize, before: &str) -> Option<usize> {
    match chars[at] {
        '\'' | '"' => Some(quoted(chars, at)),
        '`' => Some(template(chars, at)),
        '/' if !starts(chars, at, "//") && !starts(chars, at, "/*") && expects_value(before) => {
            let mut i = at + 1;
            let mut class = false;
            while i < chars.len() && chars[i] != '\n' && (class || chars[i] != '/') {
                match chars[i] {
                    '\\' => i += 1,
                    '[' => class = true,
                    ']' => class = false,
                    _ => {}
                }
                i += 1;
            }
            Some(i + 1)
        }
        _ => None,
    }
}

/// A slash begins a regular expression where a value may stand.
fn expects_value(before: &str) -> bool {
    let before = before.trim_end();
    before.is_empty()
        || before.ends_with(['(', ',', '=', ':', '[', '!', '&', '|', '?', '{', '}', ';', '>'])
        || before.ends_with("return")
}

/// The lines of a Rust file that are not compiled for tests alone.
pub fn outside_tests(code: &str) -> Vec<(usize, &str)> {
    let mut kept = Vec::new();
    let mut lines = code.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        if line.trim() != "#[cfg(test)]" {
            kept.push((number + 1, line));
            continue;
        }
        // The item that follows: one line that ends with a semicolon, or a block.
        let mut depth = 0i64;
        for (_, line) in lines.by_ref() {
            depth += line.matches('{').count() as i64 - line.matches('}').count() as i64;
            if depth <= 0 && (line.contains('}') || line.trim_end().ends_with(';')) {
                break;
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_go() {
        let stripped = strip("let a = 'x'; // \"b\"\nlet c = r#\"d\"e\"#; let e: &'f str;", Language::Rust);
        assert_eq!(stripped.code, "let a =    ;       \nlet c =         ; let e: &'f str;");
        let stripped = strip("a = /'\\/[/]/.test('b'); // c\nd / e", Language::JavaScript);
        assert!(stripped.code.ends_with("\nd / e") && !stripped.code.contains('b'));
    }

    #[test]
    fn test_modules_are_not_code() {
        let code = "a\n#[cfg(test)]\nmod tests;\nb\n#[cfg(test)]\nmod t {\n  fn x() {\n  }\n}\nc";
        let lines: Vec<&str> = outside_tests(code).into_iter().map(|(_, line)| line).collect();
        assert_eq!(lines, ["a", "b", "c"]);
    }
}
