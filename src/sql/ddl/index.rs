//! CREATE INDEX, in the order and with the words that each database's `IndexFeatures` allow.

use super::{words, Printer};
use crate::ast::ddl::{Index, IndexField, TableArg};
use crate::failure::Result;
use crate::sql::IndexUsing;

/// `CREATE UNIQUE INDEX "name" ON "t" USING gin ("a" DESC) WHERE …`, or `ALTER TABLE t ADD INDEX …`.
pub fn add_index(p: Printer<'_>, table: &TableArg, index: &Index) -> Result<String> {
    let features = &p.dialect.features().index;
    let table = p.table_or_path(table);
    let fields = index.fields.iter().map(|f| field(p, f, index)).collect::<Result<Vec<_>>>()?.join(", ");
    let concurrently = if features.concurrently && index.concurrently { "CONCURRENTLY" } else { "" };
    let using = match index.using.as_deref().filter(|u| !u.is_empty()) {
        Some(using) => format!("USING {}", words("using", using)?),
        None => String::new(),
    };
    let parser = match index.parser.as_deref().filter(|_| features.parser) {
        Some(parser) if !parser.is_empty() => format!("WITH PARSER {}", words("parser", parser)?),
        _ => String::new(),
    };
    let filter = match index.filter.as_ref().filter(|_| features.filter) {
        Some(filter) => format!("WHERE {}", p.expr(filter)?),
        None => String::new(),
    };
    let kind = match index.kind.as_deref().filter(|_| features.kind) {
        Some(kind) => words("type", kind)?,
        None => "",
    };
    let name = p.idents(&index.name);
    let list = format!("({fields})");
    let on = format!("ON {table}");
    let mut parts = if features.via_alter {
        vec!["ALTER TABLE", table.as_str(), concurrently, "ADD"]
    } else {
        vec!["CREATE"]
    };
    parts.extend([if index.unique { "UNIQUE" } else { "" }, kind, "INDEX"]);
    if !features.via_alter {
        parts.push(concurrently);
    }
    parts.push(&name);
    if features.using == IndexUsing::BeforeTable {
        parts.push(&using);
    }
    if !features.via_alter {
        parts.push(&on);
    }
    if features.using == IndexUsing::AfterTable {
        parts.push(&using);
    }
    parts.extend([list.as_str(), parser.as_str(), filter.as_str()]);
    Ok(parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" "))
}

fn field(p: Printer<'_>, field: &IndexField, index: &Index) -> Result<String> {
    let features = &p.dialect.features().index;
    let (name, collate, operator, length, order) = match field {
        IndexField::Expr(expr) => return p.expr(expr),
        IndexField::Column { name, collate, operator, length, order } => {
            (name, collate, operator, length, order)
        }
    };
    let mut out = p.ident(name);
    if let Some(collate) = collate.as_ref().filter(|_| features.collate) {
        out.push_str(&format!(" COLLATE {}", p.ident(collate)));
    }
    let operator = operator.as_ref().or(index.operator.as_ref());
    if let Some(operator) = operator.filter(|_| features.operator) {
        out.push_str(&format!(" {}", words("operator", operator)?));
    }
    if let Some(length) = length.as_ref().filter(|_| features.length) {
        out.push_str(&format!("({})", words("length", length)?));
    }
    if let Some(order) = order {
        out.push_str(&format!(" {}", words("order", order)?));
    }
    Ok(out)
}
