//! From the server's greeting to a session: https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase.html

use super::auth;
use super::channel::Channel;
use super::packets::{Okay, ServerError};
use super::reader::{put_length, put_lengthed, Reader};
use super::tls::Tls;
use super::{capability as c, malformed, Answer, Trouble};

/// The longest packet that this client takes, as it says.
const MAX_PACKET: u32 = 1 << 30;
/// `utf8mb4_unicode_ci`, as both drivers of v6 ask for; every server has known it for long.
const COLLATION: u8 = 224;

/// Who logs in, and what for.
pub struct Login<'a> {
    pub host: &'a str,
    pub user: &'a str,
    pub password: &'a [u8],
    pub database: Option<&'a str>,
    pub tls: Option<&'a Tls>,
    /// A socket of this machine: nobody can listen.
    pub local: bool,
    pub found_rows: bool,
    pub multiple_statements: bool,
    pub attributes: &'a [(String, String)],
}

/// What the server said of itself.
pub struct Session {
    pub thread: u32,
    pub version: String,
    pub deprecate_eof: bool,
    pub extended_metadata: bool,
    pub status: u16,
}

struct Greeting {
    version: String,
    thread: u32,
    capabilities: u32,
    /// MariaDB's own.
    extended: u32,
    nonce: Vec<u8>,
    plugin: String,
}

impl Greeting {
    fn read(packet: &[u8]) -> Answer<Greeting> {
        if packet.first() == Some(&0xff) {
            return Err(Trouble::Server(ServerError::read(packet)?.fatal()));
        }
        let mut reader = Reader::new(packet);
        let protocol = reader.u8()?;
        if protocol != 10 {
            return Err(Trouble::Protocol(format!("The server speaks protocol {protocol}, not 10")));
        }
        let version = String::from_utf8_lossy(reader.until_zero()).into_owned();
        let thread = reader.u32()?;
        let mut nonce = reader.bytes(8)?.to_vec();
        reader.u8()?;
        let low = reader.u16()?;
        reader.u8()?;
        reader.u16()?;
        let capabilities = u32::from(low) | u32::from(reader.u16()?) << 16;
        let nonce_length = usize::from(reader.u8()?);
        reader.bytes(6)?;
        let extended = reader.u32()?;
        // MySQL sets this flag and keeps the field empty.
        let extended = if capabilities & c::LONG_PASSWORD == 0 { extended } else { 0 };
        let rest = reader.bytes(nonce_length.max(21) - 8)?;
        nonce.extend_from_slice(rest.strip_suffix(&[0]).unwrap_or(rest));
        let plugin = String::from_utf8_lossy(reader.until_zero()).into_owned();
        Ok(Greeting { version, thread, capabilities, extended, nonce, plugin })
    }
}

pub async fn log_in(channel: &mut Channel, login: &Login<'_>) -> Answer<Session> {
    let greeting = Greeting::read(channel.receive().await?)?;
    let needed = c::PROTOCOL_41 | c::SECURE_CONNECTION | c::PLUGIN_AUTH;
    if greeting.capabilities & needed != needed {
        return Err(Trouble::Protocol(format!("The server {} is too old", greeting.version)));
    }
    let mut wanted = needed
        | c::LONG_PASSWORD
        | c::LONG_FLAG
        | c::IGNORE_SPACE
        | c::TRANSACTIONS
        | c::MULTI_RESULTS
        | c::PS_MULTI_RESULTS
        | c::PLUGIN_AUTH_LENENC
        | c::CONNECT_ATTRS
        | c::DEPRECATE_EOF;
    let mut ask = |flag: u32, asked: bool| wanted |= if asked { flag } else { 0 };
    ask(c::FOUND_ROWS, login.found_rows);
    ask(c::MULTI_STATEMENTS, login.multiple_statements);
    ask(c::CONNECT_WITH_DB, login.database.is_some());
    ask(c::SSL, login.tls.is_some());
    // MariaDB leaves this bit out to say that it has capabilities of its own.
    let capabilities = wanted & (greeting.capabilities | c::LONG_PASSWORD);
    let extended = greeting.extended & c::MARIADB_EXTENDED_METADATA;
    let capabilities = if extended != 0 { capabilities & !c::LONG_PASSWORD } else { capabilities };
    let mut head = Vec::new();
    head.extend_from_slice(&capabilities.to_le_bytes());
    head.extend_from_slice(&MAX_PACKET.to_le_bytes());
    head.push(COLLATION);
    head.extend_from_slice(&[0; 19]);
    head.extend_from_slice(&extended.to_le_bytes());
    if let Some(tls) = login.tls {
        if capabilities & c::SSL == 0 {
            return Err(Trouble::Protocol("The server does not support TLS (dialectOptions.ssl)".into()));
        }
        channel.push(&head);
        channel.flush().await?;
        let socket = channel.take_socket()?;
        channel.set_socket(tls.wrap(socket, login.host).await?);
    }
    let secure = login.local || login.tls.is_some();
    let plugin = if auth::is_known(&greeting.plugin) { &greeting.plugin } else { auth::NATIVE };
    let proof = auth::response(plugin, login.password, &greeting.nonce, secure)?;
    let mut packet = head;
    packet.extend_from_slice(login.user.as_bytes());
    packet.push(0);
    if capabilities & c::PLUGIN_AUTH_LENENC != 0 {
        put_lengthed(&mut packet, &proof);
    } else {
        packet.push(proof.len() as u8);
        packet.extend_from_slice(&proof);
    }
    if let Some(database) = login.database {
        packet.extend_from_slice(database.as_bytes());
        packet.push(0);
    }
    packet.extend_from_slice(plugin.as_bytes());
    packet.push(0);
    if capabilities & c::CONNECT_ATTRS != 0 {
        put_attributes(&mut packet, login.attributes);
    }
    channel.push(&packet);
    channel.flush().await?;
    let okay = prove(channel, login, plugin.to_owned(), secure).await?;
    Ok(Session {
        thread: greeting.thread,
        version: greeting.version,
        deprecate_eof: capabilities & c::DEPRECATE_EOF != 0,
        extended_metadata: extended != 0,
        status: okay.status,
    })
}

fn put_attributes(packet: &mut Vec<u8>, attributes: &[(String, String)]) {
    let mut all = Vec::new();
    for (name, value) in attributes {
        put_lengthed(&mut all, name.as_bytes());
        put_lengthed(&mut all, value.as_bytes());
    }
    put_length(packet, all.len() as u64);
    packet.extend_from_slice(&all);
}

/// Answers until the server is satisfied, or not.
async fn prove(channel: &mut Channel, login: &Login<'_>, mut plugin: String, secure: bool) -> Answer<Okay> {
    // A server asks twice at most; one that goes on asking is none.
    for _ in 0..8 {
        let packet = channel.receive().await?;
        let answer = match packet.first() {
            Some(0x00) => return Okay::read(packet),
            Some(0xff) => return Err(Trouble::Server(ServerError::read(packet)?.fatal())),
            Some(0xfe) if packet.len() == 1 => auth::response("mysql_old_password", &[], &[], secure)?,
            Some(0xfe) => {
                let mut reader = Reader::new(&packet[1..]);
                plugin = String::from_utf8_lossy(reader.until_zero()).into_owned();
                let nonce = reader.rest();
                let nonce = nonce.strip_suffix(&[0]).unwrap_or(nonce);
                auth::response(&plugin, login.password, nonce, secure)?
            }
            Some(0x01) if plugin == auth::CACHING_SHA2 => match packet.get(1) {
                // The server remembered the password; its OK follows.
                Some(3) => continue,
                Some(4) if secure => auth::clear(login.password),
                Some(4) => return Err(auth::unprotected(auth::CACHING_SHA2)),
                _ => return Err(malformed()),
            },
            _ => return Err(malformed()),
        };
        channel.push(&answer);
        channel.flush().await?;
    }
    Err(malformed())
}
