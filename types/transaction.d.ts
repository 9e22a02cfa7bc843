// Transactions.

import { Deferrable } from './deferrable';
import { Logging } from './model';
import { Sequelize } from './sequelize';

/** One connection with a transaction open on it. Made with {@link Sequelize.transaction}. */
export class Transaction {
  /** Row locks for the `lock` option of finders. */
  static get LOCK(): typeof LOCK;
  get LOCK(): typeof LOCK;

  constructor(sequelize: Sequelize, options: TransactionOptions);

  /** Makes the changes permanent and gives the connection back. */
  commit(): Promise<void>;
  /** Undoes the changes and gives the connection back. */
  rollback(): Promise<void>;
  /** Calls `fn` after a successful commit; the commit's promise waits for it. */
  afterCommit(fn: (transaction: this) => void | Promise<void>): void;
}

export namespace Transaction {
  /** What a transaction may see of others. */
  enum ISOLATION_LEVELS {
    READ_UNCOMMITTED = 'READ UNCOMMITTED',
    READ_COMMITTED = 'READ COMMITTED',
    REPEATABLE_READ = 'REPEATABLE READ',
    SERIALIZABLE = 'SERIALIZABLE'
  }

  /** When SQLite takes its locks. */
  enum TYPES {
    DEFERRED = 'DEFERRED',
    IMMEDIATE = 'IMMEDIATE',
    EXCLUSIVE = 'EXCLUSIVE'
  }
}

/** Row locks. The last two exist on PostgreSQL only. */
export enum LOCK {
  UPDATE = 'UPDATE',
  SHARE = 'SHARE',
  KEY_SHARE = 'KEY SHARE',
  NO_KEY_UPDATE = 'NO KEY UPDATE'
}

export interface TransactionOptions extends Logging {
  autocommit?: boolean;
  /** Default: the instance's `isolationLevel`, or else the database's own. */
  isolationLevel?: Transaction.ISOLATION_LEVELS;
  /** SQLite only. Default: the instance's `transactionType`. */
  type?: Transaction.TYPES;
  /** How deferrable constraints are checked in this transaction. PostgreSQL only. */
  deferrable?: string | Deferrable;
  /** The queries only read; with replication, on a read replica. Default: false. */
  readOnly?: boolean;
  /** The transaction in which the new one is a savepoint. */
  transaction?: Transaction | null;
  /** Ends the wait for a connection when it is aborted. Not part of Sequelize v6. */
  signal?: AbortSignal;
}

export default Transaction;
