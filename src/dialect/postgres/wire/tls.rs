//! TLS, by rustls: which certificates are believed.

use super::stream::Socket;
use super::{Answer, WireError};
use std::fmt::Display;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::crypto::{ring, verify_tls12_signature, verify_tls13_signature, CryptoProvider};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};
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

fn unusable(what: &str, why: impl Display) -> WireError {
    WireError::Configuration(format!("{what} cannot be used: {why}"))
}

fn certificates(pem: &[u8], what: &str) -> Answer<Vec<CertificateDer<'static>>> {
    let all: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<std::result::Result<_, _>>()
        .map_err(|error| unusable(what, error))?;
    if all.is_empty() {
        return Err(unusable(what, "it holds no certificate"));
    }
    Ok(all)
}

fn roots(ca: Option<&[u8]>) -> Answer<RootCertStore> {
    let mut roots = RootCertStore::empty();
    match ca {
        Some(pem) => {
            for certificate in certificates(pem, "ssl.ca")? {
                roots.add(certificate).map_err(|error| unusable("ssl.ca", error))?;
            }
        }
        None => {
            let (_, _) = roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            if roots.is_empty() {
                return Err(unusable("ssl", "the system has no root certificates, and ssl.ca gives none"));
            }
        }
    }
    Ok(roots)
}

/// Signatures are always checked; of the certificate, as much as the mode asks.
#[derive(Debug)]
struct Lenient {
    /// `None`: any certificate will do.
    chain: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Lenient {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, Error> {
        let Some(chain) = &self.chain else { return Ok(ServerCertVerified::assertion()) };
        match chain.verify_server_cert(certificate, intermediates, name, ocsp, now) {
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
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

fn client_config(ssl: &Ssl) -> Answer<ClientConfig> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| unusable("ssl", error))?;
    let builder = match ssl.mode {
        SslMode::VerifyFull => builder.with_root_certificates(roots(ssl.ca.as_deref())?),
        mode => {
            let chain = match mode {
                SslMode::VerifyCa => {
                    let roots = Arc::new(roots(ssl.ca.as_deref())?);
                    let verifier = WebPkiServerVerifier::builder_with_provider(roots, provider.clone());
                    Some(verifier.build().map_err(|error| unusable("ssl.ca", error))?)
                }
                _ => None,
            };
            builder.dangerous().with_custom_certificate_verifier(Arc::new(Lenient { chain, provider }))
        }
    };
    match (&ssl.cert, &ssl.key) {
        (Some(cert), Some(key)) => {
            let key = PrivateKeyDer::from_pem_slice(key).map_err(|error| unusable("ssl.key", error))?;
            builder
                .with_client_auth_cert(certificates(cert, "ssl.cert")?, key)
                .map_err(|error| unusable("ssl.cert with ssl.key", error))
        }
        (None, None) => Ok(builder.with_no_client_auth()),
        (Some(_), None) => Err(unusable("ssl.cert", "ssl.key is missing")),
        (None, Some(_)) => Err(unusable("ssl.key", "ssl.cert is missing")),
    }
}

/// The handshake, on a socket whose server has agreed to it.
pub async fn handshake(socket: TcpStream, host: &str, ssl: &Ssl) -> Answer<Socket> {
    let config = Arc::new(client_config(ssl)?);
    let name = ServerName::try_from(host.to_owned()).map_err(|error| unusable("the host's name", error))?;
    let stream = TlsConnector::from(config)
        .connect(name, socket)
        .await
        .map_err(|error| WireError::Tls(error.to_string()))?;
    Ok(Socket::Tls(Box::new(stream)))
}
