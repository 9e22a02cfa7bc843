//! The mathematical functions that node-sqlite3 is built with and the bundled library is not:
//! <https://www.sqlite.org/lang_mathfunc.html>

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Result};

type One = fn(f64) -> f64;
type Two = fn(f64, f64) -> f64;

/// NaN, which a domain error gives, is NULL in SQLite.
const OF_ONE: &[(&str, One)] = &[
    ("acos", f64::acos),
    ("acosh", f64::acosh),
    ("asin", f64::asin),
    ("asinh", f64::asinh),
    ("atan", f64::atan),
    ("atanh", f64::atanh),
    ("cos", f64::cos),
    ("cosh", f64::cosh),
    ("degrees", f64::to_degrees),
    ("exp", f64::exp),
    ("ln", |x| logarithm(x, f64::ln)),
    ("log", |x| logarithm(x, f64::log10)),
    ("log10", |x| logarithm(x, f64::log10)),
    ("log2", |x| logarithm(x, f64::log2)),
    ("radians", f64::to_radians),
    ("sin", f64::sin),
    ("sinh", f64::sinh),
    ("sqrt", f64::sqrt),
    ("tan", f64::tan),
    ("tanh", f64::tanh),
];

const OF_TWO: &[(&str, Two)] = &[
    ("atan2", f64::atan2),
    ("log", |base, x| logarithm(x, f64::ln) / logarithm(base, f64::ln)),
    ("mod", |x, y| x % y),
    ("pow", f64::powf),
    ("power", f64::powf),
];

/// Integers stay integers.
const ROUNDING: &[(&str, One)] =
    &[("ceil", f64::ceil), ("ceiling", f64::ceil), ("floor", f64::floor), ("trunc", f64::trunc)];

fn logarithm(x: f64, of: One) -> f64 {
    if x > 0.0 {
        of(x)
    } else {
        f64::NAN
    }
}

pub fn add(connection: &Connection) -> Result<()> {
    let flags =
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    for (name, of) in OF_ONE {
        connection.create_scalar_function(*name, 1, flags, move |c| Ok(number(c, 0).map(of)))?;
    }
    for (name, of) in OF_TWO {
        connection.create_scalar_function(*name, 2, flags, |c| {
            Ok(number(c, 0).zip(number(c, 1)).map(|(x, y)| of(x, y)))
        })?;
    }
    for (name, of) in ROUNDING {
        connection.create_scalar_function(*name, 1, flags, |c| {
            Ok(match c.get_raw(0) {
                ValueRef::Integer(n) => Value::Integer(n),
                _ => number(c, 0).map_or(Value::Null, |x| Value::Real(of(x))),
            })
        })?;
    }
    connection.create_scalar_function("pi", 0, flags, |_| Ok(std::f64::consts::PI))
}

/// A number, or text that reads as one.
fn number(context: &Context<'_>, at: usize) -> Option<f64> {
    match context.get_raw(at) {
        ValueRef::Integer(n) => Some(n as f64),
        ValueRef::Real(n) => Some(n),
        ValueRef::Text(text) => std::str::from_utf8(text).ok()?.trim().parse().ok(),
        _ => None,
    }
}
