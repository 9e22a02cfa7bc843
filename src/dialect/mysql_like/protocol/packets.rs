//! The packets that end a statement, and the columns that begin a result.

use super::reader::Reader;
use super::{malformed, Answer, Trouble};

/// An ERR packet.
#[derive(Debug, Clone)]
pub struct ServerError {
    pub number: u16,
    pub state: Option<String>,
    pub message: String,
    /// The server closes the session with it.
    pub fatal: bool,
}

impl ServerError {
    pub fn read(packet: &[u8]) -> Answer<ServerError> {
        let mut reader = Reader::new(packet);
        reader.u8()?;
        let number = reader.u16()?;
        let mut rest = reader.rest();
        let mut state = None;
        if let (Some(b'#'), Some(code)) = (rest.first(), rest.get(1..6)) {
            state = Some(String::from_utf8_lossy(code).into_owned());
            rest = &rest[6..];
        }
        let message = String::from_utf8_lossy(rest).into_owned();
        // Shutdown, a killed session, a lost packet, an idle session's end.
        let fatal = matches!(number, 1053 | 1079 | 1152..=1161 | 1184 | 1927 | 3169 | 4031);
        Ok(ServerError { number, state, message, fatal })
    }

    pub fn fatal(mut self) -> ServerError {
        self.fatal = true;
        self
    }
}

/// What an OK packet says, or the EOF packet that older servers send in its place.
#[derive(Debug, Clone, Default)]
pub struct Okay {
    pub affected: u64,
    pub last_insert_id: u64,
    pub status: u16,
    pub warnings: u16,
    pub info: String,
}

impl Okay {
    pub fn read(packet: &[u8]) -> Answer<Okay> {
        let mut reader = Reader::new(packet);
        reader.u8()?;
        let affected = reader.length()?.unwrap_or(0);
        let last_insert_id = reader.length()?.unwrap_or(0);
        let status = reader.u16()?;
        let warnings = reader.u16()?;
        // The manual says that the text fills the rest; servers put its length first.
        let rest = reader.rest();
        let info = Reader::new(rest).lengthed().ok().flatten().filter(|i| !i.is_empty()).unwrap_or(rest);
        let info = String::from_utf8_lossy(info).into_owned();
        Ok(Okay { affected, last_insert_id, status, warnings, info })
    }

    pub fn read_eof(packet: &[u8]) -> Answer<Okay> {
        let mut reader = Reader::new(packet);
        reader.u8()?;
        let warnings = reader.u16()?;
        Ok(Okay { status: reader.u16()?, warnings, ..Okay::default() })
    }
}

/// The first packet that answers a statement.
pub enum First {
    Okay(Okay),
    /// A result with so many columns.
    Columns(usize),
}

impl First {
    pub fn read(packet: &[u8]) -> Answer<First> {
        match packet.first() {
            Some(0x00) => Okay::read(packet).map(First::Okay),
            Some(0xff) => Err(Trouble::Server(ServerError::read(packet)?)),
            Some(0xfb) => Err(Trouble::Protocol(
                "The server asks for a local file (LOCAL INFILE), which is refused".into(),
            )),
            Some(_) => match Reader::new(packet).length()? {
                Some(count @ 1..=65_535) => Ok(First::Columns(count as usize)),
                _ => Err(malformed()),
            },
            None => Err(malformed()),
        }
    }
}

/// Type numbers of columns and parameters.
pub mod kind {
    pub const DECIMAL: u8 = 0;
    pub const TINY: u8 = 1;
    pub const SHORT: u8 = 2;
    pub const LONG: u8 = 3;
    pub const FLOAT: u8 = 4;
    pub const DOUBLE: u8 = 5;
    pub const NULL: u8 = 6;
    pub const TIMESTAMP: u8 = 7;
    pub const LONGLONG: u8 = 8;
    pub const INT24: u8 = 9;
    pub const DATE: u8 = 10;
    pub const TIME: u8 = 11;
    pub const DATETIME: u8 = 12;
    pub const YEAR: u8 = 13;
    pub const NEWDATE: u8 = 14;
    pub const BIT: u8 = 16;
    pub const JSON: u8 = 245;
    pub const NEWDECIMAL: u8 = 246;
    pub const BLOB: u8 = 252;
    pub const VAR_STRING: u8 = 253;
    pub const GEOMETRY: u8 = 255;

    /// The drivers' names of the types.
    pub fn name(number: u8) -> &'static str {
        match number {
            DECIMAL => "DECIMAL",
            TINY => "TINY",
            SHORT => "SHORT",
            LONG => "LONG",
            FLOAT => "FLOAT",
            DOUBLE => "DOUBLE",
            NULL => "NULL",
            TIMESTAMP => "TIMESTAMP",
            LONGLONG => "LONGLONG",
            INT24 => "INT24",
            DATE => "DATE",
            TIME => "TIME",
            DATETIME => "DATETIME",
            YEAR => "YEAR",
            NEWDATE => "NEWDATE",
            15 => "VARCHAR",
            BIT => "BIT",
            242 => "VECTOR",
            JSON => "JSON",
            NEWDECIMAL => "NEWDECIMAL",
            247 => "ENUM",
            248 => "SET",
            249 => "TINY_BLOB",
            250 => "MEDIUM_BLOB",
            251 => "LONG_BLOB",
            BLOB => "BLOB",
            VAR_STRING => "VAR_STRING",
            254 => "STRING",
            GEOMETRY => "GEOMETRY",
            _ => "UNKNOWN",
        }
    }
}

/// A column as the server defines it.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub name: String,
    pub kind: u8,
    pub charset: u16,
    pub flags: u16,
    pub decimals: u8,
    /// MariaDB's word for what a text holds (`json`).
    pub format: Option<String>,
}

impl Column {
    pub const UNSIGNED: u16 = 32;
    pub const SET: u16 = 2048;
    /// The character set of bytes.
    pub const BINARY: u16 = 63;

    pub fn read(packet: &[u8], extended: bool) -> Answer<Column> {
        let mut reader = Reader::new(packet);
        // Catalog, schema, table and the table's own name.
        for _ in 0..4 {
            reader.lengthed()?;
        }
        let name = reader.text()?;
        reader.lengthed()?;
        let mut format = None;
        if extended {
            let mut more = Reader::new(reader.lengthed()?.unwrap_or_default());
            while !more.is_empty() {
                // 0: the type's name (`point`); 1: the format.
                let what = more.u8()?;
                let text = more.text()?;
                if what == 1 {
                    format = Some(text);
                }
            }
        }
        reader.length()?;
        let charset = reader.u16()?;
        reader.u32()?;
        let kind = reader.u8()?;
        let flags = reader.u16()?;
        let decimals = reader.u8()?;
        Ok(Column { name, kind, charset, flags, decimals, format })
    }

    pub fn is_unsigned(&self) -> bool {
        self.flags & Column::UNSIGNED != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_has_a_number_a_state_and_a_message() {
        let error = ServerError::read(b"\xff\x26\x04#23000Duplicate entry").unwrap();
        assert_eq!((error.number, error.state.as_deref()), (1062, Some("23000")));
        assert_eq!(error.message, "Duplicate entry");
        let early = ServerError::read(b"\xff\x10\x04Too many connections").unwrap();
        assert_eq!((early.number, early.state, early.message.as_str()), (1040, None, "Too many connections"));
        assert!(ServerError::read(b"\xff\x10").is_err());
    }

    #[test]
    fn the_first_packet_tells_what_follows() {
        assert!(matches!(First::read(&[3]), Ok(First::Columns(3))));
        assert!(matches!(First::read(&[0, 1, 5, 2, 0, 0, 0]), Ok(First::Okay(ok)) if ok.last_insert_id == 5));
        assert!(
            matches!(First::read(b"\xfb/etc/passwd"), Err(Trouble::Protocol(m)) if m.contains("LOCAL INFILE"))
        );
        for bad in [&[][..], &[0xfe, 255, 255, 255, 255, 255, 255, 255, 255], &[0, 1]] {
            assert!(matches!(First::read(bad), Err(Trouble::Protocol(_))));
        }
    }
}
