//! TLS under the packets, by `dialectOptions.ssl`.

use super::channel::Socket;
use super::{Answer, Trouble};
use crate::dialect::tls::{client_config, pem, Asked, Trust};
use crate::failure::{Failure, FailureKind, Result};
use serde_json::Value as Json;
use std::sync::Arc;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, Error};
use tokio_rustls::TlsConnector;

/// What a connection needs to speak TLS.
#[derive(Clone)]
pub struct Tls {
    config: Arc<ClientConfig>,
    /// Instead of the host.
    server_name: Option<String>,
}

fn invalid(message: impl Into<String>) -> Failure {
    Failure::new(FailureKind::InvalidConnection, message)
}

/// `false` and absence: none. `true`: the system's certificates.
pub fn settings(ssl: Option<&Json>) -> Result<Option<Tls>> {
    let empty = serde_json::Map::new();
    let object = match ssl {
        None | Some(Json::Null | Json::Bool(false)) => return Ok(None),
        Some(Json::Bool(true)) => &empty,
        Some(Json::Object(object)) => object,
        // A URI's `?ssl=`.
        Some(Json::String(text)) if matches!(text.as_str(), "true" | "false") || text.starts_with('{') => {
            let parsed: Json = serde_json::from_str(text)
                .map_err(|e| invalid(format!("dialectOptions.ssl is not valid JSON: {e}")))?;
            return settings(Some(&parsed));
        }
        Some(Json::String(profile)) => {
            return Err(Failure::not_supported(format!("dialectOptions.ssl {profile:?}")))
        }
        Some(_) => return Err(invalid("dialectOptions.ssl must be true, false or an object")),
    };
    let flag = |name: &str| object.get(name) != Some(&Json::Bool(false));
    let mut server_name = None;
    let mut asked = Asked {
        trust: match (flag("rejectUnauthorized"), flag("verifyIdentity")) {
            (false, _) => Trust::Anybody,
            (true, false) => Trust::AnyName,
            (true, true) => Trust::Named,
        },
        ..Asked::default()
    };
    for (name, value) in object {
        let pem = || pem(value).ok_or_else(|| invalid(format!("dialectOptions.ssl.{name} must be PEM text")));
        let text =
            || value.as_str().ok_or_else(|| invalid(format!("dialectOptions.ssl.{name} must be a text")));
        match name.as_str() {
            "rejectUnauthorized" | "verifyIdentity" | "require" => match value {
                Json::Bool(_) => {}
                _ => return Err(invalid(format!("dialectOptions.ssl.{name} must be true or false"))),
            },
            _ if matches!(value, Json::Null) => {}
            "ca" => asked.ca = Some(pem()?),
            "cert" => asked.cert = Some(pem()?),
            "key" => asked.key = Some(pem()?),
            "servername" => server_name = Some(text()?.to_owned()),
            "minVersion" => match text()? {
                "TLSv1.3" => asked.only_tls13 = true,
                "TLSv1.2" | "TLSv1.1" | "TLSv1" => {}
                other => {
                    return Err(invalid(format!("dialectOptions.ssl.minVersion: unknown version {other}")))
                }
            },
            other => return Err(Failure::not_supported(format!("dialectOptions.ssl.{other}"))),
        }
    }
    let config = client_config(&asked).map_err(|why| invalid(format!("dialectOptions.{why}")))?;
    Ok(Some(Tls { config, server_name }))
}

impl Tls {
    pub async fn wrap(&self, socket: Box<dyn Socket>, host: &str) -> Answer<Box<dyn Socket>> {
        let name = self.server_name.as_deref().unwrap_or(host);
        let name = ServerName::try_from(name.to_owned())
            .map_err(|_| Trouble::Protocol(format!("{name} is no host name that a certificate can name")))?;
        match TlsConnector::from(self.config.clone()).connect(name, socket).await {
            Ok(stream) => Ok(Box::new(stream)),
            // A refused certificate is no loss of the connection, though it comes as one.
            Err(error) => match error.get_ref().and_then(|e| e.downcast_ref::<Error>()) {
                Some(refused) => Err(Trouble::Protocol(format!("TLS: {refused}"))),
                None => Err(error.into()),
            },
        }
    }
}
