//! Cells of the binary protocol, equal to what the text protocol would have said.

use super::temporal::{self, Moment};
use super::{damaged, signed, unsigned, utf8, BigNumbers, Form};
use crate::dialect::mysql_like::protocol::packets::{kind, Column};
use crate::driver::Cell;
use crate::failure::Result;

/// A fraction as long as the value needs: the column does not say.
const ANY_LENGTH: u8 = 31;

pub fn cell<'a>(bytes: &'a [u8], column: &Column, form: Form) -> Result<Cell<'a>> {
    Ok(match (form, column.kind) {
        (Form::Integer, _) => integer(bytes, column.is_unsigned(), BigNumbers::Round)?,
        (Form::Big(big), _) => integer(bytes, column.is_unsigned(), big)?,
        (Form::Float, _) => {
            let n = f32::from_le_bytes(bytes.try_into().map_err(|_| damaged("FLOAT"))?);
            Cell::Number(float(n, column.decimals))
        }
        (Form::Double, _) => {
            Cell::Number(f64::from_le_bytes(bytes.try_into().map_err(|_| damaged("DOUBLE"))?))
        }
        (Form::DecimalNumber, _) => Cell::Number(utf8(bytes).parse().map_err(|_| damaged("DECIMAL"))?),
        (Form::DateTime(zone) | Form::DateInstant(zone), _) => {
            Moment::of(bytes).ok_or_else(|| damaged("DATETIME"))?.cell(zone, usize::from(column.decimals))
        }
        (_, kind::DATETIME | kind::TIMESTAMP) => {
            let moment = Moment::of(bytes).ok_or_else(|| damaged("DATETIME"))?;
            Cell::Text(moment.text(usize::from(column.decimals)).into())
        }
        (_, kind::DATE | kind::NEWDATE) => {
            Cell::Text(Moment::of(bytes).ok_or_else(|| damaged("DATE"))?.date_text().into())
        }
        (_, kind::TIME) => {
            let text = temporal::time_text(bytes, usize::from(column.decimals));
            Cell::Text(text.ok_or_else(|| damaged("TIME"))?.into())
        }
        _ => Cell::Text(utf8(bytes)),
    })
}

fn integer<'a>(bytes: &[u8], is_unsigned: bool, big: BigNumbers) -> Result<Cell<'a>> {
    let mut wide = [0; 8];
    wide.get_mut(..bytes.len()).ok_or_else(|| damaged("a whole number"))?.copy_from_slice(bytes);
    let n = u64::from_le_bytes(wide);
    if is_unsigned {
        return Ok(unsigned(n, big));
    }
    let shift = 64 - 8 * bytes.len().max(1) as u32;
    Ok(signed((n << shift) as i64 >> shift, big))
}

/// The text protocol prints six digits, or the declared number behind the point.
fn float(n: f32, decimals: u8) -> f64 {
    let wide = f64::from(n);
    if decimals < ANY_LENGTH {
        return format!("{wide:.*}", usize::from(decimals)).parse().unwrap_or(wide);
    }
    format!("{wide:.5e}").parse().unwrap_or(wide)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrow_integers_keep_their_sign() {
        assert_eq!(integer(&[0xff], false, BigNumbers::Round).unwrap(), Cell::Number(-1.0));
        assert_eq!(integer(&[0xff], true, BigNumbers::Round).unwrap(), Cell::Number(255.0));
        assert_eq!(integer(&[0xff; 8], false, BigNumbers::TextIfUnsafe).unwrap(), Cell::Number(-1.0));
        assert_eq!(
            integer(&[0xff; 8], true, BigNumbers::TextIfUnsafe).unwrap(),
            Cell::Text("18446744073709551615".into())
        );
    }

    #[test]
    fn floats_read_as_the_text_protocol_prints_them() {
        assert_eq!(float(0.1, 31), 0.1);
        assert_eq!(float(16_777_217.0, 31), 16_777_200.0);
        assert_eq!(float(2.34567, 2), 2.35);
    }
}
