//! The request: what JavaScript asked, as a tree. Its JSON text is the shape key; values are elsewhere.
//!
//! Grammar (written by lib/native/encode.js, read here on a plan cache miss):
//!
//! | JSON | means |
//! |---|---|
//! | `null`, `true`, `5`, `"text"`, `[…]` | the same, as structure (names, directions, numbers of a DDL option) |
//! | `{"o":{"name":…,"@gt":…}}` | a plain object in its own order; `@x` is the operator `Op.x`, `@@x` the name `@x` |
//! | `{"p":[index,"kind"]}` | a bind value |
//! | `{"l":[index,"kind",bucket]}` | a list of scalars of one kind in one bind value |
//! | `{"fn":["name",arg…]}` `{"col":"name"}` `{"lit":"sql"}` `{"cast":[expr,"type",json?]}` | v6's expression objects |
//! | `{"json":[conditions]}` or `{"json":[path,value]}` | `sequelize.json()`; the value may be missing |
//! | `{"where":[attribute,comparator,logic]}` | `sequelize.where()`; comparator is text or `"@gt"` |
//! | `{"model":id}` `{"assoc":id}` `{"type":{…}}` | catalog entries; a data type |
//! | `{"attr":[model,"name"]}` | an attribute of a model given as an object (`Model.rawAttributes.x`) |
//! | `{"undef":1}` `{"date":ms}` `{"buf":"hex"}` `{"big":"digits"}` `{"num":"NaN"}` | scalars that JSON lacks, as structure |

use crate::ast::{DataType, ValueKind};
use crate::failure::{Failure, Result};
use crate::value::Value;
use std::sync::Arc;

/// A key of a plain object: a name, or one of v6's operator symbols by its name (`gt`, `or`, …).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    Name(String),
    Op(String),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    Null,
    Undefined,
    Bool(bool),
    Number(f64),
    Text(String),
    BigInt(String),
    Date(i64),
    Bytes(Vec<u8>),
    Array(Vec<Node>),
    Object(Vec<(Key, Node)>),
    Param {
        index: usize,
        kind: ValueKind,
    },
    List {
        index: usize,
        kind: ValueKind,
        bucket: usize,
    },
    Function {
        name: String,
        args: Vec<Node>,
    },
    Col(String),
    Literal(String),
    Cast {
        expr: Box<Node>,
        data_type: String,
        json: bool,
    },
    /// `sequelize.json(conditions)` or `sequelize.json(path, value)`.
    Json {
        subject: Box<Node>,
        value: Option<Box<Node>>,
    },
    Where {
        attribute: Box<Node>,
        comparator: Key,
        logic: Box<Node>,
    },
    Model(u32),
    Association(u32),
    Type(Arc<DataType>),
    Attribute {
        model: u32,
        name: String,
    },
}

impl Node {
    /// The entry of a plain object under a name.
    pub fn get(&self, name: &str) -> Option<&Node> {
        match self {
            Node::Object(entries) => entries.iter().find_map(|(key, node)| match key {
                Key::Name(n) if n == name => Some(node),
                _ => None,
            }),
            _ => None,
        }
    }

    /// `get`, with null and undefined as absent.
    pub fn some(&self, name: &str) -> Option<&Node> {
        self.get(name).filter(|n| !matches!(n, Node::Null | Node::Undefined))
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Node::as_text)
    }

    pub fn as_text(&self) -> Option<&str> {
        match self {
            Node::Text(s) => Some(s),
            _ => None,
        }
    }

    /// JavaScript's truth of the entry under a name.
    pub fn is_true(&self, name: &str) -> bool {
        self.get(name).is_some_and(Node::truthy)
    }

    pub fn truthy(&self) -> bool {
        match self {
            Node::Null | Node::Undefined => false,
            Node::Bool(b) => *b,
            Node::Number(n) => *n != 0.0 && !n.is_nan(),
            Node::Text(s) => !s.is_empty(),
            _ => true,
        }
    }

    /// One of v6's `SequelizeMethod`s: `fn`, `col`, `literal`, `cast`, `json`, `where`.
    pub fn is_method(&self) -> bool {
        matches!(
            self,
            Node::Function { .. }
                | Node::Col(_)
                | Node::Literal(_)
                | Node::Cast { .. }
                | Node::Json { .. }
                | Node::Where { .. }
        )
    }

    /// A value that is no structure and not bound.
    pub fn scalar(&self) -> Option<Value> {
        const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;
        Some(match self {
            Node::Null => Value::Null,
            Node::Bool(b) => Value::Bool(*b),
            Node::Number(n) if n.fract() == 0.0 && n.abs() <= MAX_SAFE_INTEGER => Value::Int(*n as i64),
            Node::Number(n) => Value::Float(*n),
            Node::Text(text) => Value::Text(text.clone()),
            Node::BigInt(digits) => Value::BigInt(digits.clone()),
            Node::Date(ms) => Value::Date(*ms),
            Node::Bytes(bytes) => Value::Bytes(bytes.clone()),
            _ => return None,
        })
    }

    pub fn as_array(&self) -> Option<&[Node]> {
        match self {
            Node::Array(items) => Some(items),
            _ => None,
        }
    }
}

fn malformed(what: &str) -> Failure {
    Failure::internal(format!("malformed request: {what}"))
}

fn kind_of(word: &str) -> Result<ValueKind> {
    Ok(match word {
        "z" => ValueKind::Null,
        "b" => ValueKind::Bool,
        "n" => ValueKind::Number,
        "g" => ValueKind::BigInt,
        "s" => ValueKind::Text,
        "x" => ValueKind::Bytes,
        "d" => ValueKind::Date,
        "j" => ValueKind::Json,
        "a" => ValueKind::Array,
        "o" => ValueKind::Object,
        _ => return Err(malformed("value kind")),
    })
}

/// What the request's writer lets through and JSON does not.
fn unreadable(message: &str) -> Failure {
    if message.contains("hex escape") || message.contains("surrogate") {
        return Failure::usage("Invalid value: half of a surrogate pair is no text");
    }
    malformed(message)
}

/// Reads a request's JSON text.
pub fn parse(text: &str) -> Result<Node> {
    from_json(super::nesting::read(text).map_err(|message| unreadable(&message))?)
}

fn from_json(json: serde_json::Value) -> Result<Node> {
    use serde_json::Value as J;
    Ok(match json {
        J::Null => Node::Null,
        J::Bool(b) => Node::Bool(b),
        J::Number(n) => Node::Number(n.as_f64().ok_or_else(|| malformed("number"))?),
        J::String(s) => Node::Text(s),
        J::Array(items) => Node::Array(items.into_iter().map(from_json).collect::<Result<_>>()?),
        J::Object(map) => {
            let (tag, body) = map.into_iter().next().ok_or_else(|| malformed("empty tag"))?;
            tagged(&tag, body)?
        }
    })
}

fn tagged(tag: &str, body: serde_json::Value) -> Result<Node> {
    Ok(match tag {
        "o" => match body {
            serde_json::Value::Object(map) => Node::Object(
                map.into_iter().map(|(k, v)| Ok((key_of(k), from_json(v)?))).collect::<Result<_>>()?,
            ),
            _ => return Err(malformed("o")),
        },
        "p" => {
            let parts = body.as_array().ok_or_else(|| malformed("p"))?;
            Node::Param { index: index_at(parts, 0)?, kind: kind_of(text_at(parts, 1)?)? }
        }
        "l" => {
            let parts = body.as_array().ok_or_else(|| malformed("l"))?;
            Node::List {
                index: index_at(parts, 0)?,
                kind: kind_of(text_at(parts, 1)?)?,
                bucket: index_at(parts, 2)?,
            }
        }
        "fn" => {
            let mut parts = array(body, "fn")?.into_iter();
            let name = string(parts.next(), "fn name")?;
            Node::Function { name, args: parts.map(from_json).collect::<Result<_>>()? }
        }
        "col" => Node::Col(string(Some(body), "col")?),
        "lit" => Node::Literal(string(Some(body), "lit")?),
        "cast" => {
            let mut parts = array(body, "cast")?.into_iter();
            let expr = from_json(parts.next().ok_or_else(|| malformed("cast"))?)?;
            let data_type = string(parts.next(), "cast type")?;
            let json = parts.next().and_then(|j| j.as_bool()).unwrap_or(false);
            Node::Cast { expr: Box::new(expr), data_type, json }
        }
        "json" => {
            let mut parts = array(body, "json")?.into_iter();
            let subject = from_json(parts.next().ok_or_else(|| malformed("json"))?)?;
            let value = parts.next().map(from_json).transpose()?;
            Node::Json { subject: Box::new(subject), value: value.map(Box::new) }
        }
        "where" => {
            let mut parts = array(body, "where")?.into_iter();
            let attribute = from_json(parts.next().ok_or_else(|| malformed("where"))?)?;
            let comparator = key_of(string(parts.next(), "where comparator")?);
            let logic = from_json(parts.next().ok_or_else(|| malformed("where logic"))?)?;
            Node::Where { attribute: Box::new(attribute), comparator, logic: Box::new(logic) }
        }
        "model" => Node::Model(id(&body)?),
        "assoc" => Node::Association(id(&body)?),
        "type" => Node::Type(Arc::new(data_type(&body)?)),
        "attr" => {
            let parts = body.as_array().ok_or_else(|| malformed("attr"))?;
            Node::Attribute { model: index_at(parts, 0)? as u32, name: text_at(parts, 1)?.to_owned() }
        }
        "undef" => Node::Undefined,
        "date" => Node::Date(body.as_f64().ok_or_else(|| malformed("date"))? as i64),
        "big" => Node::BigInt(string(Some(body), "big")?),
        "num" => Node::Number(match string(Some(body), "num")?.as_str() {
            "NaN" => f64::NAN,
            "-Infinity" => f64::NEG_INFINITY,
            _ => f64::INFINITY,
        }),
        "buf" => {
            let hex = string(Some(body), "buf")?;
            let byte = |i: usize| u8::from_str_radix(hex.get(i..i + 2)?, 16).ok();
            Node::Bytes(
                (0..hex.len())
                    .step_by(2)
                    .map(|i| byte(i).ok_or_else(|| malformed("buf")))
                    .collect::<Result<_>>()?,
            )
        }
        _ => return Err(malformed(tag)),
    })
}

fn key_of(text: String) -> Key {
    match text.strip_prefix('@') {
        Some(rest) if rest.starts_with('@') => Key::Name(rest.to_owned()),
        Some(rest) => Key::Op(rest.to_owned()),
        None => Key::Name(text),
    }
}

fn array(json: serde_json::Value, what: &str) -> Result<Vec<serde_json::Value>> {
    match json {
        serde_json::Value::Array(items) => Ok(items),
        _ => Err(malformed(what)),
    }
}

fn string(json: Option<serde_json::Value>, what: &str) -> Result<String> {
    match json {
        Some(serde_json::Value::String(s)) => Ok(s),
        _ => Err(malformed(what)),
    }
}

fn id(json: &serde_json::Value) -> Result<u32> {
    json.as_u64().map(|n| n as u32).ok_or_else(|| malformed("id"))
}

fn index_at(parts: &[serde_json::Value], at: usize) -> Result<usize> {
    parts.get(at).and_then(|j| j.as_u64()).map(|n| n as usize).ok_or_else(|| malformed("index"))
}

fn text_at(parts: &[serde_json::Value], at: usize) -> Result<&str> {
    parts.get(at).and_then(|j| j.as_str()).ok_or_else(|| malformed("text"))
}

/// A data type's JSON, the same in requests and in catalog entries.
pub fn data_type(json: &serde_json::Value) -> Result<DataType> {
    let text = |name: &str| match json.get(name) {
        Some(serde_json::Value::String(s)) => Some(s.clone()),
        Some(serde_json::Value::Number(n)) => Some(n.to_string()),
        _ => None,
    };
    let flag = |name: &str| json.get(name).and_then(|j| j.as_bool()).unwrap_or(false);
    let number = |name: &str| json.get(name).and_then(|j| j.as_u64()).map(|n| n as u32);
    Ok(DataType {
        key: text("key").ok_or_else(|| malformed("type without a key"))?,
        length: text("length"),
        precision: number("precision"),
        scale: number("scale"),
        binary: flag("binary"),
        unsigned: flag("unsigned"),
        zerofill: flag("zerofill"),
        values: json
            .get("values")
            .or_else(|| json.get("constraints"))
            .and_then(|j| j.as_array())
            .map(|v| v.iter().filter_map(|j| j.as_str().map(str::to_owned)).collect())
            .unwrap_or_default(),
        inner: match json.get("inner") {
            Some(inner) if inner.is_object() => Some(Box::new(data_type(inner)?)),
            _ => None,
        },
        geometry: text("geometry"),
        srid: json.get("srid").and_then(|j| j.as_i64()),
        sql: text("sql"),
    })
}
