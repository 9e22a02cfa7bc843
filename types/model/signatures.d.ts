// Parts of the signatures of Model's methods.

import { Col, Fn, Literal } from '../utils';

export type Expression = Col | Fn | Literal;
/** Values to write, each maybe an expression for the database. */
export type Changes<TAttributes> = { [Key in keyof TAttributes]?: TAttributes[Key] | Expression };
/** How much per attribute. */
export type Amounts<TAttributes> = { [Key in keyof TAttributes]?: number };
/** `returning`, switched on. */
export type Returning<Options extends { returning?: unknown }> =
  Omit<Options, 'returning'> & { returning: Exclude<Options['returning'], undefined | false> };
export type GetOptions = {
  /** Associated instances as plain objects too. */
  plain?: boolean;
  clone?: boolean;
};
