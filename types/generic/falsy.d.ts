// Values that a condition treats as false.

/** Any value that is false in a condition, except NaN, which has no type of its own. */
export type Falsy = void | undefined | null | false | '' | 0 | -0 | 0n;
