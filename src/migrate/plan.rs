//! Which steps a run has, with Umzug's options.

use crate::failure::{Failure, Result};
use std::collections::{HashMap, HashSet};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
}

/// What becomes of named migrations that have run before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rerun {
    #[default]
    Throw,
    Skip,
    Allow,
}

/// A migration that there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    pub path: Option<String>,
    /// Rust runs it.
    pub sql: bool,
}

/// What a run is asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub direction: Direction,
    pub to: Option<String>,
    /// Down: everything.
    pub all: bool,
    /// Those that come after this one.
    pub from: Option<String>,
    pub step: Option<usize>,
    pub migrations: Option<Vec<String>>,
    pub rerun: Rerun,
}

/// The steps, as positions in `entries`.
pub fn plan(request: &Request, entries: &[Entry], executed: &HashSet<String>) -> Result<Vec<usize>> {
    let up = request.direction == Direction::Up;
    let eligible = |at: &usize| executed.contains(&entries[*at].name) != up;
    if let Some(names) = &request.migrations {
        return named(names, request.rerun, entries, eligible);
    }
    let mut order: Vec<usize> = (0..entries.len()).collect();
    if !up {
        order.reverse();
    }
    if let Some(from) = &request.from {
        let at = order.iter().position(|n| entries[*n].name == *from).ok_or_else(|| unknown(from))?;
        order.drain(..=at);
    }
    order.retain(eligible);
    let length = match (&request.to, request.all, request.step) {
        (_, true, _) => order.len(),
        (Some(to), ..) => order.iter().position(|n| entries[*n].name == *to).ok_or_else(|| unknown(to))? + 1,
        (None, _, Some(step)) => step,
        (None, _, None) if up => order.len(),
        (None, _, None) => 1,
    };
    order.truncate(length);
    Ok(order)
}

/// A name stands for one migration: the journal knows no folders.
pub fn unique(entries: &[Entry]) -> Result<()> {
    let mut seen: HashMap<&str, &Entry> = HashMap::new();
    for entry in entries {
        if let Some(other) = seen.insert(&entry.name, entry) {
            let paths: Vec<&str> = [other, entry].iter().filter_map(|e| e.path.as_deref()).collect();
            let message = format!("Two migrations have the name {:?}: {}", entry.name, paths.join(", "));
            return Err(Failure::usage(message));
        }
    }
    Ok(())
}

fn named(
    names: &[String],
    rerun: Rerun,
    entries: &[Entry],
    eligible: impl Fn(&usize) -> bool,
) -> Result<Vec<usize>> {
    let places: HashMap<&str, usize> =
        entries.iter().enumerate().map(|(n, e)| (e.name.as_str(), n)).collect();
    let mut steps = Vec::with_capacity(names.len());
    for name in names {
        match places.get(name.as_str()) {
            Some(at) if rerun == Rerun::Allow || eligible(at) => steps.push(*at),
            Some(_) if rerun == Rerun::Skip => {}
            _ => return Err(unknown(name)),
        }
    }
    Ok(steps)
}

fn unknown(name: &str) -> Failure {
    Failure::usage(format!("Couldn't find migration to apply with name {name:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries() -> Vec<Entry> {
        ["a", "b", "c", "d"].map(|n| Entry { name: n.into(), path: None, sql: false }).into()
    }

    fn request(direction: Direction) -> Request {
        Request {
            direction,
            to: None,
            all: false,
            from: None,
            step: None,
            migrations: None,
            rerun: Rerun::Throw,
        }
    }

    fn steps(request: &Request, executed: &[&str]) -> std::result::Result<String, String> {
        let executed = executed.iter().map(|n| (*n).to_owned()).collect();
        let entries = entries();
        plan(request, &entries, &executed)
            .map(|steps| steps.iter().map(|n| entries[*n].name.clone()).collect())
            .map_err(|f| f.message.clone())
    }

    #[test]
    fn up_runs_what_is_pending() {
        let up = request(Direction::Up);
        assert_eq!(steps(&up, &["a"]).unwrap(), "bcd");
        assert_eq!(steps(&Request { to: Some("c".into()), ..up.clone() }, &["a"]).unwrap(), "bc");
        assert_eq!(steps(&Request { step: Some(1), ..up.clone() }, &["a"]).unwrap(), "b");
        assert_eq!(steps(&Request { from: Some("b".into()), ..up.clone() }, &[]).unwrap(), "cd");
        assert!(steps(&Request { to: Some("a".into()), ..up }, &["a"]).unwrap_err().contains("\"a\""));
    }

    #[test]
    fn down_reverts_the_last_or_more() {
        let down = request(Direction::Down);
        assert_eq!(steps(&down, &["a", "b", "c"]).unwrap(), "c");
        assert_eq!(steps(&Request { to: Some("b".into()), ..down.clone() }, &["a", "b", "c"]).unwrap(), "cb");
        assert_eq!(steps(&Request { all: true, ..down.clone() }, &["a", "b", "c"]).unwrap(), "cba");
        assert_eq!(steps(&Request { step: Some(2), ..down }, &["a", "b", "c"]).unwrap(), "cb");
    }

    #[test]
    fn named_migrations_run_in_the_order_given() {
        let names = |rerun| Request {
            migrations: Some(vec!["d".into(), "a".into()]),
            rerun,
            ..request(Direction::Up)
        };
        assert_eq!(steps(&names(Rerun::Throw), &["b"]).unwrap(), "da");
        assert!(steps(&names(Rerun::Throw), &["a"]).is_err());
        assert_eq!(steps(&names(Rerun::Skip), &["a"]).unwrap(), "d");
        assert_eq!(steps(&names(Rerun::Allow), &["a"]).unwrap(), "da");
    }
}
