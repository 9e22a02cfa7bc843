// Foreign key checks switched off for a while.

import type { Sequelize } from '../../sequelize';
import type { QueryOptions } from '../abstract/query-interface';

/** Runs the function with foreign keys unchecked, and switches the checks on again however it ends. */
export function withSqliteForeignKeysOff<T>(sequelize: Sequelize, options: QueryOptions, cb: () => Promise<T>): Promise<T>;
