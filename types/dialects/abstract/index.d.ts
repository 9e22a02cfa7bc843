// A database's dialect: what it can do, and how it writes names.

import type { Dialect } from '../../sequelize';
import type { AbstractQuery } from './query';

/** What a database can do. */
export type DialectSupports = {
  // Statements
  DEFAULT: boolean;
  'DEFAULT VALUES': boolean;
  'VALUES ()': boolean;
  'LIMIT ON UPDATE': boolean;
  'ON DUPLICATE KEY': boolean;
  'ORDER NULLS': boolean;
  UNION: boolean;
  'UNION ALL': boolean;
  'RIGHT JOIN': boolean;
  EXCEPTION: boolean;
  bulkDefault: boolean;
  upserts: boolean;
  groupedLimit: boolean;
  finalTable: boolean;
  tmpTableTrigger: boolean;
  indexHints: boolean;
  searchPath: boolean;
  escapeStringConstants: boolean;
  inserts: {
    ignoreDuplicates: string;
    updateOnDuplicate: boolean | string;
    onConflictDoNothing: string;
    onConflictWhere: boolean;
    conflictFields: boolean;
  };
  returnValues: false | { output: boolean; returning: boolean };
  autoIncrement: { identityInsert: boolean; defaultValue: boolean; update: boolean };

  // Locks and transactions
  forShare?: 'LOCK IN SHARE MODE' | 'FOR SHARE' | undefined;
  lock: boolean;
  lockOf: boolean;
  lockKey: boolean;
  lockOuterJoinFailure: boolean;
  skipLocked: boolean;
  transactions: boolean;
  settingIsolationLevelDuringTransaction: boolean;
  transactionOptions: { type: boolean };

  // Schemas, constraints, indexes
  schemas: boolean;
  migrations: boolean;
  indexViaAlter: boolean;
  deferrableConstraints: boolean;
  constraints: {
    restrict: boolean;
    addConstraint: boolean;
    dropConstraint: boolean;
    unique: boolean;
    default: boolean;
    check: boolean;
    foreignKey: boolean;
    primaryKey: boolean;
    onUpdate: boolean;
  };
  index: {
    collate: boolean;
    length: boolean;
    parser: boolean;
    concurrently: boolean;
    type: boolean;
    using: boolean | number;
    functionBased: boolean;
    operator: boolean;
    where: boolean;
  };

  // Types and operators
  ARRAY: boolean;
  GEOGRAPHY: boolean;
  GEOMETRY: boolean;
  HSTORE: boolean;
  IREGEXP: boolean;
  JSON: boolean;
  JSONB: boolean;
  NUMERIC: boolean;
  RANGE: boolean;
  REGEXP: boolean;
  TSVECTOR: boolean;
};

export abstract class AbstractDialect {
  static readonly supports: DialectSupports;

  readonly name: Dialect;
  /** The oldest version that the dialect is written for. */
  readonly defaultVersion: string;
  readonly Query: typeof AbstractQuery;
  readonly queryGenerator: unknown;
  readonly TICK_CHAR: string;
  readonly TICK_CHAR_LEFT: string;
  readonly TICK_CHAR_RIGHT: string;

  get supports(): DialectSupports;

  /** Whether `\` escapes a quote in an ordinary string literal. */
  canBackslashEscape(): boolean;
}
