//! Whether a SELECT does nothing but read: running it twice, or not to its end, changes nothing.

use crate::ast::select::{Join, Select, Source};
use crate::ast::Expr;

/// Functions that are known to do nothing else. What a user's `fn()` may do is not known.
const PURE: [&str; 9] = ["avg", "coalesce", "count", "length", "lower", "max", "min", "sum", "upper"];

impl Select {
    /// No lock, no text of the user's own, no function that could do more than compute.
    pub fn only_reads(&self) -> bool {
        let all = |list: &[Expr]| list.iter().all(Expr::only_reads);
        let each = |expr: &Option<Expr>| expr.as_ref().is_none_or(Expr::only_reads);
        self.lock.is_none()
            && self.items.iter().all(|item| item.expr.only_reads())
            && self.from.as_ref().is_none_or(Source::only_reads)
            && self.joins.iter().all(Join::only_reads)
            && each(&self.filter)
            && all(&self.group)
            && each(&self.having)
            && self.order.iter().all(|order| order.expr.only_reads())
            && each(&self.limit)
            && each(&self.offset)
    }
}

impl Join {
    fn only_reads(&self) -> bool {
        self.source.only_reads() && self.on.only_reads()
    }
}

impl Source {
    fn only_reads(&self) -> bool {
        match self {
            Source::Table { .. } => true,
            Source::List(sources) => sources.iter().all(Source::only_reads),
            Source::Subquery { select, .. } => select.only_reads(),
            Source::Through { table, join } => table.only_reads() && join.only_reads(),
            Source::Wrapped { source, joins } => source.only_reads() && joins.iter().all(Join::only_reads),
            Source::Grouped { members, .. } => members.iter().all(Select::only_reads),
            Source::Raw(_) => false,
        }
    }
}

impl Expr {
    fn only_reads(&self) -> bool {
        let all = |list: &[Expr]| list.iter().all(Expr::only_reads);
        match self {
            Expr::Column(_)
            | Expr::Star(_)
            | Expr::Value(..)
            | Expr::Param(_)
            | Expr::List(_)
            | Expr::Argument(_)
            | Expr::Table(_)
            | Expr::Composite(..) => true,
            // A cast's type and an operator are the user's text, too, and may stand for functions.
            Expr::Raw(_) | Expr::Cast(..) | Expr::Compare(..) => false,
            Expr::Function(name, args) => PURE.contains(&name.to_ascii_lowercase().as_str()) && all(args),
            Expr::Tuple(list) | Expr::And(list) | Expr::Or(list) | Expr::Concat(list) => all(list),
            Expr::Binary(left, _, right) => left.only_reads() && right.only_reads(),
            Expr::Prefix(_, expr) | Expr::Postfix(expr, _) | Expr::Paren(expr) | Expr::Bound(expr) => {
                expr.only_reads()
            }
            Expr::Is { left, .. } | Expr::EachOf { left, .. } => left.only_reads(),
            Expr::Between { expr, low, high, .. } => {
                expr.only_reads() && low.only_reads() && high.only_reads()
            }
            Expr::Subquery(select) => select.only_reads(),
            Expr::JsonPath { document, .. } => document.only_reads(),
            Expr::InList { expr, .. } => expr.only_reads(),
            Expr::ByMode { bind, .. } => bind.only_reads(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ast::select::{Lock, SelectItem};

    fn of(expr: Expr) -> Select {
        Select { items: vec![SelectItem::new(expr, None)], ..Select::default() }
    }

    #[test]
    fn only_what_is_known_to_read_counts() {
        assert!(of(Expr::column("a")).only_reads());
        assert!(of(Expr::Function("COUNT".into(), vec![Expr::Star(None)])).only_reads());
        assert!(!of(Expr::Function("nextval".into(), vec![Expr::column("a")])).only_reads());
        assert!(!of(Expr::raw("pg_advisory_lock(1)")).only_reads());
        assert!(!of(Expr::Paren(Box::new(Expr::raw("x")))).only_reads());
        let lock = Lock { level: "UPDATE".into(), of: None, skip_locked: false };
        assert!(!Select { lock: Some(lock), ..of(Expr::column("a")) }.only_reads());
        let inner = Source::Subquery { select: Box::new(of(Expr::raw("x"))), alias: "y".into() };
        assert!(!Select { from: Some(inner), ..of(Expr::column("a")) }.only_reads());
    }
}
