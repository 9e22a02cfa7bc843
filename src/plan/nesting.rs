//! Requests that are nested deeper than a JSON parser goes: read in parts, and worked on with a stack of their size.
//!
//! Reading, planning and printing recurse. A thread of Node's may have little stack left, so what is deep gets a
//! thread of its own; `tests/deep_requests.rs` holds the bound with half of that stack.

use crate::failure::{Failure, Result};
use serde_json::Value as Json;

/// Levels of JSON that are read in one go, on the stack of whoever asks. The parser would give up at 128.
const AT_ONCE: usize = 60;
/// Deeper is refused: a thousand groups in groups, each of them three levels of JSON.
pub const DEEPEST: usize = 3100;
/// Stack for one level. What a level takes in an unoptimised build is less than half of it.
pub const STACK_PER_LEVEL: usize = 32 * 1024;

/// The brackets of a JSON text outside of its strings: position, and depth inside an opening or before a closing one.
fn brackets(text: &str) -> impl Iterator<Item = (usize, usize, bool)> + '_ {
    let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
    text.bytes().enumerate().filter_map(move |(at, byte)| {
        if in_string {
            in_string = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
            return None;
        }
        match byte {
            b'"' => in_string = true,
            b'[' | b'{' => {
                depth += 1;
                return Some((at, depth, true));
            }
            b']' | b'}' => {
                depth = depth.saturating_sub(1);
                return Some((at, depth + 1, false));
            }
            _ => {}
        }
        None
    })
}

fn depth(text: &str) -> usize {
    brackets(text).map(|(_, depth, _)| depth).max().unwrap_or(0)
}

/// Whether a request needs a stack of its own.
pub fn is_deep(text: &str) -> bool {
    // A level takes two brackets: a short text needs no look.
    text.len() > 2 * AT_ONCE && depth(text) > AT_ONCE
}

/// Does the work on a request, on a thread with enough stack where the request is deep.
pub fn with_stack<T: Send>(text: &str, work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    if !is_deep(text) {
        return work();
    }
    let levels = depth(text);
    if levels > DEEPEST {
        return Err(too_deep());
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(levels * STACK_PER_LEVEL);
        match thread.spawn_scoped(scope, work) {
            Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(e) => Err(Failure::usage(format!("no thread for a deeply nested request: {e}"))),
        }
    })
}

fn too_deep() -> Failure {
    Failure::usage("The request is nested too deeply")
}

/// Reads JSON of any depth up to [`DEEPEST`].
pub fn read(text: &str) -> std::result::Result<Json, String> {
    if !is_deep(text) {
        return serde_json::from_str(text).map_err(|e| e.to_string());
    }
    let mut shallow = String::new();
    let mut parts = Vec::new();
    let (mut copied, mut begun) = (0, 0);
    for (at, _, opens) in brackets(text).filter(|(_, depth, _)| *depth == AT_ONCE + 1) {
        if opens {
            begun = at;
        } else {
            shallow.push_str(&text[copied..begun]);
            shallow.push_str(&format!("[{}]", parts.len()));
            parts.push(&text[begun..=at]);
            copied = at + 1;
        }
    }
    shallow.push_str(&text[copied..]);
    let mut json = serde_json::from_str(&shallow).map_err(|e| e.to_string())?;
    join(&mut json, 1, &parts)?;
    Ok(json)
}

/// Puts the parts where their numbers stand: the only containers at their depth.
fn join(json: &mut Json, depth: usize, parts: &[&str]) -> std::result::Result<(), String> {
    if depth == AT_ONCE + 1 {
        let number = json.get(0).and_then(Json::as_u64).and_then(|n| usize::try_from(n).ok());
        if let Some(part) = number.and_then(|n| parts.get(n)) {
            *json = read(part)?;
        }
        return Ok(());
    }
    match json {
        Json::Array(items) => items.iter_mut().try_for_each(|item| join(item, depth + 1, parts)),
        Json::Object(map) => map.values_mut().try_for_each(|item| join(item, depth + 1, parts)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_joined_where_they_were() {
        let nested = |levels: usize, inner: &str| {
            format!("{}{inner}{}", r#"[{"a\"]":"#.repeat(levels), "},7]".repeat(levels))
        };
        let deep = nested(140, r#""[{\\""#);
        assert!(is_deep(&deep) && !is_deep(&nested(29, "1")));
        let mut json = &read(&deep).unwrap();
        for _ in 0..140 {
            assert_eq!(json[1], 7);
            json = &json[0]["a\"]"];
        }
        assert_eq!(json, "[{\\");
    }
}
