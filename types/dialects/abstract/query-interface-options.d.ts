// Options of queries and of the query interface.

import { Deferrable } from '../../deferrable';
import { Filterable, Logging, Model, ModelStatic, Poolable, Transactionable, WhereOptions } from '../../model';
import QueryTypes = require('../../query-types');
import { RetryOptions } from '../../sequelize';
import { Fn, Literal } from '../../utils';

/** Values by name, or by position. */
export type BindOrReplacements = { [key: string]: unknown } | unknown[];
/** Attributes by column. */
export type FieldMap = { [key: string]: string };

// ---------------------------------------------------------------- queries

/** With `signal` and `timeout` a query can be ended early; see {@link Cancellable}. */
export interface QueryOptions extends Logging, Transactionable, Poolable {
  /** Rows as they come, for models too. Default: true without model. */
  raw?: boolean;
  /** What kind of statement it is, of QueryTypes. Default: SELECT with model, `nest` or `plain`; else RAW. */
  type?: string;
  /** Columns named `a.b` as nested objects. Default: false. */
  nest?: boolean;
  /** The first row only, or null. Default: false. */
  plain?: boolean;

  /** Values that replace `:name` or `?` as literals, before the text is sent. */
  replacements?: BindOrReplacements;
  /** Values that are sent beside the text, for `$name` or `$1`. */
  bind?: BindOrReplacements;

  /** The instance that gets the row. */
  instance?: Model;
  /** Columns of rows become the attributes of `model`. Default: false. */
  mapToModel?: boolean;
  fieldMap?: FieldMap;

  /** Try again after certain errors. */
  retry?: RetryOptions;
}

export interface QueryOptionsWithWhere extends QueryOptions, Filterable<any> {}

export interface QueryOptionsWithModel<M extends Model> extends QueryOptions {
  /** The model whose instances rows become. */
  model: ModelStatic<M>;
}

export interface QueryOptionsWithType<T extends QueryTypes> extends QueryOptions {
  type: T;
}

export interface QueryOptionsWithForce extends QueryOptions {
  force?: boolean;
}

// ---------------------------------------------------------------- tables

export interface QueryInterfaceOptions extends Logging, Transactionable {}

export interface CollateCharsetOptions {
  collate?: string;
  charset?: string;
}

export interface QueryInterfaceCreateTableOptions extends QueryInterfaceOptions, CollateCharsetOptions {
  /** MySQL and MariaDB only. */
  engine?: string;
  /** Unique constraints of several columns, by name. */
  uniqueKeys?: { [keyName: string]: { fields: string[]; customIndex?: boolean } };
}

export interface QueryInterfaceDropTableOptions extends QueryInterfaceOptions {
  /** Drop also what depends on it. PostgreSQL only. */
  cascade?: boolean;
  force?: boolean;
}

export interface QueryInterfaceDropAllTablesOptions extends QueryInterfaceOptions {
  /** Tables that stay. */
  skip?: string[];
}

export interface TableNameWithSchema {
  tableName: string;
  schema?: string;
  /** Between schema and table, where the database has no schemas. Default: `'.'`. */
  delimiter?: string;
  as?: string;
  name?: string;
}

export type TableName = string | TableNameWithSchema;

export interface ColumnDescription {
  type: string;
  allowNull: boolean;
  defaultValue: string;
  primaryKey: boolean;
  autoIncrement: boolean;
  comment: string | null;
}

export interface ColumnsDescription {
  [key: string]: ColumnDescription;
}

// ---------------------------------------------------------------- indexes

export type IndexType = 'UNIQUE' | 'FULLTEXT' | 'SPATIAL';
export type IndexMethod = 'BTREE' | 'HASH' | 'GIST' | 'SPGIST' | 'GIN' | 'BRIN' | string;

/** A column of an index, with how it is stored. */
interface IndexField {
  name: string;
  /** The first so many characters only. MySQL and MariaDB. */
  length?: number;
  order?: 'ASC' | 'DESC';
  collate?: string;
  /** The operator class. PostgreSQL. */
  operator?: string;
}

export interface IndexesOptions {
  /** Default: made from table and columns. */
  name?: string;
  /** Columns and expressions. */
  fields?: (string | IndexField | Fn | Literal)[];
  /** Default: false. */
  unique?: boolean;
  type?: IndexType;
  using?: IndexMethod;
  /** The operator class of all fields. PostgreSQL only. */
  operator?: string;
  /** Only the rows that meet it. */
  where?: WhereOptions<any>;
  /** Build without locking the table. PostgreSQL only. Default: false. */
  concurrently?: boolean;
  /** The parser of a FULLTEXT index. MySQL only. */
  parser?: string | null;
  /** Before the name that is made. */
  prefix?: string;
}

export interface QueryInterfaceIndexOptions extends IndexesOptions, QueryInterfaceOptions {}

// ---------------------------------------------------------------- constraints

export interface BaseConstraintOptions {
  /** Default: made from table, columns and type. */
  name?: string;
  fields: string[];
}

export interface AddPrimaryKeyConstraintOptions extends BaseConstraintOptions {
  type: 'primary key';
  deferrable?: Deferrable;
}

export interface AddUniqueConstraintOptions extends BaseConstraintOptions {
  type: 'unique';
  deferrable?: Deferrable;
}

export interface AddForeignKeyConstraintOptions extends BaseConstraintOptions {
  type: 'foreign key';
  references?: { table: TableName; field: string };
  onDelete: string;
  onUpdate: string;
  deferrable?: Deferrable;
}

export interface AddCheckConstraintOptions extends BaseConstraintOptions {
  type: 'check';
  /** What every row must meet. */
  where?: WhereOptions<any>;
}

/** SQL Server only. */
export interface AddDefaultConstraintOptions extends BaseConstraintOptions {
  type: 'default';
  defaultValue?: unknown;
}

export type AddConstraintOptions =
  | AddPrimaryKeyConstraintOptions
  | AddUniqueConstraintOptions
  | AddForeignKeyConstraintOptions
  | AddCheckConstraintOptions
  | AddDefaultConstraintOptions;

// ---------------------------------------------------------------- databases and functions

export interface CreateDatabaseOptions extends CollateCharsetOptions, QueryOptions {
  encoding?: string;
}

export interface FunctionParam {
  type: string;
  name?: string;
  /** `'IN'`, `'OUT'`, `'INOUT'` or `'VARIADIC'`. */
  direction?: string;
}

export {};
