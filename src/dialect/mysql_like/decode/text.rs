//! Cells of the text protocol.

use super::{damaged, signed, temporal, unsigned, utf8, Form};
use crate::dialect::mysql_like::protocol::packets::Column;
use crate::driver::Cell;
use crate::failure::Result;

pub fn cell<'a>(bytes: &'a [u8], column: &Column, form: Form) -> Result<Cell<'a>> {
    let text = utf8(bytes);
    let number = |text: &str| text.parse::<f64>().map_err(|_| damaged("a number"));
    Ok(match form {
        Form::Integer | Form::Float | Form::Double | Form::DecimalNumber => Cell::Number(number(&text)?),
        Form::Big(big) if column.is_unsigned() => {
            unsigned(text.parse().map_err(|_| damaged("a whole number"))?, big)
        }
        Form::Big(big) => signed(text.parse().map_err(|_| damaged("a whole number"))?, big),
        Form::DateTime(zone) | Form::DateInstant(zone) => match temporal::read(&text) {
            Some(moment) => moment.cell(zone, usize::from(column.decimals)),
            None => Cell::Text(text),
        },
        _ => Cell::Text(text),
    })
}
