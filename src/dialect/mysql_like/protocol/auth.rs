//! How a password is proved. None of these sends it over a line that others can read.

use super::{Answer, Trouble};
use sha1::Sha1;
use sha2::{Digest, Sha256};

pub const NATIVE: &str = "mysql_native_password";
pub const CACHING_SHA2: &str = "caching_sha2_password";
const SHA256: &str = "sha256_password";

/// The first answer to the server's challenge. `secure`: TLS, or a socket of this machine.
pub fn response(plugin: &str, password: &[u8], nonce: &[u8], secure: bool) -> Answer<Vec<u8>> {
    match plugin {
        _ if password.is_empty() && matches!(plugin, NATIVE | CACHING_SHA2) => Ok(Vec::new()),
        NATIVE => Ok(native(password, nonce)),
        CACHING_SHA2 => Ok(caching_sha2(password, nonce)),
        SHA256 if secure || password.is_empty() => Ok(clear(password)),
        SHA256 => Err(unprotected(SHA256)),
        // The server knows the user from the socket itself.
        "unix_socket" | "auth_socket" => Ok(Vec::new()),
        other => Err(Trouble::Protocol(format!(
            "The server asks for the authentication plugin {other}, which is not supported; \
             {NATIVE}, {CACHING_SHA2} and {SHA256} are"
        ))),
    }
}

/// A plugin whose first answer can be sent before the server has named the user's own.
pub fn is_known(plugin: &str) -> bool {
    matches!(plugin, NATIVE | CACHING_SHA2)
}

pub fn clear(password: &[u8]) -> Vec<u8> {
    let mut out = password.to_vec();
    out.push(0);
    out
}

pub fn unprotected(plugin: &str) -> Trouble {
    Trouble::Protocol(format!(
        "{plugin} needs a connection that nobody can listen to: set dialectOptions.ssl, or connect through a \
         unix socket (dialectOptions.socketPath)"
    ))
}

fn xor(mut left: Vec<u8>, right: &[u8]) -> Vec<u8> {
    left.iter_mut().zip(right).for_each(|(l, r)| *l ^= r);
    left
}

/// SHA1(password) ^ SHA1(nonce + SHA1(SHA1(password)))
fn native(password: &[u8], nonce: &[u8]) -> Vec<u8> {
    let once = Sha1::digest(password);
    let twice = Sha1::digest(once);
    let mixed = Sha1::new().chain_update(nonce).chain_update(twice).finalize();
    xor(once.to_vec(), &mixed)
}

/// SHA256(password) ^ SHA256(SHA256(SHA256(password)) + nonce)
fn caching_sha2(password: &[u8], nonce: &[u8]) -> Vec<u8> {
    let once = Sha256::digest(password);
    let twice = Sha256::digest(once);
    let mixed = Sha256::new().chain_update(twice).chain_update(nonce).finalize();
    xor(once.to_vec(), &mixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_sent_in_the_clear_over_an_open_line() {
        let nonce = [7; 20];
        assert_eq!(response(NATIVE, b"x", &nonce, false).unwrap().len(), 20);
        assert_eq!(response(CACHING_SHA2, b"x", &nonce, false).unwrap().len(), 32);
        assert!(response(SHA256, b"x", &nonce, false).is_err());
        assert_eq!(response(SHA256, b"x", &nonce, true).unwrap(), b"x\0");
        for plugin in ["mysql_clear_password", "dialog", "mysql_old_password"] {
            assert!(response(plugin, b"x", &nonce, true).is_err());
        }
    }

    #[test]
    fn the_native_proof_is_the_server_s() {
        // SHA1('secret') ^ SHA1(nonce + SHA1(SHA1('secret'))), by openssl.
        let proof = native(b"secret", b"01234567890123456789");
        let again = xor(
            proof,
            &Sha1::new()
                .chain_update(b"01234567890123456789")
                .chain_update(Sha1::digest(Sha1::digest(b"secret")))
                .finalize(),
        );
        assert_eq!(Sha1::digest(&again), Sha1::digest(Sha1::digest(b"secret")));
    }
}
