//! Whether a SELECT does nothing but read: running it twice, or not to its end, changes nothing.

use super::walk::every_in;
use crate::ast::{Expr, Join, Select, Source};

/// Functions that are known to do nothing else. What a user's `fn()` may do is not known.
const PURE: [&str; 10] =
    ["avg", "coalesce", "count", "distinct", "length", "lower", "max", "min", "sum", "upper"];

/// No lock, no text of the user's own, no function that could do more than compute.
pub fn only_reads(select: &Select) -> bool {
    select.lock.is_none()
        && select.from.as_ref().is_none_or(is_known)
        && select.joins.iter().all(is_known_join)
        && every_in(select, &mut |expr| match expr {
            // A cast's type and an operator are the user's text, too, and may stand for functions.
            Expr::Raw(_) | Expr::Cast(..) | Expr::Compare(..) => false,
            Expr::Function(name, _) => PURE.contains(&name.to_ascii_lowercase().as_str()),
            Expr::Subquery(select) => only_reads(select),
            _ => true,
        })
}

fn is_known_join(join: &Join) -> bool {
    is_known(&join.source)
}

/// Tables, and SELECTs that only read.
fn is_known(source: &Source) -> bool {
    match source {
        Source::Table { .. } => true,
        Source::Raw(_) => false,
        Source::List(sources) => sources.iter().all(is_known),
        Source::Subquery { select, .. } => only_reads(select),
        Source::Through { table, join } => is_known(table) && is_known_join(join),
        Source::Wrapped { source, joins } => is_known(source) && joins.iter().all(is_known_join),
        Source::Grouped { members, .. } => members.iter().all(only_reads),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ast::{Lock, SelectItem};

    fn of(expr: Expr) -> Select {
        Select { items: vec![SelectItem::new(expr, None)], ..Select::default() }
    }

    #[test]
    fn only_what_is_known_to_read_counts() {
        assert!(only_reads(&of(Expr::column("a"))));
        assert!(only_reads(&of(Expr::Function("COUNT".into(), vec![Expr::Star(None)]))));
        assert!(!only_reads(&of(Expr::Function("nextval".into(), vec![Expr::column("a")]))));
        assert!(!only_reads(&of(Expr::raw("pg_advisory_lock(1)"))));
        assert!(!only_reads(&of(Expr::Paren(Box::new(Expr::raw("x"))))));
        let lock = Lock { level: "UPDATE".into(), of: None, skip_locked: false };
        assert!(!only_reads(&Select { lock: Some(lock), ..of(Expr::column("a")) }));
        let inner = Source::Subquery { select: Box::new(of(Expr::raw("x"))), alias: "y".into() };
        assert!(!only_reads(&Select { from: Some(inner), ..of(Expr::column("a")) }));
    }
}
