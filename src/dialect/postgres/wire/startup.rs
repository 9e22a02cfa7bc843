//! From an address to a session that takes statements; and the request to stop one.

use super::message::{self, tag};
use super::stream::Socket;
use super::{password, tls, Answer, SslMode, Stream, WireError};
use crate::dialect::postgres::config::Settings;
use bytes::BufMut;
use socket2::{SockRef, TcpKeepalive};
use tokio::net::TcpStream;

const PROTOCOL_VERSION: i32 = 3 << 16;
const SSL_REQUEST: i32 = 80_877_103;
const CANCEL_REQUEST: i32 = 80_877_102;

/// What the server told while the session began.
#[derive(Debug, Clone, Default)]
pub struct Greeting {
    pub process_id: i32,
    /// What a cancel request must show.
    pub secret: Vec<u8>,
    pub server_version: String,
}

/// A session, ready for its first statement.
pub async fn connect(settings: &Settings) -> Answer<(Stream, Greeting)> {
    let mut stream = Stream::new(open(settings).await?);
    message::untagged(&mut stream.output, |out| {
        out.put_i32(PROTOCOL_VERSION);
        let mut parameter = |name: &str, value: &str| {
            message::put_text(out, name);
            message::put_text(out, value);
        };
        parameter("user", &settings.user);
        parameter("database", &settings.database);
        parameter("client_encoding", "UTF8");
        // Dates that come as text are read in this style.
        parameter("DateStyle", "ISO, MDY");
        if let Some(name) = &settings.application_name {
            parameter("application_name", name);
        }
        if let Some(options) = &settings.server_options {
            parameter("options", options);
        }
        out.put_u8(0);
    });
    stream.flush().await?;
    let mut greeting = Greeting::default();
    loop {
        match stream.next().await? {
            tag::AUTHENTICATION => {
                password::answer(&mut stream, &settings.user, settings.password.as_deref()).await?;
            }
            tag::PARAMETER_STATUS => {
                let mut body = stream.body();
                if body.text()? == "server_version" {
                    greeting.server_version = body.text()?.to_owned();
                }
            }
            tag::BACKEND_KEY_DATA => {
                let mut body = stream.body();
                greeting.process_id = body.i32()?;
                greeting.secret = body.rest().to_vec();
            }
            tag::NEGOTIATE_VERSION => {}
            tag::READY => return Ok((stream, greeting)),
            tag::ERROR => return Err(stream.error()),
            other => {
                return Err(WireError::protocol(format!(
                    "the server began with {:?}, which is not PostgreSQL's protocol",
                    char::from(other)
                )))
            }
        }
    }
}

/// Asks the server to stop what a session is doing. It answers by closing.
pub async fn request_cancel(settings: &Settings, greeting: &Greeting) -> Answer<()> {
    let mut stream = Stream::new(open(settings).await?);
    message::untagged(&mut stream.output, |out| {
        out.put_i32(CANCEL_REQUEST);
        out.put_i32(greeting.process_id);
        out.put_slice(&greeting.secret);
    });
    stream.flush().await?;
    // The request has been taken when the server hangs up.
    let _ = stream.byte().await;
    Ok(())
}

async fn open(settings: &Settings) -> Answer<Socket> {
    if settings.host.starts_with('/') {
        return open_local(settings).await;
    }
    let socket = TcpStream::connect((settings.host.as_str(), settings.port)).await?;
    socket.set_nodelay(true)?;
    if let Some(delay) = settings.keep_alive {
        let mut keepalive = TcpKeepalive::new();
        if !delay.is_zero() {
            keepalive = keepalive.with_time(delay);
        }
        SockRef::from(&socket).set_tcp_keepalive(&keepalive)?;
    }
    if settings.ssl.mode == SslMode::Disable {
        return Ok(Socket::Tcp(socket));
    }
    let mut asking = Stream::new(Socket::Tcp(socket));
    message::untagged(&mut asking.output, |out| out.put_i32(SSL_REQUEST));
    asking.flush().await?;
    let said = asking.byte().await?;
    match (said, asking.into_socket()) {
        (b'S', Socket::Tcp(socket)) => tls::handshake(socket, &settings.host, &settings.ssl).await,
        (b'N', socket) if settings.ssl.mode == SslMode::Prefer => Ok(socket),
        (b'N', _) => Err(WireError::Tls("The server does not support SSL connections".into())),
        _ => Err(WireError::protocol("the server answered the request for TLS with neither yes nor no")),
    }
}

/// A Unix socket in the folder that `host` names.
#[cfg(unix)]
async fn open_local(settings: &Settings) -> Answer<Socket> {
    let path = format!("{}/.s.PGSQL.{}", settings.host, settings.port);
    Ok(Socket::Unix(tokio::net::UnixStream::connect(path).await?))
}

#[cfg(not(unix))]
async fn open_local(settings: &Settings) -> Answer<Socket> {
    Err(WireError::Configuration(format!("host {}: this system has no Unix sockets", settings.host)))
}
