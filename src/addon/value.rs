//! JavaScript values to [`Value`]s: the bind values of a request.

use crate::value::Value;
use napi::bindgen_prelude::{Array, BigInt, Date, JsObjectValue, Object, Uint8Array, Unknown};
use napi::{Error, JsValue, Result, Status, ValueType};

/// 2^53 - 1: a whole number up to here is exact.
const MAX_SAFE: f64 = 9_007_199_254_740_991.0;

/// The bind values of a request.
pub fn values(array: &Array<'_>) -> Result<Vec<Value>> {
    let mut out = Vec::with_capacity(array.len() as usize);
    for i in 0..array.len() {
        if let Some(item) = array.get::<Unknown<'_>>(i)? {
            out.push(value(&item)?);
        }
    }
    Ok(out)
}

fn value(item: &Unknown<'_>) -> Result<Value> {
    // SAFETY: each cast follows the type that the engine itself has just told.
    unsafe {
        Ok(match item.get_type()? {
            ValueType::Undefined | ValueType::Null => Value::Null,
            ValueType::Boolean => Value::Bool(item.cast::<bool>()?),
            ValueType::Number => number(item.cast::<f64>()?),
            ValueType::String => Value::Text(item.cast::<String>()?),
            ValueType::BigInt => big(&item.cast::<BigInt>()?),
            ValueType::Object => object(item)?,
            other => {
                return Err(Error::new(
                    Status::InvalidArg,
                    format!("a bind value cannot be of type {other:?}"),
                ))
            }
        })
    }
}

fn number(n: f64) -> Value {
    if n.trunc() == n && n.abs() <= MAX_SAFE && !(n == 0.0 && n.is_sign_negative()) {
        Value::Int(n as i64)
    } else {
        Value::Float(n)
    }
}

fn big(n: &BigInt) -> Value {
    let (small, lossless) = n.get_i64();
    if lossless {
        return Value::Int(small);
    }
    // Base 10^18 by repeated division of the words.
    let mut words = n.words.clone();
    let mut digits: Vec<String> = Vec::new();
    while words.iter().any(|w| *w != 0) {
        let mut rest: u128 = 0;
        for word in words.iter_mut().rev() {
            let current = (rest << 64) | u128::from(*word);
            *word = (current / 1_000_000_000_000_000_000) as u64;
            rest = current % 1_000_000_000_000_000_000;
        }
        digits.push(format!("{rest:018}"));
    }
    let text: String = digits.iter().rev().map(String::as_str).collect();
    let sign = if n.sign_bit { "-" } else { "" };
    Value::BigInt(format!("{sign}{}", text.trim_start_matches('0')))
}

/// SAFETY: `item` is an object.
unsafe fn object(item: &Unknown<'_>) -> Result<Value> {
    if item.is_date()? {
        let ms = item.cast::<Date<'_>>()?.value_of()?;
        return if ms.is_finite() {
            Ok(Value::Date(ms as i64))
        } else {
            Err(Error::new(Status::InvalidArg, "a bind value is an invalid Date"))
        };
    }
    if item.is_array()? {
        return Ok(Value::Array(values(&item.cast::<Array<'_>>()?)?));
    }
    if item.is_typedarray()? {
        return Ok(Value::Bytes(item.cast::<Uint8Array>()?.to_vec()));
    }
    let object = item.cast::<Object<'_>>()?;
    // JSON text among other values: lib/native/encode.js wraps it, so that it is not taken for a string.
    if let Ok(Some(json)) = object.get::<String>("__json__") {
        return Ok(Value::Json(json));
    }
    let mut entries = Vec::new();
    for key in Object::keys(&object)? {
        let item = object.get_named_property_unchecked::<Unknown<'_>>(&key)?;
        entries.push((key, value(&item)?));
    }
    Ok(Value::Object(entries))
}
