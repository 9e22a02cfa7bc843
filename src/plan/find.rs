//! `selectQuery`: a finder's options as one SELECT and the shape of its rows.

use super::alias::Aliases;
use super::attributes::{add_unique, attribute_of, MainAttributes, Picked};
use super::filter::{filter, FilterScope, Prefix};
use super::find_grouped::grouped;
use super::find_options::{limit_expr, read_request};
use super::find_shape::shape;
use super::include::Include;
use super::include_join::{Fragments, Joiner};
use super::order::{Ordering, Orders};
use super::prune::prune;
use super::request::Node;
use super::{Context, Planned};
use crate::ast::{Expr, IndexHint, Join, Lock, Order, Select, SelectItem, Source, TableName};
use crate::catalog::Model;
use crate::failure::{Failure, FailureKind, Result};
use crate::sql::{LimitStyle, Statement};
use std::sync::Arc;

/// What `selectQuery` is asked for, read once.
#[derive(Clone, Default)]
pub struct Request {
    /// Tables and their aliases; several only where there is no model.
    pub table: Vec<(TableName, Option<String>)>,
    pub model: Option<u32>,
    pub attributes: Option<Vec<Node>>,
    pub includes: Option<Vec<Include>>,
    pub filter: Option<Node>,
    /// A condition of the planner, before `filter`.
    pub condition: Option<Expr>,
    pub order: Option<Node>,
    pub group: Option<Node>,
    pub having: Option<Node>,
    pub limit: Option<Node>,
    pub offset: Option<Node>,
    pub table_as: Option<String>,
    /// The name of the main table in join conditions, where it is not the model's.
    pub root: Option<String>,
    pub sub_query: Option<bool>,
    pub has_multi_association: bool,
    pub has_include_condition: bool,
    pub ignore_include_attributes: bool,
    pub dot_notation: bool,
    pub grouped_limit: Option<Node>,
    pub index_hints: Vec<IndexHint>,
    pub table_hint: Option<String>,
    pub lock: Option<Lock>,
}

/// A planned SELECT and what its columns are, in their order.
pub struct Plan {
    pub select: Select,
    pub columns: Vec<Picked>,
    /// Includes of the planner, beside those of the request.
    pub joined: Vec<Include>,
}

pub fn plan(ctx: &Context, method: &str, args: &[Node]) -> Option<Result<Planned>> {
    match method {
        "selectQuery" => Some(select_query(ctx, args)),
        "addLimitAndOffset" => Some(super::find_options::add_limit_and_offset(ctx, args)),
        "generateJoin" => Some(super::find_parts::generate_join(ctx, args)),
        "getQueryOrders" => Some(super::find_parts::query_orders(ctx, args)),
        "selectFromTableFragment" => Some(super::find_options::select_from_table(ctx, args)),
        _ => None,
    }
}

fn select_query(ctx: &Context, args: &[Node]) -> Result<Planned> {
    let options = args.get(1).unwrap_or(&Node::Undefined);
    let request = read_request(ctx, args.first().unwrap_or(&Node::Undefined), options, args.get(2))?;
    let mut includes = request.includes.clone().unwrap_or_default();
    let model = request.model;
    let mut plan = build(ctx, request)?;
    prune(&mut plan.select);
    includes.splice(0..0, plan.joined);
    let shape = match model {
        Some(model) => {
            Some(shape(ctx, model, &includes, options.is_true("hasMultiAssociation"), &plan.columns)?)
        }
        None => None,
    };
    Ok(Planned::Statement { statement: Box::new(Statement::Select(plan.select)), shape })
}

/// Plans one SELECT.
pub fn build(ctx: &Context, request: Request) -> Result<Plan> {
    let mut aliases = Aliases::new(ctx.settings.minify_aliases);
    let mut plan = build_with(ctx, request, &mut aliases)?;
    plan.select.renames = aliases.renames();
    Ok(plan)
}

/// Plans one SELECT whose short aliases belong to a larger one.
pub fn build_with(ctx: &Context, request: Request, aliases: &mut Aliases) -> Result<Plan> {
    let model = request.model.map(|id| ctx.catalog.model(id)).transpose()?;
    let mut builder = Builder::new(ctx, request, model)?;
    builder.pick_attributes(aliases)?;
    builder.join_includes(aliases)?;
    builder.finish(aliases)
}

/// The parts of a SELECT while they come together.
pub struct Builder<'a> {
    pub ctx: &'a Context<'a>,
    pub request: Request,
    pub model: Option<Arc<Model>>,
    /// v6's `mainTable.as`.
    pub main_as: Option<String>,
    sub_query: bool,
    main_items: Vec<Picked>,
    sub_items: Vec<Picked>,
    main_joins: Vec<Join>,
    sub_joins: Vec<Join>,
    filters: Vec<Expr>,
}

impl<'a> Builder<'a> {
    pub fn new(ctx: &'a Context<'a>, request: Request, model: Option<Arc<Model>>) -> Result<Self> {
        let limited = request.limit.as_ref().is_some_and(Node::truthy);
        let named = request.table_as.clone();
        let single = request.table.len() == 1;
        Ok(Builder {
            ctx,
            sub_query: request.sub_query.unwrap_or(limited && request.has_multi_association),
            main_as: named.or_else(|| model.as_ref().filter(|_| single).map(|model| model.name.clone())),
            request,
            model,
            main_items: Vec::new(),
            sub_items: Vec::new(),
            main_joins: Vec::new(),
            sub_joins: Vec::new(),
            filters: Vec::new(),
        })
    }

    fn is_joined(&self) -> bool {
        self.request.includes.as_ref().is_some_and(|includes| !includes.is_empty())
    }

    /// The alias of the derived table, where rows come from a sub-query.
    fn derived_as(&self) -> String {
        let table = || self.request.table.first().map(|(name, _)| name.table.clone());
        self.main_as.clone().or_else(table).unwrap_or_default()
    }

    fn pick_attributes(&mut self, aliases: &mut Aliases) -> Result<()> {
        if let (true, Some(model)) = (self.sub_query, self.model.clone()) {
            self.require_primary_keys(&model);
        }
        let main = MainAttributes {
            ctx: self.ctx,
            model: self.model.as_deref(),
            qualifier: self.main_as.as_deref(),
            joined: self.is_joined(),
            dot_notation: self.request.dot_notation,
        };
        let items = match &self.request.attributes {
            Some(attributes) => attributes
                .iter()
                .map(|attribute| main.pick(attribute, aliases))
                .collect::<Result<Vec<_>>>()?,
            None => vec![star(self.main_as.as_ref().filter(|_| self.request.includes.is_some()))],
        };
        if self.sub_query || self.request.grouped_limit.is_some() {
            self.sub_items = items;
            self.main_items = vec![star(Some(&self.derived_as()))];
        } else {
            self.main_items = items;
        }
        Ok(())
    }

    /// The outer query joins and folds by the primary key, so the sub-query must answer it.
    fn require_primary_keys(&mut self, model: &Model) {
        let Some(attributes) = &mut self.request.attributes else { return };
        for key in &model.primary_keys {
            let is_key = |node: &Node| node.as_text() == Some(key);
            let selected = attributes.iter().any(|attribute| match attribute {
                Node::Array(parts) => parts.iter().take(2).any(is_key),
                other => is_key(other),
            });
            if !selected {
                let field = attribute_of(model, key).map_or(key, |attribute| &attribute.field);
                attributes.push(Node::Array(vec![Node::Text(field.clone()), Node::Text(key.clone())]));
            }
        }
    }

    fn join_includes(&mut self, aliases: &mut Aliases) -> Result<()> {
        let (Some(includes), Some(model)) = (&self.request.includes, &self.model) else { return Ok(()) };
        let mut joiner = Joiner {
            ctx: self.ctx,
            model: model.clone(),
            root: self.request.root.clone().unwrap_or_else(|| model.name.clone()),
            main_as: self.derived_as(),
            sub_query: self.sub_query,
            grouped: self.request.grouped_limit.is_some(),
            with_attributes: !self.request.ignore_include_attributes,
            aliases,
            filters: Vec::new(),
        };
        for include in includes.iter().filter(|include| !include.separate) {
            let Fragments { main, sub, main_items, sub_items } = joiner.join(&[include])?;
            self.main_joins.extend(main);
            self.sub_joins.extend(sub);
            add_unique(&mut self.main_items, main_items);
            add_unique(&mut self.sub_items, sub_items);
        }
        self.filters = joiner.filters;
        Ok(())
    }

    fn finish(mut self, aliases: &mut Aliases) -> Result<Plan> {
        if self.request.grouped_limit.is_some() {
            return grouped(self, aliases);
        }
        let filter = self.filter()?;
        let ordering = self.ordering(aliases);
        let group = self.group(&ordering)?;
        let having = self.having()?;
        let mut orders = match &self.request.order {
            Some(order) => ordering.orders(order, self.sub_query)?,
            None => Orders::default(),
        };
        if self.ctx.dialect.features().limit == LimitStyle::OffsetFetch {
            let limited = if self.sub_query { &mut orders.sub } else { &mut orders.main };
            limited.extend(self.primary_key_order(&ordering)?);
        }
        let from = self.table();
        let mut flat = Select {
            from: Some(from),
            index_hints: std::mem::take(&mut self.request.index_hints),
            table_hint: self.request.table_hint.take(),
            filter,
            group,
            having,
            limit: limit_expr(self.ctx, self.request.limit.as_ref())?,
            offset: limit_expr(self.ctx, self.request.offset.as_ref())?,
            ..Select::default()
        };
        self.check_items()?;
        if !self.sub_query {
            flat.items = items(&self.main_items);
            flat.joins = self.main_joins;
            flat.order = orders.main;
            flat.lock = self.request.lock;
            return Ok(Plan { select: flat, columns: self.main_items, joined: Vec::new() });
        }
        let alias = self.derived_as();
        flat.items = items(&self.sub_items);
        flat.joins = self.sub_joins;
        flat.order = orders.sub;
        let select = Select {
            items: items(&self.main_items),
            from: Some(Source::Subquery { select: Box::new(flat), alias }),
            joins: self.main_joins,
            order: orders.main,
            lock: self.request.lock,
            ..Select::default()
        };
        Ok(Plan { select, columns: spread(self.sub_items, self.main_items), joined: Vec::new() })
    }

    /// What a grouped limit needs of the whole: its SELECT around the limited members.
    pub fn around(
        self,
        members: Vec<Select>,
        member_columns: Vec<Picked>,
        order: Vec<Order>,
        joined: Vec<Include>,
    ) -> Plan {
        let alias = self.derived_as();
        let select = Select {
            items: items(&self.main_items),
            from: Some(Source::Grouped { members, alias }),
            joins: self.main_joins,
            order,
            lock: self.request.lock,
            ..Select::default()
        };
        Plan { select, columns: spread(member_columns, self.main_items), joined }
    }

    fn check_items(&self) -> Result<()> {
        if !self.main_items.is_empty() && (!self.sub_query || !self.sub_items.is_empty()) {
            return Ok(());
        }
        let name =
            self.model.as_ref().map_or_else(String::new, |model| format!(" for model '{}'", model.name));
        let alias = self.main_as.as_ref().map_or_else(String::new, |alias| {
            let (open, close) = self.ctx.dialect.identifier_quotes();
            format!(" as {open}{alias}{close}")
        });
        let message = format!("Attempted a SELECT query{name}{alias} without selecting any columns");
        Err(Failure::new(FailureKind::Query, message))
    }

    pub fn table(&self) -> Source {
        let source = |(name, alias): &(TableName, Option<String>)| Source::table(name.clone(), alias.clone());
        match self.request.table.as_slice() {
            [(name, None)] => Source::table(name.clone(), self.main_as.clone()),
            [single] => source(single),
            several => Source::List(several.iter().map(source).collect()),
        }
    }

    /// What stands before the columns of a condition.
    fn prefix(&self) -> Option<Prefix> {
        if let Some(alias) = &self.main_as {
            return Some(Prefix::Name(alias.clone()));
        }
        let (name, alias) = self.request.table.first()?;
        Some(match alias {
            Some(alias) => Prefix::Name(alias.clone()),
            None => Prefix::Table(name.clone()),
        })
    }

    fn filter(&mut self) -> Result<Option<Expr>> {
        let scope =
            FilterScope { model: self.request.model, prefix: self.prefix(), data_type: None, field: None };
        let mut conditions: Vec<Expr> = self.request.condition.take().into_iter().collect();
        if let Some(node) = &self.request.filter {
            let user = filter(self.ctx, node, &scope)?;
            let alone = conditions.is_empty() && self.filters.is_empty();
            // Raw SQL keeps its parts together when other conditions join it.
            let raw = !matches!(node, Node::Object(_) | Node::Array(_));
            conditions.extend(user.map(|expr| if raw && !alone { expr.paren() } else { expr }));
        }
        conditions.append(&mut self.filters);
        Ok(match conditions.len() {
            0 => None,
            1 => conditions.pop(),
            _ => Some(Expr::And(conditions)),
        })
    }

    fn having(&self) -> Result<Option<Expr>> {
        let scope = FilterScope { model: self.request.model, prefix: None, data_type: None, field: None };
        match &self.request.having {
            Some(node) => filter(self.ctx, node, &scope),
            None => Ok(None),
        }
    }

    pub fn ordering<'o>(&'o self, aliases: &'o Aliases) -> Ordering<'o> {
        Ordering {
            ctx: self.ctx,
            model: self.request.model,
            attributes: self.request.attributes.as_deref().unwrap_or_default(),
            aliases,
        }
    }

    fn group(&self, ordering: &Ordering) -> Result<Vec<Expr>> {
        let table = self.main_as.as_deref();
        match &self.request.group {
            Some(Node::Array(items)) => items.iter().map(|item| ordering.group(item, table)).collect(),
            Some(item) if item.truthy() => Ok(vec![ordering.group(item, table)?]),
            _ => Ok(Vec::new()),
        }
    }
}

fn items(picked: &[Picked]) -> Vec<SelectItem> {
    picked.iter().map(|picked| picked.item.clone()).collect()
}

/// The columns of the whole, where its star stands for those of the sub-query.
fn spread(inner: Vec<Picked>, outer: Vec<Picked>) -> Vec<Picked> {
    let is_star = |picked: &Picked| matches!(picked.item.expr, Expr::Star(_));
    let own = outer.into_iter().filter(|picked| !is_star(picked));
    inner.into_iter().chain(own).collect()
}

fn star(table: Option<&String>) -> Picked {
    Picked {
        item: SelectItem::new(Expr::Star(table.cloned()), None),
        path: Vec::new(),
        key: None,
        data_type: None,
    }
}
