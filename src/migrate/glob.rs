//! Globs as JavaScript's tools read them: `*`, `?`, `**`, `[a-z]`, `{a,b}`, `!(a|b)` and its kin.

use super::source::text;
use crate::failure::{Failure, Result};
use std::path::{Component, Path, PathBuf};

/// Files under `cwd` that the pattern matches and no pattern of `ignore` does.
pub fn files(pattern: &str, cwd: &Path, ignore: &[String]) -> Result<Vec<String>> {
    let ignored: Vec<Vec<String>> =
        ignore.iter().flat_map(|p| braces(p)).map(|p| segments(&absolute(&p, cwd))).collect();
    let mut found = Vec::new();
    for one in braces(pattern) {
        let parts = segments(&absolute(&one, cwd));
        let literal = parts.iter().take(parts.len().saturating_sub(1)).take_while(|p| !is_pattern(p)).count();
        let root = parts[..literal].iter().fold(root_of(cwd, &one), |folder, part| folder.join(part));
        walk(&root, &parts[literal..], &mut |file| {
            let path = text(file)?;
            let parts = segments(&path);
            if !ignored.iter().any(|pattern| path_matches(pattern, &parts)) {
                found.push(path);
            }
            Ok(())
        })?;
    }
    Ok(found)
}

fn is_pattern(part: &str) -> bool {
    part.contains(['*', '?', '[', '('])
}

fn absolute(pattern: &str, cwd: &Path) -> String {
    match Path::new(pattern).is_absolute() {
        true => pattern.to_owned(),
        false => format!("{}/{pattern}", cwd.display()),
    }
}

/// What stands before the first name: `/`, or a drive.
fn root_of(cwd: &Path, pattern: &str) -> PathBuf {
    let base = if Path::new(pattern).is_absolute() { Path::new(pattern) } else { cwd };
    base.components().take_while(|c| matches!(c, Component::Prefix(_) | Component::RootDir)).collect()
}

/// The names of a path; `.` is left out and `..` takes one away.
fn segments(path: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in path.split(['/', std::path::MAIN_SEPARATOR]).filter(|p| !p.is_empty() && *p != ".") {
        if part == ".." {
            parts.pop();
        } else if !part.ends_with(':') || !parts.is_empty() {
            parts.push(part.to_owned());
        }
    }
    parts
}

fn walk(folder: &Path, pattern: &[String], found: &mut dyn FnMut(&Path) -> Result<()>) -> Result<()> {
    let Some((first, rest)) = pattern.split_first() else { return Ok(()) };
    if first == "**" && !rest.is_empty() {
        walk(folder, rest, found)?;
    }
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if matches!(e.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => {
            return Ok(())
        }
        Err(e) => return Err(Failure::usage(format!("The folder {} cannot be read: {e}", folder.display()))),
    };
    for entry in entries.flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let Some(name) = name.to_str() else { continue };
        if name.starts_with('.') && !first.starts_with('.') {
            continue;
        }
        let is_folder = path.is_dir();
        if first == "**" {
            if is_folder {
                walk(&path, pattern, found)?;
            } else if rest.is_empty() {
                found(&path)?;
            }
        } else if matches(first, name) {
            if is_folder {
                walk(&path, rest, found)?;
            } else if rest.is_empty() {
                found(&path)?;
            }
        }
    }
    Ok(())
}

fn path_matches(pattern: &[String], path: &[String]) -> bool {
    match pattern.split_first() {
        None => path.is_empty(),
        Some((first, rest)) if first == "**" => {
            path_matches(rest, path)
                || path.split_first().is_some_and(|(_, tail)| path_matches(pattern, tail))
        }
        Some((first, rest)) => {
            path.split_first().is_some_and(|(name, tail)| matches(first, name) && path_matches(rest, tail))
        }
    }
}

/// `a{b,c}d` -> `abd`, `acd`.
fn braces(pattern: &str) -> Vec<String> {
    let Some(open) = pattern.find('{') else { return vec![pattern.to_owned()] };
    let (mut depth, mut from, mut parts) = (0_usize, open + 1, Vec::new());
    for (at, byte) in pattern.bytes().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b',' if depth == 1 => {
                parts.push(&pattern[from..at]);
                from = at + 1;
            }
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    parts.push(&pattern[from..at]);
                    let (head, tail) = (&pattern[..open], &pattern[at + 1..]);
                    return parts.iter().flat_map(|part| braces(&format!("{head}{part}{tail}"))).collect();
                }
            }
            _ => {}
        }
    }
    vec![pattern.to_owned()]
}

/// One name against one segment of a pattern.
fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    matches_chars(&pattern, &name)
}

fn matches_chars(pattern: &[char], name: &[char]) -> bool {
    if let Some((kind, choices, rest)) = extended(pattern) {
        return extended_matches(kind, &choices, rest, name);
    }
    match pattern.split_first() {
        None => name.is_empty(),
        Some(('*', rest)) => (0..=name.len()).any(|n| matches_chars(rest, &name[n..])),
        Some(('?', rest)) => !name.is_empty() && matches_chars(rest, &name[1..]),
        Some(('[', rest)) => match class(rest) {
            Some((items, negated, after)) => {
                name.first().is_some_and(|c| items.iter().any(|(a, b)| a <= c && c <= b) != negated)
                    && matches_chars(after, &name[1..])
            }
            None => name.first() == Some(&'[') && matches_chars(rest, &name[1..]),
        },
        Some(('\\', rest)) if !rest.is_empty() => {
            name.first() == rest.first() && matches_chars(&rest[1..], &name[1..])
        }
        Some((c, rest)) => name.first() == Some(c) && matches_chars(rest, &name[1..]),
    }
}

type Ranges = Vec<(char, char)>;

/// `[a-z_]` after its bracket: ranges, whether it is negated, and what follows.
fn class(pattern: &[char]) -> Option<(Ranges, bool, &[char])> {
    let end = pattern.iter().skip(1).position(|c| *c == ']')? + 1;
    let negated = matches!(pattern.first(), Some('!' | '^'));
    let mut inner = &pattern[usize::from(negated)..end];
    let mut items = Vec::new();
    while let Some((first, rest)) = inner.split_first() {
        match rest {
            ['-', last, tail @ ..] => {
                items.push((*first, *last));
                inner = tail;
            }
            _ => {
                items.push((*first, *first));
                inner = rest;
            }
        }
    }
    Some((items, negated, &pattern[end + 1..]))
}

type Choices<'p> = Vec<&'p [char]>;

/// `!(a|b)`: its kind, its choices, and what follows.
fn extended(pattern: &[char]) -> Option<(char, Choices<'_>, &[char])> {
    let (kind, rest) = pattern.split_first()?;
    if !matches!(kind, '!' | '@' | '?' | '+' | '*') || rest.first() != Some(&'(') {
        return None;
    }
    let (mut depth, mut from, mut choices) = (0_usize, 1, Vec::new());
    for (at, c) in rest.iter().enumerate() {
        match c {
            '(' => depth += 1,
            '|' if depth == 1 => {
                choices.push(&rest[from..at]);
                from = at + 1;
            }
            ')' => {
                depth -= 1;
                if depth == 0 {
                    choices.push(&rest[from..at]);
                    return Some((*kind, choices, &rest[at + 1..]));
                }
            }
            _ => {}
        }
    }
    None
}

fn extended_matches(kind: char, choices: &[&[char]], rest: &[char], name: &[char]) -> bool {
    let splits = |least: usize| least..=name.len();
    let chosen = |n: usize| choices.iter().any(|choice| matches_chars(choice, &name[..n]));
    match kind {
        '@' => splits(0).any(|n| chosen(n) && matches_chars(rest, &name[n..])),
        '?' => matches_chars(rest, name) || splits(0).any(|n| chosen(n) && matches_chars(rest, &name[n..])),
        '!' => splits(0).any(|n| !chosen(n) && matches_chars(rest, &name[n..])),
        _ => {
            let again = |n: usize| {
                chosen(n)
                    && (matches_chars(rest, &name[n..]) || extended_matches('+', choices, rest, &name[n..]))
            };
            (kind == '*' && matches_chars(rest, name)) || splits(1).any(again)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_matched() {
        for (pattern, name, expected) in [
            ("*.js", "a.js", true),
            ("*.js", "a.ts", false),
            ("?.js", "ab.js", false),
            ("[0-9]*.js", "1-a.js", true),
            ("[!0-9]*.js", "1-a.js", false),
            ("*.@(js|ts)", "a.ts", true),
            ("!(*.d).ts", "a.ts", true),
            ("!(*.d).ts", "a.d.ts", false),
            ("+([0-9])-*.js", "2024-x.js", true),
            ("+([0-9])-*.js", "x-x.js", false),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn braces_are_written_out() {
        assert_eq!(braces("a/{b,c{d,e}}.js"), ["a/b.js", "a/cd.js", "a/ce.js"]);
        assert_eq!(braces("a{b"), ["a{b"]);
    }

    #[test]
    fn files_are_found_below_a_folder() {
        let folder = std::env::temp_dir().join(format!("sequelize-native-glob-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("m/down")).unwrap();
        for name in ["m/2.js", "m/1.ts", "m/1.d.ts", "m/down/3.js", "m/.4.js", "5.js"] {
            std::fs::write(folder.join(name), "").unwrap();
        }
        let names = |pattern: &str, ignore: &[String]| {
            let mut found: Vec<String> = files(pattern, &folder, ignore).unwrap();
            found.sort();
            found.iter().map(|f| f[folder.to_str().unwrap().len() + 1..].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names("m/*.js", &[]), ["m/2.js"]);
        assert_eq!(names("m/*.{js,ts}", &["**/*.d.ts".into()]), ["m/1.ts", "m/2.js"]);
        assert_eq!(names("**/*.js", &[]), ["5.js", "m/2.js", "m/down/3.js"]);
        assert_eq!(names("none/*.js", &[]), Vec::<String>::new());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
