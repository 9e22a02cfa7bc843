// When the database checks a constraint: at once, or when its transaction commits.

export interface Deferrable {
  toString(): string;
  toSql(): string;
}

export interface AbstractDeferrableStatic {
  new (): Deferrable;
  (): Deferrable;
}

export interface InitiallyDeferredDeferrable extends Deferrable {}
export interface InitiallyDeferredDeferrableStatic extends AbstractDeferrableStatic {
  new (): InitiallyDeferredDeferrable;
  (): InitiallyDeferredDeferrable;
}
/** Checked at the end of the transaction, unless that sets otherwise. */
export const INITIALLY_DEFERRED: InitiallyDeferredDeferrableStatic;

export interface InitiallyImmediateDeferrable extends Deferrable {}
export interface InitiallyImmediateDeferrableStatic extends AbstractDeferrableStatic {
  new (): InitiallyImmediateDeferrable;
  (): InitiallyImmediateDeferrable;
}
/** Checked after every statement; a transaction may put it off. */
export const INITIALLY_IMMEDIATE: InitiallyImmediateDeferrableStatic;

export interface NotDeferrable extends Deferrable {}
export interface NotDeferrableStatic extends AbstractDeferrableStatic {
  new (): NotDeferrable;
  (): NotDeferrable;
}
/** Checked after every statement, always: the database's default. */
export const NOT: NotDeferrableStatic;

export interface SetDeferredDeferrable extends Deferrable {}
export interface SetDeferredDeferrableStatic extends AbstractDeferrableStatic {
  new (constraints: string[]): SetDeferredDeferrable;
  (constraints: string[]): SetDeferredDeferrable;
}
/** For a transaction: the named constraints, or all, are checked at its end. */
export const SET_DEFERRED: SetDeferredDeferrableStatic;

export interface SetImmediateDeferrable extends Deferrable {}
export interface SetImmediateDeferrableStatic extends AbstractDeferrableStatic {
  new (constraints: string[]): SetImmediateDeferrable;
  (constraints: string[]): SetImmediateDeferrable;
}
/** For a transaction: the named constraints, or all, are checked after every statement. */
export const SET_IMMEDIATE: SetImmediateDeferrableStatic;
