//! Which protocol a statement takes, and when its values are printed after all.

use super::connection::{Stop, Wire};
use super::encode::execute;
use super::inline::{inline, is_several};
use super::protocol::packets::ServerError;
use super::protocol::reader::Reader;
use super::protocol::{command, malformed, Answer, Trouble};
use crate::driver::{Connection, Done, Query, RowSink};
use crate::failure::{Failure, FailureKind, Result};
use crate::value::Value;
use std::sync::Arc;

/// The server's reasons not to prepare a statement that it would run.
mod refusal {
    /// This kind of statement cannot be prepared.
    pub const UNSUPPORTED: u16 = 1295;
    /// `max_prepared_stmt_count` is reached, by all connections together.
    pub const TOO_MANY: u16 = 1461;
    /// The table changed too often while the statement was prepared again.
    pub const NEEDS_REPREPARE: u16 = 1615;
    /// The server has no such statement (any more).
    pub const UNKNOWN: u16 = 1243;
}

impl ServerError {
    /// The server would run the statement, but not prepare it.
    fn is_about_preparing(&self) -> bool {
        matches!(self.number, refusal::UNSUPPORTED | refusal::TOO_MANY)
    }

    /// The server knows the prepared statement no more, or not as it was.
    pub(super) fn is_about_memory(&self) -> bool {
        matches!(self.number, refusal::NEEDS_REPREPARE | refusal::UNKNOWN)
    }
}

impl Wire {
    pub(super) async fn run_query(&mut self, query: &Query, sink: &mut dyn RowSink) -> Result<Done> {
        let Query { sql, binds, prepared, .. } = query;
        self.repeatable = query.pace.is_some();
        if binds.is_empty() {
            return self.run_text(sql, sink).await;
        }
        // Several statements cannot be prepared; where they are allowed, v6's drivers print the values.
        if !prepared || (self.settings.multiple_statements && is_several(sql)) {
            return self.run_text(&inline(sql, binds, &self.settings.timezone)?, sink).await;
        }
        self.begin(sql).await?;
        let outcome = self.run_prepared(sql, binds, sink).await;
        self.conclude(outcome, sql).await
    }

    /// Prepared, where the protocol takes one statement only, and values have no quotes to leave. It is not kept.
    pub(super) async fn run_alone(&mut self, query: &Query, sink: &mut dyn RowSink) -> Result<Done> {
        let Query { sql, binds, .. } = query;
        self.repeatable = false;
        self.begin(sql).await?;
        let outcome = match self.prepare(sql).await {
            Ok((id, params)) => {
                let outcome = self.execute(id, params, binds, sink).await;
                match self.statements.forget(sql) {
                    Some(id)
                        if !matches!(outcome, Err(Stop::Wire(Trouble::Io(_) | Trouble::Protocol(_)))) =>
                    {
                        self.close_statement(id).await.map_err(Stop::from).and(outcome)
                    }
                    _ => outcome,
                }
            }
            // As a text it is one statement, too, where the session takes no more.
            Err(Trouble::Server(error))
                if error.is_about_preparing() && binds.is_empty() && !self.settings.multiple_statements =>
            {
                self.send_text(sql, sink).await
            }
            Err(trouble) => Err(trouble.into()),
        };
        self.conclude(outcome, sql).await
    }

    /// The text protocol: one statement, or several where they are allowed.
    pub(super) async fn run_text(&mut self, sql: &str, sink: &mut dyn RowSink) -> Result<Done> {
        self.begin(sql).await?;
        let outcome = self.send_text(sql, sink).await;
        self.conclude(outcome, sql).await
    }

    async fn send_text(&mut self, sql: &str, sink: &mut dyn RowSink) -> std::result::Result<Done, Stop> {
        self.send(command::QUERY, sql.as_bytes()).await?;
        self.results(false, sink).await
    }

    async fn conclude(&mut self, outcome: std::result::Result<Done, Stop>, sql: &str) -> Result<Done> {
        let ended = matches!(&outcome, Err(stop) if stop.is_end());
        let outcome = outcome.map_err(|stop| self.failed(stop, sql));
        // Whether it was still read by the server, a read need not know.
        self.lost_before_start = ended && self.repeatable && !self.answered && !self.in_transaction();
        if !self.broken {
            self.keep_backslashes().await.map_err(|trouble| self.failed(trouble.into(), sql))?;
        }
        outcome
    }

    async fn run_prepared(
        &mut self,
        sql: &Arc<str>,
        binds: &[Value],
        sink: &mut dyn RowSink,
    ) -> std::result::Result<Done, Stop> {
        let timezone = self.settings.timezone.clone();
        let literals = || inline(sql, binds, &timezone).map_err(Stop::Sink);
        for attempt in 0..2 {
            let (id, params) = match self.prepare(sql).await {
                Ok(known) => known,
                Err(Trouble::Server(error)) if error.number == refusal::TOO_MANY && attempt == 0 => {
                    // Ours may be the ones that are too many.
                    self.close_all().await?;
                    continue;
                }
                Err(Trouble::Server(error)) if error.is_about_preparing() => {
                    return self.send_text(&literals()?, sink).await
                }
                Err(trouble) => return Err(trouble.into()),
            };
            match self.execute(id, params, binds, sink).await {
                // Refused before it ran: the statement has to be made anew, or does without.
                Err(Stop::Wire(Trouble::Server(error))) if error.is_about_memory() => {
                    if let Some(id) = self.statements.forget(sql) {
                        self.close_statement(id).await?;
                    }
                    if attempt == 1 {
                        return self.send_text(&literals()?, sink).await;
                    }
                }
                outcome => return outcome,
            }
        }
        self.send_text(&literals()?, sink).await
    }

    async fn execute(
        &mut self,
        id: u32,
        params: usize,
        binds: &[Value],
        sink: &mut dyn RowSink,
    ) -> std::result::Result<Done, Stop> {
        if params != binds.len() {
            return Err(Stop::Sink(Failure::new(
                FailureKind::Database,
                format!("The statement has {params} placeholders, but {} values are bound", binds.len()),
            )));
        }
        let packet = execute(id, binds, &self.settings.timezone).map_err(Stop::Sink)?;
        self.channel.send(&packet).await?;
        self.results(true, sink).await
    }

    /// The statement's number and how many values it takes, from memory or by asking.
    pub(super) async fn prepare(&mut self, sql: &Arc<str>) -> Answer<(u32, usize)> {
        if let Some(known) = self.statements.get(sql) {
            return Ok(known);
        }
        self.send(command::PREPARE, sql.as_bytes()).await?;
        let packet = self.channel.receive().await?;
        if packet.first() == Some(&0xff) {
            return Err(Trouble::Server(ServerError::read(packet)?));
        }
        let mut reader = Reader::new(packet);
        if reader.u8()? != 0 {
            return Err(malformed());
        }
        let id = reader.u32()?;
        let columns = usize::from(reader.u16()?);
        let params = usize::from(reader.u16()?);
        // Definitions come again with every result; those of parameters say nothing.
        for count in [params, columns] {
            for _ in 0..count {
                self.channel.receive().await?;
            }
            if count > 0 && !self.deprecate_eof {
                self.channel.receive().await?;
            }
        }
        if let Some(closed) = self.statements.keep(sql.clone(), id, params) {
            self.close_statement(closed).await?;
        }
        Ok((id, params))
    }

    /// The server answers nothing to that.
    async fn close_statement(&mut self, id: u32) -> Answer<()> {
        self.send(command::CLOSE_STATEMENT, &id.to_le_bytes()).await
    }

    async fn close_all(&mut self) -> Answer<()> {
        for id in self.statements.clear() {
            self.close_statement(id).await?;
        }
        Ok(())
    }
}
