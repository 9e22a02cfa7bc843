//! What keeps two migration runs apart, in a database's words.

/// How a database locks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MigrationLock {
    /// Not at all.
    None,
    /// A lock of the operating system on a file beside the database.
    File,
    /// A lock that belongs to a session and ends with it.
    Session(SessionLock),
}

/// Statements for a session of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionLock {
    /// Names the session for those who wait for it.
    pub identify: Option<String>,
    /// Answers one cell at once: `true` or `1` where the lock was free.
    pub take: String,
    /// Answers one text about the session that has the lock, if any.
    pub holder: Option<String>,
    pub release: String,
}
