// Tables, columns, indexes and rows without models: what migrations work with.

import { DataType } from '../../data-types';
import {
  Attributes,
  CreationAttributes,
  Logging,
  Model,
  ModelAttributeColumnOptions,
  ModelAttributes,
  ModelType,
  WhereOptions
} from '../../model';
import { Sequelize } from '../../sequelize';
import { Transaction } from '../../transaction';
import { SetRequired } from '../../utils/set-required';
import {
  AddConstraintOptions,
  ColumnsDescription,
  CreateDatabaseOptions,
  FunctionParam,
  QueryInterfaceCreateTableOptions,
  QueryInterfaceDropAllTablesOptions,
  QueryInterfaceDropTableOptions,
  QueryInterfaceIndexOptions,
  QueryInterfaceOptions,
  QueryOptions,
  QueryOptionsWithForce,
  QueryOptionsWithModel,
  QueryOptionsWithWhere,
  TableName
} from './query-interface-options';

export * from './query-interface-options';

export class QueryInterface {
  queryGenerator: unknown;
  sequelize: Sequelize;

  constructor(sequelize: Sequelize);

  // -------------------------------------------------------------- databases and schemas

  createDatabase(name: string, options?: CreateDatabaseOptions): Promise<void>;
  dropDatabase(name: string, options?: QueryOptions): Promise<void>;
  /** The server's version, such as `'15.4'`. */
  databaseVersion(options?: QueryInterfaceOptions): Promise<string>;

  createSchema(schema?: string, options?: QueryInterfaceOptions): Promise<void>;
  dropSchema(schema?: string, options?: QueryInterfaceOptions): Promise<void>;
  dropAllSchemas(options?: QueryInterfaceDropAllTablesOptions): Promise<void>;
  showAllSchemas(options?: QueryOptions): Promise<object>;

  // -------------------------------------------------------------- tables

  /** Creates a table, unless it exists; on PostgreSQL its enums too. */
  createTable<M extends Model>(
    tableName: TableName,
    attributes: ModelAttributes<M, CreationAttributes<M>>,
    options?: QueryInterfaceCreateTableOptions
  ): Promise<void>;
  /** Drops a table, if it exists. */
  dropTable(tableName: TableName, options?: QueryInterfaceDropTableOptions): Promise<void>;
  /** Drops all tables except `skip`. */
  dropAllTables(options?: QueryInterfaceDropAllTablesOptions): Promise<void>;
  /** PostgreSQL only. */
  dropAllEnums(options?: QueryOptions): Promise<void>;
  renameTable(before: TableName, after: TableName, options?: QueryInterfaceOptions): Promise<void>;
  showAllTables(options?: QueryOptions): Promise<string[]>;
  tableExists(tableName: TableName, options?: QueryOptions): Promise<boolean>;
  /** A table's columns by name. A text for options is a schema. */
  describeTable(
    tableName: TableName,
    options?: string | ({ schema?: string; schemaDelimiter?: string } & Logging)
  ): Promise<ColumnsDescription>;

  // -------------------------------------------------------------- columns

  addColumn(
    table: TableName,
    key: string,
    attribute: DataType | ModelAttributeColumnOptions,
    options?: QueryInterfaceOptions
  ): Promise<void>;
  removeColumn(table: TableName, attribute: string, options?: QueryInterfaceOptions): Promise<void>;
  /** Changes a column's type, default and constraints. */
  changeColumn(
    tableName: TableName,
    attributeName: string,
    dataTypeOrOptions?: DataType | ModelAttributeColumnOptions,
    options?: QueryInterfaceOptions
  ): Promise<void>;
  renameColumn(
    tableName: TableName,
    attrNameBefore: string,
    attrNameAfter: string,
    options?: QueryInterfaceOptions
  ): Promise<void>;

  // -------------------------------------------------------------- indexes and constraints

  addIndex(
    tableName: TableName,
    attributes: string[],
    options?: QueryInterfaceIndexOptions,
    rawTablename?: string
  ): Promise<void>;
  addIndex(
    tableName: TableName,
    options: SetRequired<QueryInterfaceIndexOptions, 'fields'>,
    rawTablename?: string
  ): Promise<void>;
  removeIndex(tableName: TableName, indexName: string, options?: QueryInterfaceIndexOptions): Promise<void>;
  removeIndex(tableName: TableName, attributes: string[], options?: QueryInterfaceIndexOptions): Promise<void>;
  showIndex(tableName: string | object, options?: QueryOptions): Promise<object>;
  nameIndexes(indexes: string[], rawTablename: string): Promise<void>;

  addConstraint(tableName: TableName, options?: AddConstraintOptions & QueryInterfaceOptions): Promise<void>;
  removeConstraint(tableName: TableName, constraintName: string, options?: QueryInterfaceOptions): Promise<void>;
  getForeignKeysForTables(tableNames: string[], options?: QueryInterfaceOptions): Promise<object>;
  getForeignKeyReferencesForTable(tableName: TableName, options?: QueryInterfaceOptions): Promise<object>;

  // -------------------------------------------------------------- rows

  select(model: ModelType | null, tableName: TableName, options?: QueryOptionsWithWhere): Promise<object[]>;
  /** One value of one row: that of `attributeSelector`. */
  rawSelect(
    tableName: TableName,
    options: QueryOptionsWithWhere,
    attributeSelector: string | string[],
    model?: ModelType
  ): Promise<string[]>;

  insert(instance: Model | null, tableName: string, values: object, options?: QueryOptions): Promise<object>;
  bulkInsert(
    tableName: TableName,
    records: object[],
    options?: QueryOptions,
    attributes?: Record<string, ModelAttributeColumnOptions>
  ): Promise<object | number>;
  upsert<M extends Model>(
    tableName: TableName,
    insertValues: object,
    updateValues: object,
    where: object,
    options?: QueryOptionsWithModel<M>
  ): Promise<object>;

  update<M extends Model>(
    instance: M,
    tableName: TableName,
    values: object,
    identifier: WhereOptions<Attributes<M>>,
    options?: QueryOptions
  ): Promise<object>;
  bulkUpdate(
    tableName: TableName,
    values: object,
    identifier: WhereOptions<any>,
    options?: QueryOptions,
    attributes?: string[] | string
  ): Promise<object>;
  increment<M extends Model>(
    instance: Model,
    tableName: TableName,
    values: object,
    identifier: WhereOptions<Attributes<M>>,
    options?: QueryOptions
  ): Promise<object>;

  delete(
    instance: Model | null,
    tableName: TableName,
    identifier: WhereOptions<any>,
    options?: QueryOptions
  ): Promise<object>;
  bulkDelete(
    tableName: TableName,
    identifier: WhereOptions<any>,
    options?: QueryOptions,
    model?: ModelType
  ): Promise<object>;

  // -------------------------------------------------------------- triggers and functions (PostgreSQL)

  createTrigger(
    tableName: TableName,
    triggerName: string,
    timingType: string,
    fireOnArray: { [key: string]: unknown }[],
    functionName: string,
    functionParams: FunctionParam[],
    optionsArray: string[],
    options?: QueryInterfaceOptions
  ): Promise<void>;
  dropTrigger(tableName: TableName, triggerName: string, options?: QueryInterfaceOptions): Promise<void>;
  renameTrigger(
    tableName: TableName,
    oldTriggerName: string,
    newTriggerName: string,
    options?: QueryInterfaceOptions
  ): Promise<void>;

  createFunction(
    functionName: string,
    params: FunctionParam[],
    returnType: string,
    language: string,
    body: string,
    optionsArray?: string[],
    options?: QueryOptionsWithForce
  ): Promise<void>;
  dropFunction(functionName: string, params: FunctionParam[], options?: QueryInterfaceOptions): Promise<void>;
  renameFunction(
    oldFunctionName: string,
    params: FunctionParam[],
    newFunctionName: string,
    options?: QueryInterfaceOptions
  ): Promise<void>;

  // -------------------------------------------------------------- names

  quoteTable(identifier: TableName): string;
  /** @param force quote also where `quoteIdentifiers` is off */
  quoteIdentifier(identifier: string, force?: boolean): string;
  /** A name with qualifiers, separated by dots. */
  quoteIdentifiers(identifiers: string): string;

  // -------------------------------------------------------------- transactions: the statements behind them

  setAutocommit(transaction: Transaction, value: boolean, options?: QueryOptions): Promise<void>;
  setIsolationLevel(transaction: Transaction, value: string, options?: QueryOptions): Promise<void>;
  startTransaction(transaction: Transaction, options?: QueryOptions): Promise<void>;
  deferConstraints(transaction: Transaction, options?: QueryOptions): Promise<void>;
  commitTransaction(transaction: Transaction, options?: QueryOptions): Promise<void>;
  rollbackTransaction(transaction: Transaction, options?: QueryOptions): Promise<void>;
}
