//! When TLS is spoken with this server, and with whom.

use super::stream::Socket;
use super::{Answer, WireError};
use crate::dialect::tls::{client_config, Asked, Trust};
use tokio::net::TcpStream;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::TlsConnector;

/// libpq's `sslmode`. <https://www.postgresql.org/docs/current/libpq-ssl.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SslMode {
    #[default]
    Disable,
    /// TLS where the server offers it.
    Prefer,
    /// TLS, whoever the server is.
    Require,
    /// A certificate that a known authority signed, for whatever name.
    VerifyCa,
    VerifyFull,
}

/// What is asked of the server's side, and shown of ours. Certificates and keys are PEM.
#[derive(Debug, Clone, Default)]
pub struct Ssl {
    pub mode: SslMode,
    pub ca: Option<Vec<u8>>,
    pub cert: Option<Vec<u8>>,
    pub key: Option<Vec<u8>>,
}

/// The handshake, on a socket whose server has agreed to it.
pub async fn handshake(socket: TcpStream, host: &str, ssl: &Ssl) -> Answer<Socket> {
    let Ssl { mode, ca, cert, key } = ssl.clone();
    let trust = match mode {
        SslMode::VerifyFull => Trust::Named,
        SslMode::VerifyCa => Trust::AnyName,
        SslMode::Disable | SslMode::Prefer | SslMode::Require => Trust::Anybody,
    };
    let config = client_config(&Asked { trust, ca, cert, key, only_tls13: false })
        .map_err(|why| WireError::Configuration(format!("dialectOptions.{why}")))?;
    let name = ServerName::try_from(host.to_owned()).map_err(|_| {
        WireError::Configuration(format!("{host} is no host name that a certificate can name"))
    })?;
    let stream = TlsConnector::from(config)
        .connect(name, socket)
        .await
        .map_err(|error| WireError::Tls(error.to_string()))?;
    Ok(Socket::Tls(Box::new(stream)))
}
