//! The generator's inner methods, for those who call them on their own: `generateJoin`, `getQueryOrders`.

use super::alias::Aliases;
use super::include::{read_includes, Include};
use super::include_join::{Fragments, Joiner};
use super::order::Ordering;
use super::request::Node;
use super::{Context, Planned};
use crate::ast::{Order, SelectItem};
use crate::failure::{Failure, Result};
use crate::sql::{join_words, Mode, Writer};
use serde_json::json;

/// `generateJoin(include, { options, subQuery })` -> `{ join, body, condition, attributes }`.
pub fn generate_join(ctx: &Context, args: &[Node]) -> Result<Planned> {
    let wanted = args.first().unwrap_or(&Node::Undefined);
    let top = args.get(1).unwrap_or(&Node::Undefined);
    let options = top.get("options").unwrap_or(&Node::Undefined);
    let Some(Node::Model(model_id)) = options.get("model") else {
        return Err(Failure::usage("generateJoin needs the options of a model"));
    };
    let model = ctx.catalog.model(*model_id)?;
    let position = position(options, wanted).unwrap_or_default();
    let includes = read_includes(ctx, options.get("include"), Some(*model_id))?;
    let mut chain: Vec<&Include> = Vec::new();
    let mut level = &includes;
    for at in position {
        let include =
            level.get(at).ok_or_else(|| Failure::usage("The include is not part of the options"))?;
        chain.push(include);
        level = &include.children;
    }
    let Some((include, ancestors)) = chain.split_last() else {
        return Err(Failure::usage("The include is not part of the options"));
    };

    let mut aliases = Aliases::new(ctx.settings.minify_aliases);
    let mut joiner = Joiner {
        ctx,
        root: options.text("as").unwrap_or(&model.name).to_owned(),
        main_as: model.name.clone(),
        model,
        sub_query: top.is_true("subQuery"),
        grouped: options.some("groupedLimit").is_some(),
        with_attributes: false,
        aliases: &mut aliases,
        filters: Vec::new(),
    };
    let mut fragments = Fragments::default();
    let join = joiner.plain_join(include, ancestors, &mut fragments)?;
    let items: Vec<SelectItem> = fragments.sub_items.into_iter().map(|picked| picked.item).collect();
    Ok(Planned::Data(json!({
        "join": join_words(join.kind),
        "body": text(ctx, |w| w.source(&join.source))?,
        "condition": text(ctx, |w| w.expr(&join.on))?,
        "attributes": {
            "main": [],
            "subQuery": items.iter().map(|item| text(ctx, |w| w.select_item(item))).collect::<Result<Vec<_>>>()?,
        },
    })))
}

/// `getQueryOrders(options, model, subQuery)` -> `{ mainQueryOrder, subQueryOrder }`.
pub fn query_orders(ctx: &Context, args: &[Node]) -> Result<Planned> {
    let options = args.first().unwrap_or(&Node::Undefined);
    let model = match args.get(1) {
        Some(Node::Model(id)) => Some(*id),
        _ => None,
    };
    let ordering = Ordering {
        ctx,
        model,
        attributes: options.get("attributes").and_then(Node::as_array).unwrap_or_default(),
        aliases: &Aliases::new(false),
    };
    let order = options.get("order").unwrap_or(&Node::Undefined);
    let orders = ordering.orders(order, args.get(2).is_some_and(Node::truthy))?;
    let texts = |orders: &[Order]| {
        orders.iter().map(|order| text(ctx, |w| w.order(order))).collect::<Result<Vec<_>>>()
    };
    Ok(Planned::Data(json!({ "mainQueryOrder": texts(&orders.main)?, "subQueryOrder": texts(&orders.sub)? })))
}

fn text(ctx: &Context, print: impl FnOnce(&mut Writer) -> Result<()>) -> Result<String> {
    let mut writer = Writer::new(ctx.dialect, ctx.settings, Mode::Inline, &[]);
    print(&mut writer)?;
    Ok(writer.finish().sql)
}

/// Where an include stands in the tree of the options: a request does not say who the parents are.
fn position(options: &Node, wanted: &Node) -> Option<Vec<usize>> {
    let includes = options.get("include")?.as_array()?;
    let own = includes.iter().filter(|include| !include.is_true("_pseudo"));
    own.enumerate().find_map(|(at, include)| {
        if include == wanted {
            return Some(vec![at]);
        }
        let mut below = position(include, wanted)?;
        below.insert(0, at);
        Some(below)
    })
}
