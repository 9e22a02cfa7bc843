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

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

    const SALT: &[u8; 20] = b"abcdefghijklmnopqrst";

    fn greeting(capabilities: u32, plugin: &str) -> Vec<u8> {
        let mut out = vec![10];
        out.extend_from_slice(b"8.0.36\0");
        out.extend_from_slice(&7u32.to_le_bytes());
        out.extend_from_slice(&SALT[..8]);
        out.push(0);
        out.extend_from_slice(&(capabilities as u16).to_le_bytes());
        out.extend_from_slice(&[45, 2, 0]);
        out.extend_from_slice(&((capabilities >> 16) as u16).to_le_bytes());
        out.push(21);
        out.extend_from_slice(&[0; 10]);
        out.extend_from_slice(&SALT[8..]);
        out.push(0);
        out.extend_from_slice(plugin.as_bytes());
        out.push(0);
        out
    }

    async fn put(stream: &mut DuplexStream, sequence: u8, payload: &[u8]) {
        let mut out = (payload.len() as u32).to_le_bytes()[..3].to_vec();
        out.push(sequence);
        out.extend_from_slice(payload);
        let _ = stream.write_all(&out).await;
    }

    /// The client's next packet; nothing where it has hung up.
    async fn take(stream: &mut DuplexStream) -> Vec<u8> {
        let mut head = [0; 4];
        if stream.read_exact(&mut head).await.is_err() {
            return Vec::new();
        }
        let mut body = vec![0; usize::from(head[0])];
        stream.read_exact(&mut body).await.unwrap();
        body
    }

    /// Logs in to a server that says `words`, one after each answer of the client's.
    async fn against(local: bool, plugin: &str, words: &[&[u8]]) -> (Answer<Session>, Vec<Vec<u8>>) {
        let (client, mut server) = tokio::io::duplex(4096);
        let login = Login {
            host: "localhost",
            user: "u",
            password: b"sesame",
            database: None,
            tls: None,
            local,
            found_rows: false,
            multiple_statements: false,
            attributes: &[],
        };
        let serve = async {
            put(&mut server, 0, &greeting(u32::MAX, plugin)).await;
            let mut heard = vec![take(&mut server).await];
            let mut sequence = 2;
            for word in words {
                put(&mut server, sequence, word).await;
                sequence += 1;
                // A word that wants no answer gets none.
                if word.first() == Some(&0xfe) || word == b"\x01\x04" {
                    heard.push(take(&mut server).await);
                    sequence += 1;
                }
            }
            heard
        };
        let connect = async {
            // It ends with the log-in: the server must not wait for more.
            let mut channel = Channel::new(Box::new(client));
            log_in(&mut channel, &login).await
        };
        tokio::join!(connect, serve)
    }

    const OKAY: &[u8] = &[0, 0, 0, 2, 0, 0, 0];

    #[tokio::test]
    async fn a_remembered_password_needs_no_secure_line() {
        let (session, heard) = against(false, "caching_sha2_password", &[b"\x01\x03", OKAY]).await;
        let session = session.unwrap();
        assert_eq!((session.thread, session.version.as_str()), (7, "8.0.36"));
        assert!(!heard[0].windows(6).any(|w| w == b"sesame"));
    }

    #[tokio::test]
    async fn a_password_in_full_goes_over_a_secure_line_only() {
        let (session, heard) = against(true, "caching_sha2_password", &[b"\x01\x04", OKAY]).await;
        assert!(session.is_ok());
        assert_eq!(heard[1], b"sesame\0");
        let (session, _) = against(false, "caching_sha2_password", &[b"\x01\x04", OKAY]).await;
        let Err(Trouble::Protocol(message)) = session else { panic!("the log-in should fail") };
        assert!(message.contains("dialectOptions.ssl") && message.contains("socketPath"), "{message}");
    }

    #[tokio::test]
    async fn a_server_may_ask_for_another_proof_but_not_for_the_password() {
        let switch = [b"\xfemysql_native_password\0".as_slice(), SALT, b"\0"].concat();
        let (session, heard) = against(false, "caching_sha2_password", &[&switch, OKAY]).await;
        assert!(session.is_ok());
        assert_eq!(heard[1].len(), 20);
        let (session, _) = against(false, "mysql_native_password", &[b"\xfe"]).await;
        assert!(matches!(session, Err(Trouble::Protocol(m)) if m.contains("mysql_old_password")));
    }

    #[tokio::test]
    async fn capabilities_that_are_dangerous_are_never_asked_for() {
        const LOCAL_FILES: u32 = 1 << 7;
        let (_, heard) = against(false, "mysql_native_password", &[OKAY]).await;
        let asked = u32::from_le_bytes(heard[0][..4].try_into().unwrap());
        assert_eq!(asked & (LOCAL_FILES | c::MULTI_STATEMENTS | c::FOUND_ROWS), 0);
    }

    #[test]
    fn a_damaged_greeting_is_an_error() {
        let whole = greeting(u32::MAX, "x");
        assert!(Greeting::read(&whole).is_ok());
        for cut in 0..whole.len() - 14 {
            assert!(Greeting::read(&whole[..cut]).is_err(), "{cut}");
        }
        let refused = Greeting::read(b"\xff\x10\x04Too many connections");
        assert!(matches!(refused, Err(Trouble::Server(e)) if e.number == 1040));
    }
}
