//! TLS under the packets, by `dialectOptions.ssl`.

use super::channel::Socket;
use super::{Answer, Trouble};
use crate::failure::{Failure, FailureKind, Result};
use serde_json::Value as Json;
use std::sync::Arc;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::crypto::{ring, verify_tls12_signature, verify_tls13_signature, CryptoProvider};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    version, CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    SupportedProtocolVersion,
};
use tokio_rustls::TlsConnector;

const BOTH: &[&SupportedProtocolVersion] = &[&version::TLS13, &version::TLS12];
const ONLY_TLS13: &[&SupportedProtocolVersion] = &[&version::TLS13];

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
    let (mut authorities, mut chain, mut key, mut server_name) = (None, Vec::new(), None, None);
    let mut versions = BOTH;
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
            "ca" => authorities = Some(certificates(&pem()?, name)?),
            "cert" => chain = certificates(&pem()?, name)?,
            "key" => {
                key = Some(PrivateKeyDer::from_pem_slice(&pem()?).map_err(|e| {
                    invalid(format!(
                        "dialectOptions.ssl.key: no private key in PEM without a passphrase: {e}"
                    ))
                })?)
            }
            "servername" => server_name = Some(text()?.to_owned()),
            "minVersion" => match text()? {
                "TLSv1.3" => versions = ONLY_TLS13,
                "TLSv1.2" | "TLSv1.1" | "TLSv1" => {}
                other => {
                    return Err(invalid(format!("dialectOptions.ssl.minVersion: unknown version {other}")))
                }
            },
            other => return Err(Failure::not_supported(format!("dialectOptions.ssl.{other}"))),
        }
    }
    let provider = Arc::new(ring::default_provider());
    let roots = roots(authorities, flag("rejectUnauthorized"))?;
    let verifier: Arc<dyn ServerCertVerifier> = match roots {
        None => Arc::new(Anybody(provider.clone())),
        Some(roots) => {
            let chain = WebPkiServerVerifier::builder_with_provider(roots, provider.clone())
                .build()
                .map_err(|e| invalid(format!("dialectOptions.ssl.ca: {e}")))?;
            match flag("verifyIdentity") {
                true => chain,
                false => Arc::new(AnyName(chain)),
            }
        }
    };
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .map_err(|e| invalid(format!("dialectOptions.ssl: {e}")))?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    let config = match (chain.is_empty(), key) {
        (false, Some(key)) => config
            .with_client_auth_cert(chain, key)
            .map_err(|e| invalid(format!("dialectOptions.ssl.cert and key: {e}")))?,
        (true, None) => config.with_no_client_auth(),
        _ => return Err(invalid("dialectOptions.ssl: cert and key are needed together")),
    };
    Ok(Some(Tls { config: Arc::new(config), server_name }))
}

/// Certificates come as text, or as Buffers (JSON's `{type: 'Buffer', data: […]}`), or as lists of them.
fn pem(value: &Json) -> Option<Vec<u8>> {
    match value {
        Json::String(text) => Some(text.clone().into_bytes()),
        Json::Array(parts) => {
            let parts = parts.iter().map(pem).collect::<Option<Vec<_>>>()?;
            Some(parts.join(&b'\n'))
        }
        Json::Object(object) => {
            let bytes = object.get("data")?.as_array()?;
            bytes.iter().map(|n| n.as_u64().and_then(|n| u8::try_from(n).ok())).collect()
        }
        _ => None,
    }
}

fn certificates(pem: &[u8], name: &str) -> Result<Vec<CertificateDer<'static>>> {
    let found: std::result::Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match found {
        Ok(list) if !list.is_empty() => Ok(list),
        Ok(_) => Err(invalid(format!("dialectOptions.ssl.{name} holds no certificate in PEM"))),
        Err(error) => Err(invalid(format!("dialectOptions.ssl.{name}: {error}"))),
    }
}

/// `None`: everybody is trusted.
fn roots(given: Option<Vec<CertificateDer<'static>>>, verify: bool) -> Result<Option<Arc<RootCertStore>>> {
    if !verify {
        return Ok(None);
    }
    let mut store = RootCertStore::empty();
    match given {
        Some(list) => {
            for certificate in list {
                store.add(certificate).map_err(|e| invalid(format!("dialectOptions.ssl.ca: {e}")))?;
            }
        }
        None => {
            store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            if store.is_empty() {
                return Err(invalid("dialectOptions.ssl: this system has no certificates; set ssl.ca"));
            }
        }
    }
    Ok(Some(Arc::new(store)))
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

/// The chain must be right; the name need not be the host's.
#[derive(Debug)]
struct AnyName(Arc<WebPkiServerVerifier>);

/// `rejectUnauthorized: false`: encrypted, but nobody knows with whom.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyName {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, Error> {
        match self.0.verify_server_cert(end_entity, intermediates, server_name, ocsp, now) {
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => Ok(ServerCertVerified::assertion()),
            other => other,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, Error> {
        self.0.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, Error> {
        self.0.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> std::result::Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
