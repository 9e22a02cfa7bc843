//! Makes connections: the socket, the log-in, the session.

use super::config::{settings, Settings};
use super::connection::Wire;
use super::errors::connect_failure;
use super::flavor::Flavor;
use super::protocol::channel::{Channel, Socket};
use super::protocol::handshake::{log_in, Login, Session};
use super::protocol::Answer;
use crate::driver::{BoxFuture, ConnectConfig, Connection, Driver};
use crate::failure::{Failure, FailureKind, Result};
use tokio::net::TcpStream;

pub struct MysqlLikeDriver(pub &'static Flavor);

impl Driver for MysqlLikeDriver {
    fn connect<'a>(&'a self, config: &'a ConnectConfig) -> BoxFuture<'a, Result<Box<dyn Connection>>> {
        Box::pin(async move {
            let settings = settings(config, self.0)?;
            let limit = settings.connect_timeout;
            let connecting = Wire::connect(settings);
            let wire = match limit {
                Some(limit) => tokio::time::timeout(limit, connecting).await.unwrap_or_else(|_| {
                    let mut failure = Failure::new(FailureKind::Connection, "connect ETIMEDOUT");
                    failure.code = Some("ETIMEDOUT".into());
                    Err(failure)
                })?,
                None => connecting.await?,
            };
            Ok(Box::new(wire) as Box<dyn Connection>)
        })
    }
}

/// A session of the server, before any statement.
pub async fn open(settings: &Settings) -> Result<(Channel, Session)> {
    let place = match &settings.socket_path {
        Some(path) => path.clone(),
        None => format!("{}:{}", settings.host, settings.port),
    };
    let failed = |trouble| connect_failure(trouble, &place, &settings.host);
    let mut channel = Channel::new(socket(settings).await.map_err(failed)?);
    let login = Login {
        host: &settings.host,
        user: &settings.user,
        password: settings.password.as_bytes(),
        database: settings.database.as_deref(),
        tls: settings.tls.as_ref(),
        local: settings.socket_path.is_some(),
        found_rows: settings.found_rows,
        multiple_statements: settings.multiple_statements,
        attributes: &settings.attributes,
    };
    let session = log_in(&mut channel, &login).await.map_err(failed)?;
    Ok((channel, session))
}

async fn socket(settings: &Settings) -> Answer<Box<dyn Socket>> {
    if let Some(path) = &settings.socket_path {
        return local_socket(path).await;
    }
    let stream = TcpStream::connect((settings.host.as_str(), settings.port)).await?;
    stream.set_nodelay(true)?;
    if let Some(delay) = settings.keep_alive {
        let mut keep_alive = socket2::TcpKeepalive::new();
        if !delay.is_zero() {
            keep_alive = keep_alive.with_time(delay);
        }
        socket2::SockRef::from(&stream).set_tcp_keepalive(&keep_alive)?;
    }
    Ok(Box::new(stream))
}

#[cfg(unix)]
async fn local_socket(path: &str) -> Answer<Box<dyn Socket>> {
    Ok(Box::new(tokio::net::UnixStream::connect(path).await?))
}

#[cfg(not(unix))]
async fn local_socket(path: &str) -> Answer<Box<dyn Socket>> {
    Err(super::protocol::Trouble::Protocol(format!(
        "dialectOptions.socketPath {path}: this system has no unix sockets"
    )))
}
