//! The one error, as data. JavaScript makes the Sequelize class from `kind` in lib/errors/from-native.js.

use std::collections::BTreeMap;

/// What went wrong, in Sequelize's words: each kind is one class of v6.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// A JavaScript `Error`: a request that cannot be planned ("Invalid value …").
    Usage,
    /// `QueryError`-less v6 classes for bad input in a query.
    TypeError,
    /// v6's `QueryError`: a query that asks for nothing.
    Query,
    Database,
    UniqueConstraint,
    ForeignKeyConstraint,
    ExclusionConstraint,
    UnknownConstraint,
    /// A NOT NULL violation, where v6 raises `ValidationError`.
    NotNull,
    Timeout,
    Connection,
    ConnectionRefused,
    ConnectionTimedOut,
    ConnectionAcquireTimeout,
    AccessDenied,
    HostNotFound,
    HostNotReachable,
    InvalidConnection,
    /// A connect hook of the application threw; JavaScript has kept its error.
    Hook,
    /// Cancelled by an AbortSignal.
    Aborted,
    /// A panic that was caught, or a state that cannot be.
    Internal,
    /// What v6 has and this version does not reach yet.
    NotSupported,
}

/// An error, with all that v6's error classes and the driver's `parent` object show.
#[derive(Debug, Clone)]
pub struct Failure(Box<FailureData>);

/// The parts of a [`Failure`]. Boxed, so that `Result<_, Failure>` stays small.
#[derive(Debug, Clone)]
pub struct FailureData {
    pub kind: FailureKind,
    pub message: String,
    /// The driver's code: a SQLSTATE on PostgreSQL, `SQLITE_CONSTRAINT` on SQLite, `ER_…` on MySQL.
    pub code: Option<String>,
    pub errno: Option<i64>,
    pub sql_state: Option<String>,
    pub detail: Option<String>,
    pub hint: Option<String>,
    pub table: Option<String>,
    pub schema: Option<String>,
    pub column: Option<String>,
    pub constraint: Option<String>,
    /// Unique and exclusion violations: the fields and their values as text.
    pub fields: Vec<(String, Option<String>)>,
    /// The index or key that a foreign key or unique violation names.
    pub index: Option<String>,
    pub sql: Option<String>,
    /// Further driver properties (`severity`, `routine`, `position`, …).
    pub extra: BTreeMap<&'static str, String>,
}

impl Failure {
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Failure(Box::new(FailureData {
            kind,
            message: message.into(),
            code: None,
            errno: None,
            sql_state: None,
            detail: None,
            hint: None,
            table: None,
            schema: None,
            column: None,
            constraint: None,
            fields: Vec::new(),
            index: None,
            sql: None,
            extra: BTreeMap::new(),
        }))
    }

    /// A request that cannot be planned; JavaScript throws a plain `Error`.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(FailureKind::Usage, message)
    }

    /// A member of v6 that is not there yet; the message names it.
    pub fn not_supported(what: impl std::fmt::Display) -> Self {
        Self::new(FailureKind::NotSupported, format!("{what} is not supported yet by sequelize-native"))
    }

    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(FailureKind::Internal, message)
    }
}

impl std::ops::Deref for Failure {
    type Target = FailureData;
    fn deref(&self) -> &FailureData {
        &self.0
    }
}

impl std::ops::DerefMut for Failure {
    fn deref_mut(&mut self) -> &mut FailureData {
        &mut self.0
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Failure {}

/// What most of the core returns.
pub type Result<T> = std::result::Result<T, Failure>;
