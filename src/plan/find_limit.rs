//! Where a limit is part of ORDER BY (` ORDER BY "id" OFFSET 0 ROWS FETCH NEXT 10 ROWS ONLY`): the order it needs.

use super::alias::Aliases;
use super::attributes::{attribute_of, field_of};
use super::find::{Builder, Request};
use super::find_options::limit_expr;
use super::order::Ordering;
use super::request::Node;
use super::Context;
use crate::ast::{Expr, Order, Select};
use crate::failure::Result;
use crate::sql::LimitStyle;

/// The limit of a request alone, as the end of a SELECT.
pub fn limit_fragment(ctx: &Context, request: Request) -> Result<Select> {
    let model = request.model.map(|id| ctx.catalog.model(id)).transpose()?;
    let builder = Builder::new(ctx, request, model)?;
    let aliases = Aliases::new(false);
    let order = match ctx.dialect.features().limit {
        LimitStyle::OffsetFetch => builder.primary_key_order(&builder.ordering(&aliases))?,
        _ => None,
    };
    Ok(Select {
        order: order.into_iter().collect(),
        limit: limit_expr(ctx, builder.request.limit.as_ref())?,
        offset: limit_expr(ctx, builder.request.offset.as_ref())?,
        ..Select::default()
    })
}

impl Builder<'_> {
    /// Where a limit is part of ORDER BY, v6 orders by the primary key if nothing else is asked for,
    /// and, with joins, after what is asked for.
    pub fn primary_key_order(&self, ordering: &Ordering) -> Result<Option<Order>> {
        let request = &self.request;
        if request.limit.is_none() && request.offset.is_none() {
            return Ok(None);
        }
        let asked =
            request.order.as_ref().filter(|order| order.as_array().is_none_or(|items| !items.is_empty()));
        let by_key = || {
            let key = self.model.as_ref().and_then(|model| {
                let field = field_of(model, model.primary_keys.first()?);
                Some((model.name.clone(), field))
            });
            let expr = match key {
                Some((name, field)) => Expr::qualified(request.table_as.clone().unwrap_or(name), field),
                None => Expr::Raw("(SELECT NULL)".into()),
            };
            Order { expr, suffix: None }
        };
        let Some(order) = asked else { return Ok(Some(by_key())) };
        let inside =
            request.sub_query.unwrap_or(request.has_include_condition || request.has_multi_association);
        let joined = request.includes.is_some();
        if !joined || !ordering.orders(order, inside)?.sub.is_empty() || self.orders_by_primary_key(order) {
            return Ok(None);
        }
        Ok(Some(by_key()))
    }

    fn orders_by_primary_key(&self, order: &Node) -> bool {
        let Some(model) = &self.model else { return false };
        let Some(key) = model.primary_keys.first() else { return false };
        let field = field_of(model, key);
        let attributes = self.request.attributes.as_deref().unwrap_or_default();
        let alias = attributes.iter().find_map(|attribute| match attribute.as_array()? {
            [Node::Text(source), Node::Text(alias)] if *source == field || *alias == field => {
                Some(alias.clone())
            }
            _ => None,
        });
        let wanted = alias.unwrap_or(field);
        let first = |item: &Node| match item {
            Node::Array(parts) => parts.first().cloned(),
            other => Some(other.clone()),
        };
        let items = order.as_array().unwrap_or_default();
        items.iter().filter_map(first).any(|item| match item {
            Node::Text(name) | Node::Col(name) | Node::Literal(name) => {
                name == wanted || attribute_of(model, &name).is_some_and(|known| known.field == wanted)
            }
            _ => false,
        })
    }
}
