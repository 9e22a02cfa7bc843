//! What a command answers: results, their rows, and what was done.

use super::connection::{Stop, Wire};
use super::decode::{split_binary, split_text, Columns, WireRow};
use super::protocol::packets::{Column, First, Okay, ServerError};
use super::protocol::{status, Answer, Trouble};
use crate::driver::{Done, RowSink};
use crate::failure::{Failure, Result};

impl Wire {
    /// All results of one command. The wire is read to the end even where the sink has enough.
    pub(super) async fn results(
        &mut self,
        binary: bool,
        sink: &mut dyn RowSink,
    ) -> std::result::Result<Done, Stop> {
        let mut refused: Option<Failure> = None;
        let mut total = Done::default();
        loop {
            let first = First::read(self.channel.receive().await?)?;
            self.answered = true;
            let okay = match first {
                First::Okay(okay) => {
                    give(&mut refused, || sink.columns(&[]));
                    okay
                }
                First::Columns(count) => self.rows(count, binary, sink, &mut refused).await?,
            };
            self.status = okay.status;
            let done = done(&okay);
            give(&mut refused, || sink.done(&done));
            total = Done { affected: total.affected + done.affected, ..done };
            if okay.status & status::MORE_RESULTS == 0 {
                return refused.map_or(Ok(total), |failure| Err(Stop::Sink(failure)));
            }
        }
    }

    /// The columns and rows of one result.
    async fn rows(
        &mut self,
        count: usize,
        binary: bool,
        sink: &mut dyn RowSink,
        refused: &mut Option<Failure>,
    ) -> Answer<Okay> {
        let mut definitions = Vec::with_capacity(count);
        for _ in 0..count {
            definitions.push(Column::read(self.channel.receive().await?, self.extended_metadata)?);
        }
        if !self.deprecate_eof {
            self.channel.receive().await?;
        }
        let columns = Columns::of(definitions, &self.settings.reading);
        give(refused, || sink.columns(&columns.infos));
        loop {
            let packet = self.channel.receive().await?;
            match packet.first() {
                Some(0xfe) if self.deprecate_eof && packet.len() < 0xff_ffff => return Okay::read(packet),
                Some(0xfe) if packet.len() < 9 => return Okay::read_eof(packet),
                Some(0xff) => return Err(Trouble::Server(ServerError::read(packet)?)),
                _ if refused.is_some() => {}
                _ => {
                    match binary {
                        true => split_binary(packet, &columns, &mut self.cells)?,
                        false => split_text(packet, count, &mut self.cells)?,
                    }
                    let row = WireRow { packet, cells: &self.cells, columns: &columns, binary };
                    give(refused, || sink.row(&row));
                }
            }
        }
    }
}

/// Tells the sink, unless it has refused before.
fn give(refused: &mut Option<Failure>, tell: impl FnOnce() -> Result<()>) {
    if refused.is_none() {
        *refused = tell().err();
    }
}

fn done(okay: &Okay) -> Done {
    Done {
        affected: okay.affected,
        last_insert_id: i64::try_from(okay.last_insert_id).unwrap_or(i64::MAX),
        warnings: okay.warnings,
        info: Some(okay.info.clone()).filter(|info| !info.is_empty()),
        ..Done::default()
    }
}
