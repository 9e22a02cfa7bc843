//! TLS for every wire, by rustls: whose certificates are believed, and what is shown of ours.

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

const BOTH: &[&SupportedProtocolVersion] = &[&version::TLS13, &version::TLS12];
const ONLY_TLS13: &[&SupportedProtocolVersion] = &[&version::TLS13];

/// Which servers are believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trust {
    /// Whoever answers: encrypted, but nobody knows with whom.
    Anybody,
    /// Whom a known authority signed, for whatever name.
    AnyName,
    /// Whom a known authority signed for the host's name.
    #[default]
    Named,
}

/// What is asked of a connection. Certificates and keys are PEM, of one text or several.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub trust: Trust,
    /// Without it the system's authorities count.
    pub ca: Option<Vec<u8>>,
    pub cert: Option<Vec<u8>>,
    pub key: Option<Vec<u8>>,
    pub only_tls13: bool,
}

/// What rustls needs; the error names the member of `ssl` that cannot be used.
pub fn client_config(asked: &Asked) -> Result<Arc<ClientConfig>, String> {
    let provider = Arc::new(ring::default_provider());
    let verifier: Arc<dyn ServerCertVerifier> = match asked.trust {
        Trust::Anybody => Arc::new(Anybody(provider.clone())),
        trust => {
            let roots = Arc::new(roots(asked.ca.as_deref())?);
            let chain = WebPkiServerVerifier::builder_with_provider(roots, provider.clone())
                .build()
                .map_err(|error| format!("ssl.ca: {error}"))?;
            match trust {
                Trust::AnyName => Arc::new(AnyName(chain)),
                _ => chain,
            }
        }
    };
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(if asked.only_tls13 { ONLY_TLS13 } else { BOTH })
        .map_err(|error| format!("ssl: {error}"))?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    let config = match (&asked.cert, &asked.key) {
        (Some(cert), Some(key)) => {
            let key = PrivateKeyDer::from_pem_slice(key)
                .map_err(|error| format!("ssl.key: no private key in PEM without a passphrase: {error}"))?;
            config
                .with_client_auth_cert(certificates(cert, "cert")?, key)
                .map_err(|error| format!("ssl.cert and ssl.key: {error}"))?
        }
        (None, None) => config.with_no_client_auth(),
        _ => return Err("ssl: cert and key are needed together".into()),
    };
    Ok(Arc::new(config))
}

/// Certificates come as text, or as Buffers (JSON's `{type: 'Buffer', data: […]}`), or as lists of them.
pub fn pem(value: &Json) -> Option<Vec<u8>> {
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

fn certificates(pem: &[u8], name: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    match CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>() {
        Ok(list) if !list.is_empty() => Ok(list),
        Ok(_) => Err(format!("ssl.{name} holds no certificate in PEM")),
        Err(error) => Err(format!("ssl.{name}: {error}")),
    }
}

fn roots(ca: Option<&[u8]>) -> Result<RootCertStore, String> {
    let mut store = RootCertStore::empty();
    match ca {
        Some(pem) => {
            for certificate in certificates(pem, "ca")? {
                store.add(certificate).map_err(|error| format!("ssl.ca: {error}"))?;
            }
        }
        None => {
            store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            if store.is_empty() {
                return Err("ssl: this system has no certificates; set ssl.ca".into());
            }
        }
    }
    Ok(store)
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
    ) -> Result<ServerCertVerified, Error> {
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
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
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
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
