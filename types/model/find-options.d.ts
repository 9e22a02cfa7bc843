// Options of everything that reads.

import { Association } from '../associations/index';
import { DataType } from '../data-types';
import { QueryOptions } from '../dialects/abstract/query-interface';
import IndexHints = require('../index-hints');
import { Model, ModelStatic, ModelType } from '../model';
import { LOCK } from '../transaction';
import { Col, Fn, Literal } from '../utils';
import { SetRequired } from '../utils/set-required';
import { Filterable, GroupOption, Logging, Paranoid, Poolable, Projectable, Transactionable } from './options';
import { WhereOptions } from './where';

// ---------------------------------------------------------------- include

/** Options of the table between, in an include of a belongsToMany association. */
export interface IncludeThroughOptions extends Filterable<any>, Projectable {
  /** The name of its row on the instance. Default: its model's name. */
  as?: string;
  paranoid?: boolean;
}

/** An association to read along: the model, the association, its name, options; `{ all: true }` is all of them. */
export type Includeable = string | ModelType | Association | IncludeOptions | { all: true; nested?: true };

export interface IncludeOptions extends Filterable<any>, Projectable, Paranoid {
  /** The associated model. Either this or `association`. */
  model?: ModelType;
  /** The association's name, where it has one of its own. */
  as?: string;
  /** The association, or its name. */
  association?: string | Association;

  /** Which associated rows. Makes `required` true unless that is given. */
  where?: WhereOptions<any>;
  /** The whole join condition, in place of the association's. */
  on?: WhereOptions<any>;
  /** Leave out instances without associated rows (an inner join). Default: false, or true with `where`. */
  required?: boolean;
  /** A right join, where the database has it and `required` is false. */
  right?: boolean;

  /** Read with a query of its own. For hasMany only. Default: false. */
  separate?: boolean;
  /** At most so many per instance. With `separate` only. */
  limit?: number;
  /** With `separate` only; elsewhere the query's own `order` says it. */
  order?: Order;

  /** Of the table between, for belongsToMany. */
  through?: IncludeThroughOptions;
  /** Associations of the associated model. */
  include?: Includeable[];

  /** Whether one instance may appear in several rows. Default: true for associations to many. */
  duplicating?: boolean;
  /** Filter in a sub-query. Default: decided by the query. */
  subQuery?: boolean;
}

// ---------------------------------------------------------------- order

type OrderColumn = string | Col | Fn | Literal;
type OrderAssociation = string | Association | ModelStatic<Model> | { model: ModelStatic<Model>; as: string };

/**
 * One thing to sort by: a column; with a direction; with the associations that lead to it.
 *
 * @example ['createdAt', 'DESC']
 * @example [User, 'name', 'ASC']
 */
export type OrderItem =
  | string
  | Col
  | Fn
  | Literal
  | [OrderColumn, string]
  | [OrderAssociation, OrderColumn]
  | [OrderAssociation, OrderColumn, string]
  | [OrderAssociation, OrderAssociation, OrderColumn]
  | [OrderAssociation, OrderAssociation, OrderColumn, string]
  | [OrderAssociation, OrderAssociation, OrderAssociation, OrderColumn]
  | [OrderAssociation, OrderAssociation, OrderAssociation, OrderColumn, string]
  | [OrderAssociation, OrderAssociation, OrderAssociation, OrderAssociation, OrderColumn]
  | [OrderAssociation, OrderAssociation, OrderAssociation, OrderAssociation, OrderColumn, string];

export type Order = OrderItem[] | Col | Fn | Literal;

// ---------------------------------------------------------------- find

export interface IndexHint {
  type: IndexHints;
  /** Names of indexes. */
  values: string[];
}

export interface IndexHintable {
  /** MySQL and MariaDB only. */
  indexHints?: IndexHint[];
}

export interface FindOptions<TAttributes = any>
  extends QueryOptions, Filterable<TAttributes>, Projectable, Paranoid, IndexHintable {
  /** Associations to read along. */
  include?: Includeable | Includeable[];

  order?: Order;
  group?: GroupOption;
  /** A condition on groups. */
  having?: WhereOptions<any>;

  /** At most so many. */
  limit?: number;
  /** Leave out the first so many. */
  offset?: number;
  groupedLimit?: unknown;

  /** Lock the rows until the transaction ends; `of` locks those of one model only. */
  lock?: boolean | LOCK | { level: LOCK; of: ModelStatic<Model> };
  /** Leave out rows that others have locked. */
  skipLocked?: boolean;

  /** Plain objects instead of instances. Default: false. */
  raw?: boolean;
  /** Limit in a sub-query when associations to many are included. Default: true. */
  subQuery?: boolean;
}

export interface NonNullFindOptions<TAttributes = any> extends FindOptions<TAttributes> {
  /** Reject when nothing is found: with this error, or with an EmptyResultError. */
  rejectOnEmpty: boolean | Error;
}

// ---------------------------------------------------------------- count and the like

export interface CountOptions<TAttributes = any>
  extends Logging, Transactionable, Filterable<TAttributes>, Projectable, Paranoid, Poolable {
  /** Associations; those that are required leave out rows. */
  include?: Includeable | Includeable[];
  /** Count different values. Default: true with `include`. */
  distinct?: boolean;
  /** Count per group. */
  group?: GroupOption;
  /** The column to count. Default: the primary key with `include`, else all. */
  col?: string;
}

/** Count per group. */
export type CountWithOptions<TAttributes = any> = SetRequired<CountOptions<TAttributes>, 'group'>;

export interface FindAndCountOptions<TAttributes = any> extends CountOptions<TAttributes>, FindOptions<TAttributes> {}

/** One group's values, and its count. */
export interface GroupedCountResultItem {
  [key: string]: unknown;
  count: number;
}

export interface AggregateOptions<T extends DataType | unknown, TAttributes = any>
  extends QueryOptions, Filterable<TAttributes>, Paranoid {
  /** The result's type. Default: the attribute's, or FLOAT. */
  dataType?: string | T;
  /** Different values only. Default: false. */
  distinct?: boolean;
}

export {};
