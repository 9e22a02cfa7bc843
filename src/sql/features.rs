//! What differs between databases, as data. A field states its default and what follows from it.

use super::lexical::Lexical;

/// How a database limits the rows of a SELECT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitStyle {
    /// ` LIMIT 10 OFFSET 5`.
    LimitOffset,
    /// ` LIMIT 5, 10`; an offset alone needs a limit that never ends.
    OffsetCommaLimit,
    /// ` OFFSET 5 ROWS FETCH NEXT 10 ROWS ONLY`, part of an ORDER BY that must be there.
    OffsetFetch,
}

/// A dialect's capabilities, as v6's `dialect.supports` and our own needs name them.
/// Add a field here before writing code that asks which database it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Features {
    /// Schemas exist; otherwise schema and table become one quoted name. Default false.
    pub schemas: bool,
    /// `expr = ANY($1)` with an array parameter stands for an IN-list. Default false.
    pub array_parameters: bool,
    /// How rows are limited. Default `LIMIT 10 OFFSET 5`.
    pub limit: LimitStyle,
    /// `RIGHT OUTER JOIN`; otherwise a LEFT one is printed, as v6 does. Default true.
    pub right_join: bool,
    /// Several reads may be on their way over one connection at a time. Default false.
    pub shared_trips: bool,
    /// `UNION ALL`; otherwise v6 prints `UNION`. Default true.
    pub union_all: bool,
    /// `FOR UPDATE` and its like. Default false: the lock option prints nothing.
    pub lock: bool,
    /// `FOR UPDATE OF "table"`. Default false.
    pub lock_of: bool,
    /// `FOR KEY SHARE` and `FOR NO KEY UPDATE`. Default false: both become `FOR UPDATE`.
    pub lock_key: bool,
    /// The words of a shared lock.
    pub lock_share: &'static str,
    /// `SKIP LOCKED`. Default false.
    pub skip_locked: bool,
    /// `USE INDEX (…)` after a table. Default false: the option prints nothing.
    pub index_hints: bool,
    /// `WITH (NOLOCK)` after a table. Default false: the option prints nothing.
    pub table_hints: bool,
    /// Names may stand without quotes (the `quoteIdentifiers` option is heard). Default false.
    pub bare_identifiers: bool,
    /// Operators of regular expressions, as printed. Default v6's `~` and `!~`.
    pub regexp: &'static str,
    pub not_regexp: &'static str,
    /// The operators that stand for `IS` and `IS NOT` before a placeholder. Default the same words.
    pub is_parameter: [&'static str; 2],
    /// What follows that parameter, where the words before it cannot say NOT. Default: nothing.
    pub is_not_parameter_end: &'static str,
    /// `true` and `false` are literals; otherwise 1 and 0. Default true.
    pub boolean_literals: bool,
    /// JSON documents can be asked for a path. Default true.
    pub json: bool,
    /// ARRAY, RANGE and HSTORE columns, `ANY (…)` and their operators. Default false.
    pub arrays: bool,
    /// JSON paths answer booleans and null as text (`'true'`, `'null'`). Default false.
    pub json_scalars_as_text: bool,
    /// JSON paths answer dates as ISO text, and a cast cannot read it. Default false.
    pub json_dates_as_iso_text: bool,
    /// Placeholders may be names (`$one`), numbered by their first appearance. Default false.
    pub named_placeholders: bool,
    /// The type of a limit's parameter, where the database would read any value as a number. Default: none.
    pub limit_type: Option<&'static str>,
    /// A placeholder has a number and may stand again; otherwise each is the next value's. Default true.
    pub numbered_placeholders: bool,
    /// How SQL text is read. Default: the standard's rules.
    pub lexical: Lexical,
    /// `RETURNING` on INSERT, UPDATE and DELETE. Default false.
    pub returning: bool,
    /// `CONSTRAINT … DEFAULT (x) FOR column`. Default false.
    pub default_constraints: bool,
    /// What CREATE INDEX may say.
    pub index: IndexFeatures,
    /// How rows are written.
    pub write: WriteFeatures,
    /// Definition statements belong to a transaction and are rolled back with it. Default false.
    pub transactional_ddl: bool,
}

/// What an INSERT says about a row that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConflictStyle {
    /// Nothing: the option prints nothing.
    None,
    /// `ON CONFLICT ("id") DO UPDATE SET "a"=EXCLUDED."a"`.
    OnConflict,
    /// ``ON DUPLICATE KEY UPDATE `a`=VALUES(`a`)``.
    OnDuplicateKey,
}

/// How a write answers with the rows that it wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReturningStyle {
    None,
    /// `RETURNING "id"` at the end.
    Returning,
    /// `OUTPUT INSERTED.[id]` in the middle.
    Output,
}

/// How a write is limited to some rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitedWrite {
    /// Not at all: the option prints nothing, as in v6.
    Ignored,
    /// `LIMIT 1` at the end.
    Suffix,
    /// `UPDATE TOP(1) …`.
    Top,
    /// `WHERE rowid IN (SELECT rowid … LIMIT 1)`.
    RowId,
    /// `WHERE "id" IN (SELECT "id" … LIMIT 1)`: the model's primary key.
    PrimaryKey,
}

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WriteFeatures {
    /// What stands in place of columns and values where a row has none.
    pub empty_row: &'static str,
    /// `DEFAULT` may stand for a value; otherwise a null does what it would. Default true.
    pub default_value: bool,
    /// `DEFAULT` is written for missing self-numbering keys of several rows. Default false.
    pub bulk_default: bool,
    /// A self-numbering column takes no null, so it is left out of an INSERT. Default false.
    pub omits_null_identity: bool,
    /// A self-numbering column may be updated. Default true.
    pub updates_identity: bool,
    /// `SET IDENTITY_INSERT` goes around an INSERT that gives a self-numbering column a value. Default false.
    pub identity_insert: bool,
    /// The words of `ignoreDuplicates` after INSERT and at the end.
    pub ignore_duplicates: &'static str,
    pub do_nothing: &'static str,
    pub conflict: ConflictStyle,
    pub returning: ReturningStyle,
    pub limited_update: LimitedWrite,
    pub limited_delete: LimitedWrite,
    /// What follows a DELETE (a query for the number of rows).
    pub after_delete: &'static str,
    /// The words that empty a table.
    pub truncate: &'static str,
    /// They take `RESTART IDENTITY` and `CASCADE`. Default false.
    pub truncate_options: bool,
    /// An INSERT of many rows is split by its number of values. Default: it is not.
    pub values_per_insert: Option<usize>,
    /// v6 writes the dates of several rows, and of upserts, without regard to their columns' types. Default false.
    pub untyped_dates: bool,
    /// v6's `exception` option: a unique violation is caught inside the statement. Default false.
    pub catches_violations: bool,
    /// A parameter takes the type of what it meets (`"count" + $1` takes an integer alone). Default false.
    pub typed_parameters: bool,
    /// The largest number of placeholders in one statement.
    pub max_binds: usize,
}

impl WriteFeatures {
    pub const DEFAULT: WriteFeatures = WriteFeatures {
        empty_row: " DEFAULT VALUES",
        default_value: true,
        bulk_default: false,
        omits_null_identity: false,
        updates_identity: true,
        identity_insert: false,
        ignore_duplicates: "",
        do_nothing: "",
        conflict: ConflictStyle::None,
        returning: ReturningStyle::None,
        limited_update: LimitedWrite::Suffix,
        limited_delete: LimitedWrite::Suffix,
        after_delete: "",
        truncate: "TRUNCATE",
        truncate_options: false,
        values_per_insert: None,
        untyped_dates: false,
        catches_violations: false,
        typed_parameters: false,
        max_binds: 65535,
    };
}

/// Where `USING method` stands in CREATE INDEX.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexUsing {
    Nowhere,
    BeforeTable,
    AfterTable,
}

/// What CREATE INDEX may say. A word that a database lacks is left out, as v6 does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexFeatures {
    /// `COLLATE` after a column. Default true.
    pub collate: bool,
    /// `(length)` after a column. Default false.
    pub length: bool,
    /// `WITH PARSER`. Default false.
    pub parser: bool,
    /// `CONCURRENTLY`. Default false.
    pub concurrently: bool,
    /// `FULLTEXT`, `SPATIAL` and the like before INDEX. Default false.
    pub kind: bool,
    /// Default nowhere.
    pub using: IndexUsing,
    /// An operator class after a column. Default false.
    pub operator: bool,
    /// `WHERE`: partial indexes. Default false.
    pub filter: bool,
    /// `ALTER TABLE … ADD INDEX` in place of CREATE INDEX. Default false.
    pub via_alter: bool,
}

impl IndexFeatures {
    pub const DEFAULT: IndexFeatures = IndexFeatures {
        collate: true,
        length: false,
        parser: false,
        concurrently: false,
        kind: false,
        using: IndexUsing::Nowhere,
        operator: false,
        filter: false,
        via_alter: false,
    };
}

impl Features {
    /// The starting point of every dialect's table.
    pub const DEFAULT: Features = Features {
        schemas: false,
        array_parameters: false,
        limit: LimitStyle::LimitOffset,
        right_join: true,
        shared_trips: false,
        union_all: true,
        lock: false,
        lock_of: false,
        lock_key: false,
        lock_share: "FOR SHARE",
        skip_locked: false,
        index_hints: false,
        table_hints: false,
        bare_identifiers: false,
        regexp: "~",
        not_regexp: "!~",
        is_parameter: ["IS", "IS NOT"],
        is_not_parameter_end: "",
        boolean_literals: true,
        json: true,
        arrays: false,
        json_scalars_as_text: false,
        json_dates_as_iso_text: false,
        named_placeholders: false,
        limit_type: None,
        numbered_placeholders: true,
        lexical: Lexical::STANDARD,
        returning: false,
        default_constraints: false,
        index: IndexFeatures::DEFAULT,
        write: WriteFeatures::DEFAULT,
        transactional_ddl: false,
    };
}
