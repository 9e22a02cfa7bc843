//! PostgreSQL's frontend/backend protocol, version 3: bytes and messages, without a thought of SQL.
//! <https://www.postgresql.org/docs/current/protocol-message-formats.html>

mod error;
pub mod message;
mod password;
mod startup;
mod stream;
mod tls;

pub use error::{ServerError, WireError};
pub use startup::{connect, request_cancel, Greeting};
pub use stream::Stream;
pub use tls::{Ssl, SslMode};

/// What a step of the protocol gives back.
pub type Answer<T> = std::result::Result<T, WireError>;
