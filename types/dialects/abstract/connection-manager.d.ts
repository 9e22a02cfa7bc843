// Connections of one Sequelize instance.

export interface GetConnectionOptions {
  /** With replication: which server; without, both are the same. */
  type: 'read' | 'write';
  /** Read from the write server. */
  useMaster?: boolean;
}

export type Connection = object;

export interface ConnectionManager {
  refreshTypeParser(dataTypes: object): void;

  /** Waits for running queries, then closes all connections; new queries are refused. */
  close(): Promise<void>;

  initPools(): void;

  /** A connection of the pool, for this caller alone until it gives it back. */
  getConnection(opts: GetConnectionOptions): Promise<Connection>;
  releaseConnection(conn: Connection): void;
  /** Closes a connection instead of giving it back. */
  destroyConnection(conn: Connection): Promise<void>;
}
