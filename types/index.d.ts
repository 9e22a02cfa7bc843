// Everything that `require('sequelize-native')` offers, with its types.

import DataTypes = require('./data-types');
import Deferrable = require('./deferrable');
import IndexHints = require('./index-hints');
import Op from './operators';
import QueryTypes = require('./query-types');
import TableHints = require('./table-hints');
import Utils = require('./utils');

export { DataTypes, Deferrable, IndexHints, Op, QueryTypes, TableHints, Utils };

export * from './associations/index';
export * from './data-types';
export * from './dialects/abstract/query-interface';
export { Migrator } from './migrator';
export type {
  MigrateDownOptions,
  MigrateUpOptions,
  MigrationMeta,
  MigrationParams,
  MigrationState,
  MigrationStatus,
  MigratorOptions,
  RunnableMigration
} from './migrator';
export * from './errors/index';
export { BaseError as Error } from './errors/index';
export * from './model';
export * from './sequelize';
export * from './transaction';
export { useInflection } from './utils';
export { Validator } from './utils/validator-extras';

/** `T`, with the properties `K` optional. */
export type Optional<T, K extends keyof T> = Partial<Pick<T, K>> & Omit<T, K>;
