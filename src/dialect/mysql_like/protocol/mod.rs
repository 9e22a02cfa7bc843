//! The client's side of the MySQL protocol: packets, log-in, and what the server answers.
//!
//! <https://dev.mysql.com/doc/dev/mysql-server/latest/PAGE_PROTOCOL.html>, <https://mariadb.com/kb/en/clientserver-protocol/>

pub mod auth;
pub mod channel;
pub mod handshake;
pub mod packets;
pub mod reader;
pub mod tls;

/// Why an exchange with the server did not come to its end.
#[derive(Debug)]
pub enum Trouble {
    /// The server refused; the connection is as good as before.
    Server(packets::ServerError),
    /// The connection is lost.
    Io(std::io::Error),
    /// What came is not the protocol, or not what may be answered; the connection is out of step.
    Protocol(String),
}

pub type Answer<T> = Result<T, Trouble>;

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Trouble {
        Trouble::Io(error)
    }
}

pub fn malformed() -> Trouble {
    Trouble::Protocol("The server sent a malformed packet".into())
}

/// Capability flags: <https://dev.mysql.com/doc/dev/mysql-server/latest/group__group__cs__capabilities__flags.html>
pub mod capability {
    pub const LONG_PASSWORD: u32 = 1;
    pub const FOUND_ROWS: u32 = 1 << 1;
    pub const LONG_FLAG: u32 = 1 << 2;
    pub const CONNECT_WITH_DB: u32 = 1 << 3;
    pub const IGNORE_SPACE: u32 = 1 << 8;
    pub const PROTOCOL_41: u32 = 1 << 9;
    pub const SSL: u32 = 1 << 11;
    pub const TRANSACTIONS: u32 = 1 << 13;
    pub const SECURE_CONNECTION: u32 = 1 << 15;
    pub const MULTI_STATEMENTS: u32 = 1 << 16;
    pub const MULTI_RESULTS: u32 = 1 << 17;
    pub const PS_MULTI_RESULTS: u32 = 1 << 18;
    pub const PLUGIN_AUTH: u32 = 1 << 19;
    pub const CONNECT_ATTRS: u32 = 1 << 20;
    pub const PLUGIN_AUTH_LENENC: u32 = 1 << 21;
    pub const DEPRECATE_EOF: u32 = 1 << 24;
    /// MariaDB's own, in a field of their own: columns say that their text is JSON.
    pub const MARIADB_EXTENDED_METADATA: u32 = 1 << 3;
}

/// The server's state after a statement.
pub mod status {
    pub const IN_TRANSACTION: u16 = 1;
    pub const MORE_RESULTS: u16 = 8;
    pub const NO_BACKSLASH_ESCAPES: u16 = 512;
}

/// First bytes of commands.
pub mod command {
    pub const QUIT: u8 = 0x01;
    pub const QUERY: u8 = 0x03;
    pub const PING: u8 = 0x0e;
    pub const PREPARE: u8 = 0x16;
    pub const EXECUTE: u8 = 0x17;
    pub const CLOSE_STATEMENT: u8 = 0x19;
}
