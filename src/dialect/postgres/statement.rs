//! The extended protocol: a statement is prepared once, and runs with its values in binary.
//! <https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY>

use super::connection::{may_run_again, PgWire, Stop};
use super::decode::WireType;
use super::encode::{encode, Misfit, Param};
use super::inline::{inline, nul};
use super::prepared::{Columns, Prepared, Route};
use super::results::WireRow;
use super::scan;
use super::wire::message::{self, tag};
use super::wire::{Answer, WireError};
use crate::driver::{Done, Query, RowSink};
use crate::failure::{Failure, FailureKind, Result};
use crate::value::Value;
use bytes::BufMut;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::time::Instant;

impl PgWire {
    pub(super) async fn run_query(&mut self, query: &Query, sink: &mut dyn RowSink) -> Result<Done> {
        self.lost_before_start = false;
        let sql = &query.sql;
        if sql.contains('\0') {
            return Err(nul());
        }
        if !query.prepared {
            return self.run_literals(sql, &query.binds, &[], sink).await;
        }
        if query.binds.is_empty() && !self.statements.contains(sql) && !self.worth_preparing(sql) {
            return self.run_text(sql, sink).await;
        }
        let (began, inside) = (Instant::now(), self.in_transaction);
        for attempt in 0.. {
            self.catch_up();
            let prepared = match self.prepare(sql, !query.binds.is_empty()).await {
                Ok(prepared) => prepared,
                Err(error) => return Err(self.lost(error, sql, began, !inside)),
            };
            if !self.bind(&prepared, &query.binds)? {
                return self.run_literals(sql, &query.binds, &prepared.params, sink).await;
            }
            let mut answered = false;
            let sent = Instant::now();
            let ran = match self.stream.flush().await {
                Ok(()) => self.result(&prepared.columns, sink, &mut answered).await,
                Err(error) => Err(Stop::Wire(error.into())),
            };
            self.round_trip = self.round_trip.min(sent.elapsed());
            match ran {
                Ok(done) => {
                    self.after(prepared.changes_schema);
                    return Ok(done);
                }
                Err(Stop::Sink(failure)) => {
                    self.after(prepared.changes_schema);
                    return Err(failure);
                }
                // A migration ran somewhere else: what was prepared is prepared anew.
                Err(Stop::Wire(error)) if attempt == 0 && !answered && self.is_stale(&error) => self.forget(),
                Err(Stop::Wire(error)) => {
                    self.after(prepared.changes_schema);
                    let again = !inside && !answered && may_run_again(sql, &error);
                    return Err(self.lost(error, sql, began, again));
                }
            }
        }
        Err(Failure::internal("a statement could not be prepared"))
    }

    /// In no other way than prepared: the protocol takes one statement there, and values have no quotes to leave.
    /// It is not kept.
    pub(super) async fn run_alone(&mut self, query: &Query, sink: &mut dyn RowSink) -> Result<Done> {
        self.lost_before_start = false;
        let sql = &query.sql;
        if sql.contains('\0') {
            return Err(nul());
        }
        let began = Instant::now();
        self.catch_up();
        let prepared = match self.prepare(sql, false).await {
            Ok(prepared) => prepared,
            Err(error) => return Err(self.lost(error, sql, began, false)),
        };
        if !self.bind(&prepared, &query.binds)? {
            return Err(Failure::usage(
                "A value does not fit the type that the statement gives its parameter",
            ));
        }
        let ran = match self.stream.flush().await {
            Ok(()) => self.result(&prepared.columns, sink, &mut false).await,
            Err(error) => Err(Stop::Wire(error.into())),
        };
        self.after(prepared.changes_schema);
        if let Some(name) = self.statements.remove(sql) {
            message::close_statement(&mut self.stream.output, &name);
        }
        ran.map_err(|stop| match stop {
            Stop::Sink(failure) => failure,
            Stop::Wire(error) => self.lost(error, sql, began, false),
        })
    }

    /// "cached plan must not change result type". Inside a transaction nothing can be mended any more.
    pub(super) fn is_stale(&self, error: &WireError) -> bool {
        let WireError::Server(server) = error else { return false };
        !self.in_transaction && server.code() == "0A000" && server.message().contains("cached plan")
    }

    /// A text without binds: one statement with rows that has come before.
    fn worth_preparing(&mut self, sql: &str) -> bool {
        if !scan::answers_rows(sql, self.settings.plain_backslashes) {
            return false;
        }
        let mut hasher = DefaultHasher::new();
        sql.hash(&mut hasher);
        if self.met.len() >= self.statements.capacity() * 4 {
            self.met.clear();
        }
        !self.met.insert(hasher.finish())
    }

    /// The statement as the server describes it, from memory or by asking.
    pub(super) async fn prepare(&mut self, sql: &Arc<str>, has_binds: bool) -> Answer<Arc<Prepared>> {
        if let Some(known) = self.statements.get(sql) {
            return Ok(known);
        }
        let plain_backslashes = self.settings.plain_backslashes;
        let inside = self.in_transaction;
        if let Some(name) = self.statements.make_room() {
            message::close_statement(&mut self.stream.output, &name);
        }
        let name = self.statements.name();
        message::prepare(&mut self.stream.output, &name, sql);
        message::sync(&mut self.stream.output);
        self.stream.flush().await?;
        let prepared = match self.description().await {
            Ok((params, fields)) => {
                let oids = params.iter().copied().chain(fields.iter().map(|f| f.type_oid));
                let unknown: Vec<u32> = oids.filter(|oid| self.types.get(*oid).is_none()).collect();
                self.learn(unknown).await?;
                let changes_schema = scan::changes_schema(sql, plain_backslashes);
                Prepared::of(name, &params, &fields, &self.types, changes_schema)
            }
            // The server cannot tell a parameter's type: it can with a literal. Inside a transaction
            // the refusal has spoiled the transaction already.
            Err(error)
                if has_binds
                    && !inside
                    && matches!(error.sql_state(), Some("42P18" | "42P08" | "42725" | "42883")) =>
            {
                Prepared::literals(sql, plain_backslashes)
            }
            Err(error) => return Err(error),
        };
        let prepared = Arc::new(prepared);
        self.statements.insert(sql.clone(), prepared.clone());
        Ok(prepared)
    }

    /// The answer to Parse and Describe: the types of the parameters, and the columns.
    async fn description(&mut self) -> Answer<(Vec<u32>, Vec<message::Field>)> {
        let (mut params, mut fields, mut refused) = (Vec::new(), Vec::new(), None);
        loop {
            match self.stream.next().await? {
                tag::PARAMETER_DESCRIPTION => params = message::parameter_types(self.stream.body())?,
                tag::ROW_DESCRIPTION => fields = message::fields(self.stream.body())?,
                tag::PARSE_COMPLETE | tag::CLOSE_COMPLETE | tag::NO_DATA | tag::PARAMETER_STATUS => {}
                tag::ERROR => {
                    let error = self.stream.error();
                    if error.is_fatal() {
                        return Err(error);
                    }
                    refused = Some(error);
                }
                tag::READY => {
                    self.ready()?;
                    return refused.map_or(Ok((params, fields)), Err);
                }
                other => return Err(unexpected(other)),
            }
        }
    }

    /// Bind, Execute and Sync, ready to be sent. False where a value has no form in its parameter's type.
    pub(super) fn bind(&mut self, prepared: &Prepared, binds: &[Value]) -> Result<bool> {
        let Route::Prepared(name) = &prepared.route else { return Ok(false) };
        if binds.len() != prepared.params.len() {
            let message = format!(
                "bind message supplies {} parameters, but prepared statement \"\" requires {}",
                binds.len(),
                prepared.params.len()
            );
            let mut failure = Failure::new(FailureKind::Database, message);
            failure.code = Some("08P01".into());
            return Err(failure);
        }
        let zone = self.settings.zone;
        let out = &mut self.stream.output;
        let start = out.len();
        let mut fits = true;
        message::put(out, b'B', |out| {
            // The unnamed portal.
            out.put_u8(0);
            message::put_text(out, name);
            // All parameters are binary.
            out.put_u16(1);
            out.put_u16(1);
            out.put_u16(binds.len() as u16);
            for (value, param) in binds.iter().zip(&prepared.params) {
                if put_value(value, param, zone, out).is_err() {
                    fits = false;
                    return;
                }
            }
            if prepared.columns.is_binary() {
                out.put_u16(1);
                out.put_u16(1);
            } else {
                out.put_u16(prepared.columns.types.len() as u16);
                for wire in prepared.columns.types.iter() {
                    out.put_u16(u16::from(*wire != WireType::Opaque));
                }
            }
        });
        if !fits {
            out.truncate(start);
            return Ok(false);
        }
        message::execute(out);
        message::sync(out);
        Ok(true)
    }

    /// The answer to one Bind, Execute and Sync, to its end in every case.
    pub(super) async fn result(
        &mut self,
        columns: &Columns,
        sink: &mut dyn RowSink,
        answered: &mut bool,
    ) -> std::result::Result<Done, Stop> {
        let mut done = Done::default();
        let mut stop = None;
        loop {
            match self.stream.next().await.map_err(Stop::Wire)? {
                tag::DATA_ROW if stop.is_none() => {
                    let body = self.stream.body();
                    self.cells.read(body).map_err(Stop::Wire)?;
                    let row = WireRow { bytes: body.rest(), cells: &self.cells, columns, binary: true };
                    let told = if *answered { Ok(()) } else { sink.columns(&columns.infos) };
                    *answered = true;
                    stop = told.and_then(|()| sink.row(&row)).err().map(Stop::Sink);
                }
                tag::COMMAND_COMPLETE => {
                    let (command, affected) = message::command_tag(self.stream.body()).map_err(Stop::Wire)?;
                    done.command = Some(command);
                    done.affected += affected;
                    if stop.is_none() && !std::mem::replace(answered, true) {
                        stop = sink.columns(&columns.infos).err().map(Stop::Sink);
                    }
                }
                tag::ERROR => {
                    let error = self.stream.error();
                    if error.is_fatal() {
                        return Err(Stop::Wire(error));
                    }
                    stop = Some(stop.unwrap_or(Stop::Wire(error)));
                }
                tag::READY => {
                    self.ready().map_err(Stop::Wire)?;
                    break;
                }
                other => self.aside(other).map_err(Stop::Wire)?,
            }
        }
        if let Some(stop) = stop {
            return Err(stop);
        }
        if !std::mem::replace(answered, true) {
            sink.columns(&columns.infos).map_err(Stop::Sink)?;
        }
        sink.done(&done).map_err(Stop::Sink)?;
        Ok(done)
    }

    /// Reads over the answer to one Sync.
    pub(super) async fn skip_result(&mut self) -> Answer<()> {
        loop {
            match self.stream.next().await? {
                tag::READY => return self.ready(),
                tag::ERROR if self.stream.error().is_fatal() => return Err(self.stream.error()),
                _ => {}
            }
        }
    }

    /// Messages that change nothing for the statement under way. A COPY, which has no place in an answer to
    /// a statement here, is declined in its own way.
    pub(super) fn aside(&mut self, tag: u8) -> Answer<()> {
        match tag {
            tag::BIND_COMPLETE
            | tag::CLOSE_COMPLETE
            | tag::PARSE_COMPLETE
            | tag::NO_DATA
            | tag::PARAMETER_STATUS
            | tag::EMPTY_QUERY
            | tag::DATA_ROW
            | tag::COPY_OUT
            | tag::COPY_DATA
            | tag::COPY_DONE => Ok(()),
            other => Err(unexpected(other)),
        }
    }

    async fn run_literals(
        &mut self,
        sql: &str,
        binds: &[Value],
        params: &[Param],
        sink: &mut dyn RowSink,
    ) -> Result<Done> {
        if binds.is_empty() {
            return self.run_text(sql, sink).await;
        }
        let text = inline(sql, binds, params, self.settings.zone, self.settings.plain_backslashes)?;
        self.run_text(&text, sink).await
    }
}

fn put_value(
    value: &Value,
    param: &Param,
    zone: super::temporal::Zone,
    out: &mut Vec<u8>,
) -> std::result::Result<(), Misfit> {
    let at = out.len();
    out.put_i32(-1);
    if encode(value, param, zone, out)? {
        let length = i32::try_from(out.len() - at - 4).map_err(|_| Misfit)?;
        out[at..at + 4].copy_from_slice(&length.to_be_bytes());
    }
    Ok(())
}

pub(super) fn unexpected(tag: u8) -> WireError {
    WireError::protocol(format!("the server sent {:?} where it has no place", char::from(tag)))
}
