//! What can go wrong on the wire, before anybody knows what it means to v6.

use super::message::Body;

/// An ErrorResponse: its fields by their letters.
/// <https://www.postgresql.org/docs/current/protocol-error-fields.html>
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ServerError(Vec<(u8, String)>);

impl ServerError {
    pub fn parse(mut body: Body<'_>) -> ServerError {
        let mut fields = Vec::new();
        while let Ok(letter @ 1..) = body.u8() {
            let Ok(text) = body.text() else { break };
            fields.push((letter, text.to_owned()));
        }
        ServerError(fields)
    }

    pub fn field(&self, letter: u8) -> Option<&str> {
        self.0.iter().find(|(l, _)| *l == letter).map(|(_, text)| text.as_str())
    }

    /// The SQLSTATE.
    pub fn code(&self) -> &str {
        self.field(b'C').unwrap_or("")
    }

    pub fn message(&self) -> &str {
        self.field(b'M').unwrap_or("")
    }

    /// Never in the server's language where the server is PostgreSQL 9.6 or newer.
    pub fn severity(&self) -> &str {
        self.field(b'V').or_else(|| self.field(b'S')).unwrap_or("ERROR")
    }

    /// The session ends with this error.
    pub fn is_fatal(&self) -> bool {
        matches!(self.severity(), "FATAL" | "PANIC")
    }
}

#[derive(Debug)]
pub enum WireError {
    Server(Box<ServerError>),
    Io(std::io::Error),
    /// The other side does not speak as it should.
    Protocol(String),
    Tls(String),
    /// What the user configured cannot be used.
    Configuration(String),
}

impl From<std::io::Error> for WireError {
    fn from(error: std::io::Error) -> Self {
        WireError::Io(error)
    }
}

impl WireError {
    pub fn protocol(what: impl Into<String>) -> WireError {
        WireError::Protocol(what.into())
    }

    /// The server's SQLSTATE, where the error is the server's.
    pub fn sql_state(&self) -> Option<&str> {
        match self {
            WireError::Server(error) => Some(error.code()),
            _ => None,
        }
    }

    /// The connection is over after this error.
    pub fn is_fatal(&self) -> bool {
        match self {
            WireError::Server(error) => error.is_fatal(),
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_read_field_by_field() {
        let error = ServerError::parse(Body::new(b"SFEHLER\0VERROR\0C23505\0Mdoppelt\0\0"));
        assert_eq!((error.severity(), error.code(), error.message()), ("ERROR", "23505", "doppelt"));
        assert_eq!(error.field(b'D'), None);
        assert!(!error.is_fatal());
        // Cut short, it is still an error.
        assert_eq!(ServerError::parse(Body::new(b"SFATAL\0C57")).severity(), "FATAL");
    }
}
