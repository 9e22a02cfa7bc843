//! Proves who we are, in the way that the server asks for.

use super::message::{self, tag};
use super::{Answer, Stream, WireError};
use bytes::BufMut;
use postgres_protocol::authentication::md5_hash;
use postgres_protocol::authentication::sasl::{ChannelBinding, ScramSha256, SCRAM_SHA_256};

/// Answers one authentication message; true when the server is satisfied.
/// <https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-START-UP>
pub async fn answer(stream: &mut Stream, user: &str, password: Option<&str>) -> Answer<bool> {
    let mut body = stream.body();
    match body.u32()? {
        0 => return Ok(true),
        3 => {
            let text = known(password)?.to_owned();
            message::put(&mut stream.output, b'p', |out| message::put_text(out, &text));
        }
        5 => {
            let salt = body.take(4)?.try_into().unwrap_or_default();
            let hash = md5_hash(user.as_bytes(), known(password)?.as_bytes(), salt);
            message::put(&mut stream.output, b'p', |out| message::put_text(out, &hash));
        }
        10 => {
            let mut offered = false;
            while let Ok(name) = body.text() {
                offered |= name == SCRAM_SHA_256;
            }
            if !offered {
                return Err(WireError::protocol("the server offers no SASL mechanism that is known here"));
            }
            return scram(stream, known(password)?).await.map(|()| false);
        }
        other => {
            let name = match other {
                2 => "Kerberos V5",
                7 | 8 => "GSSAPI",
                9 => "SSPI",
                _ => "unknown",
            };
            return Err(WireError::protocol(format!(
                "the server asks for authentication method {other} ({name}), which is not supported; \
                 SCRAM-SHA-256, MD5 and plain passwords are"
            )));
        }
    }
    stream.flush().await?;
    Ok(false)
}

fn known(password: Option<&str>) -> Answer<&str> {
    password.ok_or_else(|| {
        WireError::Configuration(
            "the server asks for a password, and neither the configuration, PGPASSWORD nor the password \
             file gives one"
                .into(),
        )
    })
}

async fn scram(stream: &mut Stream, password: &str) -> Answer<()> {
    let refused = |error: std::io::Error| WireError::protocol(format!("SCRAM: {error}"));
    let mut scram = ScramSha256::new(password.as_bytes(), ChannelBinding::unsupported());
    message::put(&mut stream.output, b'p', |out| {
        message::put_text(out, SCRAM_SHA_256);
        out.put_u32(scram.message().len() as u32);
        out.put_slice(scram.message());
    });
    stream.flush().await?;
    scram.update(&said(stream, 11).await?).map_err(refused)?;
    message::put(&mut stream.output, b'p', |out| out.put_slice(scram.message()));
    stream.flush().await?;
    // The server proves that it knows the password, too.
    scram.finish(&said(stream, 12).await?).map_err(refused)
}

/// The data of the SASL message of that kind.
async fn said(stream: &mut Stream, kind: u32) -> Answer<Vec<u8>> {
    match stream.next().await? {
        tag::AUTHENTICATION => {
            let mut body = stream.body();
            if body.u32()? != kind {
                return Err(WireError::protocol("the server changed its mind about authentication"));
            }
            Ok(body.rest().to_vec())
        }
        tag::ERROR => Err(stream.error()),
        _ => Err(WireError::protocol("the server broke off the authentication")),
    }
}
