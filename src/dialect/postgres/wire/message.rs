//! The bodies of messages: what the server says, and what is said to it.

use super::{Answer, WireError};
use bytes::BufMut;

/// The tags of the server's messages that have a meaning here.
pub mod tag {
    pub const AUTHENTICATION: u8 = b'R';
    pub const BACKEND_KEY_DATA: u8 = b'K';
    pub const BIND_COMPLETE: u8 = b'2';
    pub const CLOSE_COMPLETE: u8 = b'3';
    pub const COMMAND_COMPLETE: u8 = b'C';
    pub const COPY_BOTH: u8 = b'W';
    pub const COPY_DATA: u8 = b'd';
    pub const COPY_DONE: u8 = b'c';
    pub const COPY_IN: u8 = b'G';
    pub const COPY_OUT: u8 = b'H';
    pub const DATA_ROW: u8 = b'D';
    pub const EMPTY_QUERY: u8 = b'I';
    pub const ERROR: u8 = b'E';
    pub const NEGOTIATE_VERSION: u8 = b'v';
    pub const NO_DATA: u8 = b'n';
    pub const NOTICE: u8 = b'N';
    pub const NOTIFICATION: u8 = b'A';
    pub const PARAMETER_DESCRIPTION: u8 = b't';
    pub const PARAMETER_STATUS: u8 = b'S';
    pub const PARSE_COMPLETE: u8 = b'1';
    pub const READY: u8 = b'Z';
    pub const ROW_DESCRIPTION: u8 = b'T';
}

/// Reads a body from its front; never past its end.
#[derive(Clone, Copy)]
pub struct Body<'a>(&'a [u8]);

fn short() -> WireError {
    WireError::protocol("a message of the server is shorter than it says")
}

impl<'a> Body<'a> {
    pub fn new(bytes: &'a [u8]) -> Body<'a> {
        Body(bytes)
    }

    pub fn rest(self) -> &'a [u8] {
        self.0
    }

    pub fn take(&mut self, n: usize) -> Answer<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(n).ok_or_else(short)?;
        self.0 = tail;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Answer<[u8; N]> {
        let (head, tail) = self.0.split_first_chunk::<N>().ok_or_else(short)?;
        self.0 = tail;
        Ok(*head)
    }

    pub fn u8(&mut self) -> Answer<u8> {
        Ok(self.array::<1>()?[0])
    }

    pub fn u16(&mut self) -> Answer<u16> {
        Ok(u16::from_be_bytes(self.array()?))
    }

    pub fn u32(&mut self) -> Answer<u32> {
        Ok(u32::from_be_bytes(self.array()?))
    }

    pub fn i32(&mut self) -> Answer<i32> {
        Ok(i32::from_be_bytes(self.array()?))
    }

    /// Text up to a NUL.
    pub fn text(&mut self) -> Answer<&'a str> {
        let end = self.0.iter().position(|b| *b == 0).ok_or_else(short)?;
        let text = std::str::from_utf8(&self.0[..end])
            .map_err(|_| WireError::protocol("the server sent text that is not UTF-8"))?;
        self.0 = &self.0[end + 1..];
        Ok(text)
    }
}

/// One column of a RowDescription.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    pub name: String,
    pub type_oid: u32,
}

/// The columns of a RowDescription.
pub fn fields(mut body: Body<'_>) -> Answer<Vec<Field>> {
    (0..body.u16()?)
        .map(|_| {
            let name = body.text()?.to_owned();
            // Table and attribute number.
            body.take(6)?;
            let type_oid = body.u32()?;
            // Size, modifier, format.
            body.take(8)?;
            Ok(Field { name, type_oid })
        })
        .collect()
}

/// The types of a ParameterDescription.
pub fn parameter_types(mut body: Body<'_>) -> Answer<Vec<u32>> {
    (0..body.u16()?).map(|_| body.u32()).collect()
}

/// `INSERT 0 5` -> `INSERT`, 5.
pub fn command_tag(mut body: Body<'_>) -> Answer<(String, u64)> {
    let text = body.text()?;
    let word = text.split(' ').next().unwrap_or_default().to_owned();
    let count = text.rsplit(' ').next().and_then(|n| n.parse().ok()).unwrap_or(0);
    Ok((word, count))
}

/// The values of a DataRow, one after the other; `None` for NULL.
pub fn values(mut body: Body<'_>, mut each: impl FnMut(Option<std::ops::Range<usize>>)) -> Answer<()> {
    let whole = body.0.len();
    for _ in 0..body.u16()? {
        match body.i32()? {
            -1 => each(None),
            length => {
                let start = whole - body.0.len();
                let length = usize::try_from(length).map_err(|_| short())?;
                body.take(length)?;
                each(Some(start..start + length));
            }
        }
    }
    Ok(())
}

/// One message to the server: its tag, its length, and what `fill` writes.
pub fn put(out: &mut Vec<u8>, tag: u8, fill: impl FnOnce(&mut Vec<u8>)) {
    out.put_u8(tag);
    untagged(out, fill);
}

/// A message without a tag: those before the server knows who speaks.
pub fn untagged(out: &mut Vec<u8>, fill: impl FnOnce(&mut Vec<u8>)) {
    let at = out.len();
    out.put_i32(0);
    fill(out);
    // The engine refuses texts and values of 2 GiB long before they come here.
    let length = i32::try_from(out.len() - at).unwrap_or(i32::MAX);
    out[at..at + 4].copy_from_slice(&length.to_be_bytes());
}

/// Text without a NUL inside, and a NUL.
pub fn put_text(out: &mut Vec<u8>, text: &str) {
    out.put_slice(text.as_bytes());
    out.put_u8(0);
}

pub fn sync(out: &mut Vec<u8>) {
    put(out, b'S', |_| {});
}

pub fn query(out: &mut Vec<u8>, sql: &str) {
    put(out, b'Q', |out| put_text(out, sql));
}

/// Parse and Describe: the server tells the types of parameters and columns.
pub fn prepare(out: &mut Vec<u8>, name: &str, sql: &str) {
    put(out, b'P', |out| {
        put_text(out, name);
        put_text(out, sql);
        out.put_u16(0);
    });
    put(out, b'D', |out| {
        out.put_u8(b'S');
        put_text(out, name);
    });
}

/// Forgets a prepared statement.
pub fn close_statement(out: &mut Vec<u8>, name: &str) {
    put(out, b'C', |out| {
        out.put_u8(b'S');
        put_text(out, name);
    });
}

/// Execute of the unnamed portal, for all of its rows.
pub fn execute(out: &mut Vec<u8>) {
    put(out, b'E', |out| {
        out.put_u8(0);
        out.put_i32(0);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_tell_their_length() {
        let mut out = Vec::new();
        query(&mut out, "SELECT 1");
        assert_eq!(&out[..], b"Q\0\0\0\x0dSELECT 1\0");
    }

    #[test]
    fn tags_tell_word_and_count() {
        let of = |text: &[u8]| command_tag(Body::new(text)).unwrap();
        assert_eq!(of(b"INSERT 0 5\0"), ("INSERT".into(), 5));
        assert_eq!(of(b"CREATE TABLE\0"), ("CREATE".into(), 0));
        assert_eq!(of(b"SELECT 12\0"), ("SELECT".into(), 12));
    }

    #[test]
    fn short_bodies_are_errors_not_panics() {
        let row = b"\0\x02\0\0\0\x01a\xff\xff\xff\xff";
        let mut seen = Vec::new();
        values(Body::new(row), |v| seen.push(v)).unwrap();
        assert_eq!(seen, [Some(6..7), None]);
        for n in 0..row.len() {
            assert!(values(Body::new(&row[..n]), |_| {}).is_err());
        }
        assert!(fields(Body::new(b"\0\x01id\0\0")).is_err());
        assert!(parameter_types(Body::new(b"\0\x02\0\0\0\x17")).is_err());
    }
}
