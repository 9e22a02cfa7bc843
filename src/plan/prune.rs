//! Leaves out joins that cannot change the answer.
//!
//! ```sql
//! SELECT count(DISTINCT("User"."id")) AS "count" FROM "users" AS "User"
//!   LEFT OUTER JOIN "tasks" AS "tasks" ON "User"."id" = "tasks"."userId"
//! ```
//!
//! An outer join repeats rows of the main table and takes none away: what is distinct in it stays the same.
//! A count of this kind belongs to every `findAndCountAll` with an include, and the join is all that it costs.

use super::walk::{every, every_in_join};
use crate::ast::{Expr, Join, JoinKind, Select, Source};

/// Drops outer joins at the end of the list that nothing asks for, where only distinct values of the main table
/// are wanted.
pub fn prune(select: &mut Select) {
    let Some(Source::Table { alias: Some(main), .. }) = &select.from else { return };
    if select.items.is_empty() || !select.items.iter().all(|item| is_distinct_of(&item.expr, main)) {
        return;
    }
    if !select.group.is_empty() || select.limit.is_some() || select.offset.is_some() || select.lock.is_some()
    {
        return;
    }
    while let Some(last) = select.joins.last() {
        if last.kind != JoinKind::LeftOuter || is_asked_for(select, last) {
            return;
        }
        select.joins.pop();
    }
}

/// `count(DISTINCT("main"."column"))`, and any other aggregate of distinct values.
fn is_distinct_of(expr: &Expr, main: &str) -> bool {
    let Expr::Function(_, args) = expr else { return false };
    let [Expr::Function(distinct, of)] = args.as_slice() else { return false };
    let is_main = |expr: &Expr| matches!(expr, Expr::Column(path) if path.len() == 2 && path[0] == main);
    distinct.eq_ignore_ascii_case("distinct") && !of.is_empty() && of.iter().all(is_main)
}

/// Whether anything but the join itself names what it joins. What cannot be read may name it.
fn is_asked_for(select: &Select, join: &Join) -> bool {
    let mut aliases = Vec::new();
    if !collect_aliases(&join.source, &mut aliases) {
        return true;
    }
    let mut stranger = |expr: &Expr| match expr {
        Expr::Column(path) => path.len() > 1 && !path.iter().any(|part| aliases.contains(&part.as_str())),
        Expr::Raw(_) | Expr::Subquery(_) | Expr::Star(_) | Expr::Table(_) => false,
        _ => true,
    };
    let rest = [&select.filter, &select.having];
    let others = &select.joins[..select.joins.len() - 1];
    !(rest.into_iter().flatten().all(|expr| every(expr, &mut stranger))
        && select.order.iter().all(|order| every(&order.expr, &mut stranger))
        && others.iter().all(|join| every_in_join(join, &mut stranger)))
}

/// The names that a source brings; false where one is unknown.
fn collect_aliases<'a>(source: &'a Source, aliases: &mut Vec<&'a str>) -> bool {
    match source {
        Source::Table { name, alias } => {
            aliases.push(alias.as_deref().unwrap_or(&name.table));
            true
        }
        Source::Subquery { alias, .. } => {
            aliases.push(alias);
            true
        }
        Source::Through { table, join } => {
            collect_aliases(table, aliases) && collect_aliases(&join.source, aliases)
        }
        Source::Wrapped { source, joins } => {
            collect_aliases(source, aliases)
                && joins.iter().all(|join| collect_aliases(&join.source, aliases))
        }
        Source::List(_) | Source::Grouped { .. } | Source::Raw(_) => false,
    }
}
