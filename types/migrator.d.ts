// The native migration runner, with the vocabulary of Umzug 3.

import { QueryInterface } from './dialects/abstract/query-interface';
import { ModelStatic } from './model';
import { Sequelize } from './sequelize';

/** What a migration function is called with, in Umzug's form. */
export interface MigrationParams<Context = QueryInterface> {
  name: string;
  path?: string;
  context: Context;
}

/** A migration that is ready to run. */
export interface RunnableMigration<Context = QueryInterface> {
  /** As the journal has it: the file's name with its extension. */
  name: string;
  path?: string;
  up: (params: MigrationParams<Context>) => Promise<unknown>;
  down?: (params: MigrationParams<Context>) => Promise<unknown>;
}

export interface MigrationMeta {
  name: string;
  path?: string;
}

export type MigrationState = 'applied' | 'pending' | 'dirty' | 'missing' | 'changed';

export interface MigrationStatus extends MigrationMeta {
  /** dirty: started and not finished, or failed; missing: applied, and its file is gone; changed: its file differs from the one applied. */
  state: MigrationState;
  /** Pending, though a later one is applied. */
  outOfOrder: boolean;
  direction?: 'up' | 'down' | 'rerun';
  startedAt?: Date;
  finishedAt?: Date;
  durationMs?: number;
  /** SHA-256 of the file as it was applied. */
  checksum?: string;
  host?: string;
  user?: string;
  pid?: number;
  /** What is wrong and how to go on. */
  message?: string;
}

/** Files, and how one becomes a migration. Of `glob`, `path` and `pattern` at least one is given. */
export interface MigrationFiles<Context = QueryInterface> {
  glob?: string | [string, { cwd?: string; ignore?: string | string[] }];
  /** A folder. */
  path?: string;
  /** Of file names in `path`; a text with `*` and its kin is a glob. */
  pattern?: RegExp | string;
  resolve?: (params: MigrationParams<Context>) => RunnableMigration<Context>;
  /** The parameters of every migration function. */
  params?: unknown[] | (() => unknown[]);
}

export type MigrationInput<Context = QueryInterface> =
  | MigrationFiles<Context>
  | Array<RunnableMigration<Context>>
  | ((context: Context) => MigrationInput<Context> | Promise<MigrationInput<Context>>);

/** The journal's table; the defaults are those of sequelize-cli. */
export interface MigrationTable {
  modelName?: string;
  tableName?: string;
  schema?: string;
  columnName?: string;
  columnType?: unknown;
  timestamps?: boolean;
  model?: ModelStatic<any>;
  sequelize?: Sequelize;
}

/** A storage of Umzug's. */
export interface MigrationStorage<Context = any> {
  logMigration(params: MigrationParams<Context>): Promise<void>;
  unlogMigration(params: MigrationParams<Context>): Promise<void>;
  executed(meta: { context: Context }): Promise<string[]>;
}

export interface MigrationLockOptions {
  /** Default true. */
  wait?: boolean;
  /** Milliseconds; default 300000. */
  timeout?: number;
}

export type MigrationLogger = Partial<Record<'info' | 'warn' | 'error' | 'debug', (message: Record<string, unknown>) => void>>;

export interface MigratorOptions<Context = QueryInterface> {
  /** May be left out where `storage` or `context` names one. */
  sequelize?: Sequelize;
  migrations: MigrationInput<Context>;
  storage?: MigrationTable | MigrationStorage | 'none';
  lock?: MigrationLockOptions | false;
  logger?: MigrationLogger | null;
  /** Default: the query interface. */
  context?: Context | (() => Context | Promise<Context>);
  /** What becomes of changed, missing, out-of-order and dirty migrations; default `'strict'`: nothing is run. */
  verify?: 'strict' | 'warn' | false;
  create?: { folder?: string; template?: MigrationTemplate };
}

export type MigrationTemplate = (filepath: string) => Array<[string, string]> | Promise<Array<[string, string]>>;

export type Rerun = 'THROW' | 'SKIP' | 'ALLOW';

export interface MigrateUpOptions {
  to?: string;
  /** Those that come after this one. */
  from?: string;
  step?: number;
  migrations?: string[];
  rerun?: Rerun;
}

export interface MigrateDownOptions extends Omit<MigrateUpOptions, 'to'> {
  /** 0: everything. */
  to?: string | 0;
}

export interface MigrationCreateOptions {
  name: string;
  folder?: string;
  prefix?: 'TIMESTAMP' | 'DATE' | 'NONE';
  allowExtension?: string;
  allowConfusingOrdering?: boolean;
  skipVerify?: boolean;
  content?: string;
  template?: MigrationTemplate;
}

export interface MigrationPlan extends MigrationMeta {
  direction: 'up' | 'down';
  kind: 'sql' | 'js';
  /** Of a `.sql` step. */
  statements?: string[];
  /** The statements of a `.sql` step run in one transaction. */
  transaction?: boolean;
  /** Calls a JavaScript step's function, with another context or query interface if given. */
  run?: (context?: unknown, queryInterface?: unknown) => Promise<unknown>;
}

/** What a step would write, as far as it can be told without running it. */
export interface MigrationPreview {
  statements: string[];
  /** All of them could be told. */
  previewable: boolean;
  /** Why not. */
  reason?: string;
  /** The step's own. */
  error?: Error;
}

export interface MigrationStepPreview extends MigrationMeta, MigrationPreview {
  direction: 'up' | 'down';
  kind: 'sql' | 'js';
  /** The way back. */
  undo?: MigrationPreview;
}

export interface MigratorEvents<Context = QueryInterface> {
  beforeCommand: { command: string; context: Context };
  afterCommand: { command: string; context: Context };
  migrating: MigrationParams<Context>;
  migrated: MigrationParams<Context> & { durationSeconds: number };
  reverting: MigrationParams<Context>;
  reverted: MigrationParams<Context> & { durationSeconds: number };
}

export class MigrationError extends Error {
  migration: MigrationParams<any> & { direction: 'up' | 'down' };
  readonly info: MigrationParams<any> & { direction: 'up' | 'down' };
  jse_cause: unknown;
}

export class Migrator<Context = QueryInterface> {
  static readonly MigrationError: typeof MigrationError;
  static readonly RerunBehavior: { readonly [name in Rerun]: name };
  /** How a file becomes a migration, for resolvers that change a part of it. */
  static defaultResolver<Context>(params: MigrationParams<Context>): RunnableMigration<Context>;

  constructor(options: MigratorOptions<Context>);

  /** Applies pending migrations. Answers those that were applied. */
  up(options?: MigrateUpOptions): Promise<MigrationMeta[]>;
  /** Reverts the last applied migration, or more of them. */
  down(options?: MigrateDownOptions): Promise<MigrationMeta[]>;
  pending(): Promise<MigrationMeta[]>;
  executed(): Promise<MigrationMeta[]>;
  status(): Promise<MigrationStatus[]>;
  /** What a run would do, without doing it. */
  plan(direction: 'up' | 'down', options?: MigrateUpOptions | MigrateDownOptions): Promise<MigrationPlan[]>;
  /** The SQL of what a run would do, and of the way back; the functions of JavaScript steps are called, and nothing is written. */
  preview(direction: 'up' | 'down', options?: MigrateUpOptions | MigrateDownOptions): Promise<MigrationStepPreview[]>;
  /** Records how a dirty or changed migration stands, after a person has looked. Runs nothing. */
  resolve(name: string, as: 'applied' | 'rolled-back'): Promise<void>;
  /** Writes a new migration; answers the paths that were written. */
  create(options: MigrationCreateOptions): Promise<string[]>;

  on<E extends keyof MigratorEvents>(event: E | E[], listener: (payload: MigratorEvents<Context>[E]) => unknown): () => void;
  off<E extends keyof MigratorEvents>(event: E | E[], listener: (payload: MigratorEvents<Context>[E]) => unknown): void;
  once<E extends keyof MigratorEvents>(event: E): Promise<MigratorEvents<Context>[E]>;
}

export default Migrator;
