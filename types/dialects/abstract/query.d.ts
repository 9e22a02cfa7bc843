// One run of one statement. Hooks `beforeQuery` and `afterQuery` see it.

import { IncludeOptions, Model, ModelType } from '../../model';
import QueryTypes = require('../../query-types');
import { Sequelize } from '../../sequelize';
import { Connection } from './connection-manager';

/** Values by name, or by position. */
export type BindOrReplacements = { [key: string]: unknown } | unknown[];
/** Attributes by column. */
export type FieldMap = { [key: string]: string };

export interface AbstractQueryGroupJoinDataOptions {
  checkExisting: boolean;
}

export interface AbstractQueryOptions {
  /** The instance that is being written. */
  instance?: Model;
  /** The model whose rows are being read. */
  model?: ModelType;
  type?: QueryTypes;
  fieldMap?: boolean;
  /** The first row only. */
  plain: boolean;
  /** Rows instead of instances. */
  raw: boolean;
  /** Rows with `a.b` keys as nested objects. */
  nest: boolean;
  hasJoin: boolean;
  /** Gets the text; false is silence. */
  logging?: boolean | ((sql: string, timing?: number) => void);

  include: boolean;
  includeNames: unknown[];
  includeMap: any;
  attributes: unknown[];
  originalAttributes: unknown[];
}

export interface AbstractQueryFormatBindOptions {
  /** `$$` stays as it is. */
  skipUnescape: boolean;
  /** Names become numbers, values stay out. */
  skipValueReplace: boolean;
}

export type replacementFuncType = (
  match: string,
  key: string,
  values: unknown[],
  timeZone?: string,
  dialect?: string,
  options?: AbstractQueryFormatBindOptions
) => undefined | string;

export class AbstractQuery {
  /** Bind parameters in the database's own syntax, and their values in order. */
  static formatBindParameters(
    sql: string,
    values: object | Array<object>,
    dialect: string,
    replacementFunc: replacementFuncType,
    options: AbstractQueryFormatBindOptions
  ): undefined | [string, unknown[]];
  /** Joined rows as nested objects, one per row of the first table. */
  static _groupJoinData(rows: unknown[], includeOptions: IncludeOptions, options: AbstractQueryGroupJoinDataOptions): unknown[];

  /** Names this run in logs. */
  uuid: unknown;
  connection: Connection;
  instance: Model;
  model: ModelType;
  sequelize: Sequelize;
  options: AbstractQueryOptions;

  constructor(connection: Connection, sequelize: Sequelize, options?: AbstractQueryOptions);

  private run(): Error;
  private checkLoggingOption(): void;
  private getInsertIdField(): string;
  private getUniqueConstraintErrorMessage(field: string): string;
  protected _logQuery(sql: string, debugContext: (msg: string) => any, parameters: unknown[]): () => void;

  // What kind of statement this is
  isRawQuery(): boolean;
  isVersionQuery(): boolean;
  isSelectQuery(): boolean;
  isInsertQuery(results?: unknown[], metaData?: unknown): boolean;
  isUpsertQuery(): boolean;
  isUpdateQuery(): boolean;
  isBulkUpdateQuery(): boolean;
  isBulkDeleteQuery(): boolean;
  isCallQuery(): boolean;
  isShowTablesQuery(): boolean;
  isShowIndexesQuery(): boolean;
  isShowConstraintsQuery(): boolean;
  isShowOrDescribeQuery(): boolean;
  isDescribeQuery(): boolean;
  isForeignKeysQuery(): boolean;

  // What its answer becomes
  handleInsertQuery(results?: unknown[], metaData?: unknown): void;
  handleSelectQuery(results: Model[]): Model;
  handleShowTablesQuery(results: unknown[]): unknown[];
}
