//! Where files and journal disagree, and what is to be done about it.

use super::details::Detail;
use super::plan::{Direction, Entry, Request, Rerun};
use super::source::{by_utf16, checksum};
use crate::failure::Result;
use std::collections::{HashMap, HashSet};

/// How one migration stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    pub name: String,
    pub path: Option<String>,
    /// `applied`, `pending`, `dirty`, `missing`, `changed`.
    pub state: &'static str,
    /// Pending, though a later one is applied.
    pub out_of_order: bool,
    pub detail: Option<Detail>,
    pub message: Option<String>,
}

/// Every migration that there is or was.
pub fn status(entries: &[Entry], executed: &HashSet<String>, details: &[Detail]) -> Result<Vec<Status>> {
    let details: HashMap<&str, &Detail> = details.iter().map(|d| (d.name.as_str(), d)).collect();
    let last = entries.iter().rposition(|e| executed.contains(&e.name));
    let mut found = Vec::with_capacity(entries.len());
    for (at, entry) in entries.iter().enumerate() {
        let recorded = executed.contains(&entry.name);
        let detail = details.get(entry.name.as_str()).copied();
        let out_of_order = !recorded && last.is_some_and(|last| at < last);
        let (state, message) = match detail {
            Some(detail) if detail.is_dirty(recorded) => ("dirty", Some(dirty(detail))),
            Some(detail) if recorded && has_changed(entry, detail)? => {
                ("changed", Some(changed(&entry.name)))
            }
            _ if recorded => ("applied", None),
            _ if out_of_order => ("pending", last.map(|last| late(&entry.name, &entries[last].name))),
            _ => ("pending", None),
        };
        found.push(Status {
            name: entry.name.clone(),
            path: entry.path.clone(),
            state,
            out_of_order,
            detail: detail.cloned(),
            message,
        });
    }
    let known: HashSet<&str> = entries.iter().map(|e| e.name.as_str()).collect();
    let mut missing: Vec<&String> = executed.iter().filter(|name| !known.contains(name.as_str())).collect();
    missing.sort();
    for name in missing {
        let place = found.iter().position(|s| by_utf16(name, &s.name).is_lt()).unwrap_or(found.len());
        let detail = details.get(name.as_str()).map(|d| (*d).clone());
        let message =
            Some(format!("{name} is recorded as applied, and its file is missing: bring the file back"));
        found.insert(
            place,
            Status { name: name.clone(), path: None, state: "missing", out_of_order: false, detail, message },
        );
    }
    Ok(found)
}

/// What stands against a run.
pub fn problems<'a>(statuses: &'a [Status], request: &Request) -> Vec<&'a Status> {
    // Who names a migration and allows a rerun has seen how it stands.
    let named =
        |status: &Status| request.migrations.as_ref().is_some_and(|names| names.contains(&status.name));
    let excused = |status: &Status| request.rerun == Rerun::Allow && named(status);
    let orders = request.direction == Direction::Up && request.migrations.is_none();
    let stands_against = |status: &&Status| match status.state {
        "dirty" | "changed" => !excused(status),
        "missing" => true,
        _ => status.out_of_order && orders,
    };
    statuses.iter().filter(stands_against).collect()
}

fn has_changed(entry: &Entry, detail: &Detail) -> Result<bool> {
    match (&entry.path, &detail.checksum) {
        (Some(path), Some(applied)) => Ok(checksum(path)? != *applied),
        _ => Ok(false),
    }
}

/// How to go on with a step that may be half applied.
pub fn dirty(detail: &Detail) -> String {
    let Detail { name, who, .. } = detail;
    let direction = if detail.direction == "down" { "down" } else { "up" };
    let when = detail.started_at.and_then(chrono::DateTime::from_timestamp_millis);
    let when = when.map(|t| format!(" at {}", t.format("%Y-%m-%d %H:%M:%S UTC"))).unwrap_or_default();
    let what = match detail.status.as_str() {
        "failed" => "failed",
        _ => "did not finish",
    };
    format!(
        "{name} ({direction}) was started{when} by {} on {}, process {}, and {what}: it may be half applied. Look at \
         the database, put right what is needed, and record how the migration stands: {}",
        who.user,
        who.host,
        who.pid,
        resolutions(name)
    )
}

pub fn resolutions(name: &str) -> String {
    format!(
        "migrator.resolve({0}, 'applied') or migrator.resolve({0}, 'rolled-back')",
        serde_json::Value::String(name.to_owned())
    )
}

fn changed(name: &str) -> String {
    format!(
        "{name} is applied, and its file has been changed since: put its content back and write a new migration, or \
         accept the file as it is: migrator.resolve({}, 'applied')",
        serde_json::Value::String(name.to_owned())
    )
}

fn late(name: &str, last: &str) -> String {
    format!("{name} is pending, and stands before {last}, which is applied: give it a later name, or run it by its name")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn states(entries: &[&str], executed: &[&str], details: &[Detail]) -> Vec<(String, &'static str, bool)> {
        let entries: Vec<Entry> =
            entries.iter().map(|n| Entry { name: (*n).into(), path: None, sql: false }).collect();
        let executed = executed.iter().map(|n| (*n).to_owned()).collect();
        status(&entries, &executed, details)
            .unwrap()
            .into_iter()
            .map(|s| (s.name, s.state, s.out_of_order))
            .collect()
    }

    fn detail(name: &str, status: &str, direction: &str) -> Detail {
        Detail { name: name.into(), status: status.into(), direction: direction.into(), ..Detail::default() }
    }

    #[test]
    fn missing_and_late_ones_are_seen() {
        assert_eq!(
            states(&["a", "b", "d"], &["b", "c"], &[]),
            [
                ("a".into(), "pending", true),
                ("b".into(), "applied", false),
                ("c".into(), "missing", false),
                ("d".into(), "pending", false),
            ]
        );
    }

    #[test]
    fn a_step_that_was_cut_off_is_dirty() {
        assert_eq!(states(&["a"], &[], &[detail("a", "started", "up")])[0].1, "dirty");
        assert_eq!(states(&["a"], &["a"], &[detail("a", "failed", "down")])[0].1, "dirty");
        // Finished by another tool.
        assert_eq!(states(&["a"], &["a"], &[detail("a", "started", "up")])[0].1, "applied");
        let rolled_back = Detail { transactional: true, ..detail("a", "started", "up") };
        assert_eq!(states(&["a"], &[], &[rolled_back])[0].1, "pending");
    }
}
