//! The simple protocol: one text, any number of statements and results, all of them text.
//! <https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SIMPLE-QUERY>

use super::catalog::{question, Described};
use super::connection::{may_run_again, PgWire, Stop};
use super::inline::nul;
use super::results::{Cells, TextResults};
use super::scan;
use super::wire::message::{self, tag};
use super::wire::Answer;
use crate::driver::{Done, RowSink};
use crate::failure::Result;
use std::time::Instant;

impl PgWire {
    /// One text into a sink.
    pub(super) async fn run_text(&mut self, sql: &str, sink: &mut dyn RowSink) -> Result<Done> {
        self.lost_before_start = false;
        if sql.contains('\0') {
            return Err(nul());
        }
        let (began, inside) = (Instant::now(), self.in_transaction);
        let mut results = TextResults::new(sink);
        message::query(&mut self.stream.output, sql);
        let ran = self.take_results(&mut results).await;
        self.after(scan::changes_schema(sql, self.settings.plain_backslashes));
        match ran {
            Ok(()) => {
                // Types that were met for the first time: learn them, then pass on what waited.
                if let Err(error) = self.learn(results.unknown().to_vec()).await {
                    return Err(self.lost(error, sql, began, false));
                }
                results.finish(&self.types)
            }
            Err(Stop::Sink(failure)) => Err(failure),
            Err(Stop::Wire(error)) => {
                let again = !inside && !results.answered() && may_run_again(sql, &error);
                Err(self.lost(error, sql, began, again))
            }
        }
    }

    /// Every result up to the server's ReadyForQuery.
    async fn take_results(&mut self, results: &mut TextResults<'_>) -> std::result::Result<(), Stop> {
        self.stream.flush().await.map_err(|error| Stop::Wire(error.into()))?;
        let mut stop = None;
        loop {
            let tag = self.stream.next().await.map_err(Stop::Wire)?;
            let taken = match tag {
                tag::ROW_DESCRIPTION => {
                    let fields = message::fields(self.stream.body()).map_err(Stop::Wire)?;
                    if stop.is_none() {
                        results.columns(fields, &self.types)
                    } else {
                        Ok(())
                    }
                }
                tag::DATA_ROW if stop.is_none() => results.row(self.stream.body().rest()),
                tag::COMMAND_COMPLETE => {
                    let (command, affected) = message::command_tag(self.stream.body()).map_err(Stop::Wire)?;
                    if stop.is_none() {
                        results.end(Some(command), affected)
                    } else {
                        Ok(())
                    }
                }
                tag::COPY_IN | tag::COPY_BOTH => {
                    message::put(&mut self.stream.output, b'f', |out| {
                        message::put_text(out, "COPY from the client is not supported by sequelize-native")
                    });
                    self.stream.flush().await.map_err(|error| Stop::Wire(error.into()))?;
                    Ok(())
                }
                tag::ERROR => {
                    let error = self.stream.error();
                    if error.is_fatal() {
                        return Err(Stop::Wire(error));
                    }
                    stop = Some(stop.unwrap_or(Stop::Wire(error)));
                    Ok(())
                }
                tag::READY => {
                    self.ready().map_err(Stop::Wire)?;
                    return stop.map_or(Ok(()), Err);
                }
                other => self.aside(other).map(Ok).map_err(Stop::Wire)?,
            };
            if let Err(failure) = taken {
                stop = Some(Stop::Sink(failure));
            }
        }
    }

    /// The cells of a text of our own, as text.
    pub(super) async fn table(&mut self, sql: &str) -> Answer<Vec<Vec<String>>> {
        message::query(&mut self.stream.output, sql);
        self.stream.flush().await?;
        let (mut rows, mut refused, mut cells) = (Vec::new(), None, Cells::default());
        loop {
            match self.stream.next().await? {
                tag::DATA_ROW => {
                    let body = self.stream.body();
                    cells.read(body)?;
                    rows.push(cells.texts(body.rest()));
                }
                tag::ERROR => {
                    let error = self.stream.error();
                    if error.is_fatal() {
                        return Err(error);
                    }
                    refused = Some(error);
                }
                tag::READY => {
                    self.ready()?;
                    return refused.map_or(Ok(rows), Err);
                }
                tag::ROW_DESCRIPTION | tag::COMMAND_COMPLETE => {}
                other => self.aside(other)?,
            }
        }
    }

    /// Asks what some type numbers are, and what those are made of. An unknown type stays text.
    pub(super) async fn learn(&mut self, oids: Vec<u32>) -> Answer<()> {
        let mut wanted = oids;
        let mut waiting: Vec<Described> = Vec::new();
        while !wanted.is_empty() {
            let rows = match self.table(&question(&wanted)).await {
                Ok(rows) => rows,
                Err(error) if error.is_fatal() => return Err(error),
                // Not PostgreSQL's catalog, or not ours to read.
                Err(_) => Vec::new(),
            };
            let number = |row: &Vec<String>, i: usize| row.get(i).and_then(|t| t.parse().ok()).unwrap_or(0);
            let text = |row: &Vec<String>, i: usize| row.get(i).cloned().unwrap_or_default();
            let described: Vec<Described> = rows
                .iter()
                .map(|row| Described {
                    oid: number(row, 0),
                    name: text(row, 1),
                    kind: text(row, 2),
                    inner: number(row, 3),
                })
                .collect();
            for oid in wanted.iter().filter(|oid| !described.iter().any(|d| d.oid == **oid)) {
                self.types.give_up(*oid);
            }
            waiting.extend(described);
            // What is made of others comes after them: each round settles at least one.
            while let Some(at) = waiting.iter().position(|d| self.types.learn(d)) {
                waiting.swap_remove(at);
            }
            let asked = std::mem::take(&mut wanted);
            wanted = waiting
                .iter()
                .map(|d| d.inner)
                .filter(|oid| !asked.contains(oid) && !waiting.iter().any(|d| d.oid == *oid))
                .collect();
        }
        for described in waiting {
            self.types.give_up(described.oid);
        }
        Ok(())
    }
}
