//! The state machine of a run: lock, begin, then start and finish (or fail) for each step, then end.

use super::database::Database;
use super::details::{Detail, DetailTable};
use super::journal::{needs_table, Journal, NameTable, Who};
use super::lock::{self, Held, LockOptions, LockPlace};
use super::plan::{plan, unique, Direction, Entry, Request};
use super::source::checksum;
use super::sql_file::{SqlFile, SqlSection};
use super::verify::{self, Status};
use crate::failure::{Failure, Result};
use std::collections::{HashSet, VecDeque};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// One runner for one journal; one run at a time.
pub struct Runner {
    database: Option<Database>,
    journal: Journal,
    who: Who,
    held: Option<Held>,
    run: Option<Run>,
}

struct Run {
    direction: Direction,
    steps: VecDeque<Step>,
    started: Option<Started>,
}

struct Step {
    entry: Entry,
    /// Of a file that Rust runs.
    section: Option<SqlSection>,
    recorded: bool,
    /// The file as it was applied.
    applied: Option<String>,
}

struct Started {
    step: Step,
    detail: Detail,
    since: Instant,
}

/// The answer to `begin`.
pub struct Begun {
    pub steps: Vec<(usize, Entry)>,
    pub warnings: Vec<Status>,
}

fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_millis() as i64)
}

impl Runner {
    pub fn new(database: Option<Database>, journal: Journal, who: Who) -> Runner {
        Runner { database, journal, who, held: None, run: None }
    }

    fn database(&self) -> Result<&Database> {
        self.database
            .as_ref()
            .ok_or_else(|| Failure::usage("this migrator has no database: give it `sequelize`"))
    }

    /// The journal's table with the table of details, where there is one.
    fn tables(&self) -> Result<Option<(&Database, &NameTable, DetailTable)>> {
        match &self.journal {
            Journal::Table(names) => Ok(Some((self.database()?, names, DetailTable::of(&names.table)))),
            _ => Ok(None),
        }
    }

    /// The names in the journal.
    pub async fn executed(&self) -> Result<Vec<String>> {
        match self.tables()? {
            Some((db, names, _)) => Ok(names.names(db).await?.unwrap_or_default()),
            None => Ok(Vec::new()),
        }
    }

    /// `foreign`: the names of a journal that the caller keeps.
    async fn state(&self, foreign: Option<Vec<String>>) -> Result<(HashSet<String>, Vec<Detail>)> {
        let names = match foreign {
            Some(names) => names,
            None => self.executed().await?,
        };
        let details = match self.tables()? {
            Some((db, _, details)) => details.read(db).await?.unwrap_or_default(),
            None => Vec::new(),
        };
        Ok((names.into_iter().collect(), details))
    }

    pub async fn status(&self, entries: &[Entry], foreign: Option<Vec<String>>) -> Result<Vec<Status>> {
        let (executed, details) = self.state(foreign).await?;
        verify::status(entries, &executed, &details)
    }

    pub async fn plan(
        &self,
        request: &Request,
        entries: &[Entry],
        foreign: Option<Vec<String>>,
    ) -> Result<Vec<usize>> {
        plan(request, entries, &self.state(foreign).await?.0)
    }

    pub async fn lock(&mut self, place: &LockPlace, options: Option<LockOptions>) -> Result<()> {
        if self.held.is_some() {
            return Err(Failure::usage("this migrator is at work already"));
        }
        self.held = Some(match options {
            Some(options) => lock::take(place, options, &self.who).await?,
            None => Held::Nothing,
        });
        Ok(())
    }

    async fn prepare(&self) -> Result<()> {
        if let Some((db, names, details)) = self.tables()? {
            if names.names(db).await?.is_none() {
                names.create(db).await?;
            }
            if details.read(db).await?.is_none() {
                details.create(db).await?;
            }
        }
        Ok(())
    }

    /// Reads the journal, verifies it and plans the steps. `strict`: problems refuse the run.
    pub async fn begin(
        &mut self,
        request: &Request,
        entries: &[Entry],
        foreign: Option<Vec<String>>,
        strict: bool,
    ) -> Result<Begun> {
        unique(entries)?;
        self.prepare().await?;
        let (executed, details) = self.state(foreign).await?;
        let statuses = verify::status(entries, &executed, &details)?;
        let problems = verify::problems(&statuses, request);
        if strict && !problems.is_empty() {
            return Err(refused(&problems));
        }
        let warnings = problems.into_iter().cloned().collect();
        self.adopt(entries, &executed, &details).await?;
        let places = plan(request, entries, &executed)?;
        let mut steps = VecDeque::with_capacity(places.len());
        for at in &places {
            let entry = entries[*at].clone();
            let detail = details.iter().find(|d| d.name == entry.name);
            steps.push_back(Step {
                section: self.section(&entry, request.direction)?,
                recorded: executed.contains(&entry.name),
                applied: detail.and_then(|d| d.checksum.clone()),
                entry,
            });
        }
        let begun = places.into_iter().map(|at| (at, entries[at].clone())).collect();
        self.run = Some(Run { direction: request.direction, steps, started: None });
        Ok(Begun { steps: begun, warnings })
    }

    /// Migrations that other tools have applied get their files' checksums, so that later changes are seen.
    async fn adopt(&self, entries: &[Entry], executed: &HashSet<String>, known: &[Detail]) -> Result<()> {
        let Some((db, _, details)) = self.tables()? else { return Ok(()) };
        let known: HashSet<&str> = known.iter().map(|d| d.name.as_str()).collect();
        for entry in entries.iter().filter(|e| executed.contains(&e.name) && !known.contains(e.name.as_str()))
        {
            let detail = Detail {
                name: entry.name.clone(),
                checksum: entry.path.as_deref().map(checksum).transpose()?,
                status: "applied".into(),
                direction: "up".into(),
                ..Detail::default()
            };
            details.put_alone(db, &detail).await?;
        }
        Ok(())
    }

    fn section(&self, entry: &Entry, direction: Direction) -> Result<Option<SqlSection>> {
        let Some(path) = entry.path.as_deref().filter(|_| entry.sql) else { return Ok(None) };
        let db = self.database()?;
        let file = SqlFile::read(path, db.dialect, &db.settings)?;
        let (section, word) = match direction {
            Direction::Up => (file.up, "up"),
            Direction::Down => (file.down, "down"),
        };
        let missing =
            || Failure::usage(format!("{path} has no section `-- {word}`: write one, even if it is empty"));
        section.map(Some).ok_or_else(missing)
    }

    /// Says in the details that the next step begins.
    pub async fn start(&mut self) -> Result<()> {
        let (direction, step) = {
            let run = self.run.as_mut().ok_or_else(|| Failure::internal("no run has begun"))?;
            let step = run.steps.pop_front().ok_or_else(|| Failure::internal("there is no further step"))?;
            (run.direction, step)
        };
        if let Some(held) = &self.held {
            held.check().await?;
        }
        let current = step.entry.path.as_deref().map(checksum).transpose()?;
        let detail = Detail {
            name: step.entry.name.clone(),
            // A file that changed stays known as changed when it could not be reverted.
            checksum: if direction == Direction::Down { step.applied.clone().or(current) } else { current },
            status: "started".into(),
            direction: match direction {
                Direction::Up if step.recorded => "rerun",
                Direction::Up => "up",
                Direction::Down => "down",
            }
            .into(),
            transactional: step.section.as_ref().is_some_and(|s| s.transaction),
            started_at: Some(now()),
            who: self.who.clone(),
            ..Detail::default()
        };
        if let Some((db, _, details)) = self.tables()? {
            details.put_alone(db, &detail).await?;
        }
        if let Some(run) = &mut self.run {
            run.started = Some(Started { step, detail, since: Instant::now() });
        }
        Ok(())
    }

    /// Runs the step where Rust runs it, and records it. Answers the milliseconds that it took.
    pub async fn finish(&mut self) -> Result<u64> {
        let run = self.run.as_ref().ok_or_else(|| Failure::internal("no run has begun"))?;
        let started = run.started.as_ref().ok_or_else(|| Failure::internal("no step was started"))?;
        let alone = started.step.section.as_ref().filter(|s| !s.transaction);
        if let Some(section) = alone {
            self.run_alone(section).await?;
        }
        if let Some(db) = &self.database {
            let inside = started.step.section.as_ref().filter(|s| s.transaction);
            if inside.is_some() || matches!(self.journal, Journal::Table(_)) {
                let open = db.begin().await?;
                let outcome = async {
                    if let Some(section) = inside {
                        run_section(db, section, open.target()).await?;
                    }
                    self.record(run.direction, started, open.target()).await
                }
                .await;
                db.end(open, outcome).await?;
            }
        }
        let duration = started.since.elapsed().as_millis() as u64;
        if let Some(run) = &mut self.run {
            run.started = None;
        }
        Ok(duration)
    }

    /// Statement by statement on one connection, without a transaction.
    async fn run_alone(&self, section: &SqlSection) -> Result<()> {
        let db = self.database()?;
        let session = db.session().await?;
        let outcome = run_section(db, section, session.target()).await;
        db.end_session(session);
        outcome
    }

    async fn record(
        &self,
        direction: Direction,
        started: &Started,
        target: crate::engine::Target,
    ) -> Result<()> {
        let Some((db, names, details)) = self.tables()? else { return Ok(()) };
        let (name, now) = (&started.detail.name, now());
        match direction {
            Direction::Down => {
                names.remove(db, target, name).await?;
                details.remove(db, target, name).await
            }
            Direction::Up => {
                if !started.step.recorded {
                    names.add(db, target, name, now).await?;
                }
                let detail = Detail {
                    status: "applied".into(),
                    direction: "up".into(),
                    finished_at: Some(now),
                    duration_ms: Some(started.since.elapsed().as_millis() as i64),
                    ..started.detail.clone()
                };
                details.put(db, target, &detail).await
            }
        }
    }

    /// Says in the details that the step failed. Answers how to go on.
    pub async fn fail(&mut self) -> Option<String> {
        let started = self.run.as_mut()?.started.take()?;
        let (db, _, details) = self.tables().ok()??;
        let Detail { name, transactional, .. } = &started.detail;
        let marked = details.fail(db, name, now(), started.since.elapsed().as_millis() as i64).await;
        if *transactional {
            return Some("It was rolled back: nothing of it is left.".into());
        }
        let unmarked = if marked.is_err() { " (this could not be recorded)" } else { "" };
        Some(format!(
            "It may be half applied and is marked dirty{unmarked}. Look at the database, put right what is needed, and \
             record how it stands: {}",
            verify::resolutions(name)
        ))
    }

    /// Records a migration as applied, with its file's present content, or forgets it.
    pub async fn resolve(&mut self, name: &str, applied: bool, entries: &[Entry]) -> Result<()> {
        self.prepare().await?;
        let Some((db, names, details)) = self.tables()? else { return Err(needs_table()) };
        let executed = self.executed().await?;
        let recorded = executed.iter().any(|n| n == name);
        let entry = entries.iter().find(|e| e.name == name);
        if entry.is_none() && !recorded {
            return Err(Failure::usage(format!("There is no migration with name {name:?}")));
        }
        let open = db.begin().await?;
        let outcome = async {
            if !applied {
                names.remove(db, open.target(), name).await?;
                return details.remove(db, open.target(), name).await;
            }
            let detail = Detail {
                name: name.to_owned(),
                checksum: entry.and_then(|e| e.path.as_deref()).map(checksum).transpose()?,
                status: "applied".into(),
                direction: "up".into(),
                finished_at: Some(now()),
                who: self.who.clone(),
                ..Detail::default()
            };
            if !recorded {
                names.add(db, open.target(), name, now()).await?;
            }
            details.put(db, open.target(), &detail).await
        }
        .await;
        db.end(open, outcome).await
    }

    /// Gives the lock back.
    pub async fn end(&mut self) {
        self.run = None;
        if let Some(held) = self.held.take() {
            held.release().await;
        }
    }

    /// What a `.sql` file holds, as this database reads it.
    pub fn sql(&self, path: &str) -> Result<SqlFile> {
        let db = self.database()?;
        SqlFile::read(path, db.dialect, &db.settings)
    }
}

fn refused(problems: &[&Status]) -> Failure {
    let lines: Vec<String> = problems
        .iter()
        .map(|p| {
            format!(
                "- {}: {}",
                if p.out_of_order { "out of order" } else { p.state },
                p.message.as_deref().unwrap_or(&p.name)
            )
        })
        .collect();
    let mut failure = Failure::usage(format!(
        "Files and journal of the migrations do not agree. Nothing was run.\n{}\nTo run all the same, give the migrator \
         verify: 'warn'.",
        lines.join("\n")
    ));
    failure.code = Some("MIGRATION_REFUSED".into());
    failure
}

/// Runs the statements in turn; a failure names its statement.
async fn run_section(db: &Database, section: &SqlSection, target: crate::engine::Target) -> Result<()> {
    for (n, statement) in section.statements.iter().enumerate() {
        db.text(target, statement).await.map_err(|mut failure| {
            failure.message = format!(
                "statement {} of {}: {}\n  {statement}",
                n + 1,
                section.statements.len(),
                failure.message
            );
            failure.sql = Some(statement.clone());
            failure
        })?;
    }
    Ok(())
}
