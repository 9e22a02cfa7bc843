// Options of an instance's validation.

import { Hookable } from './model';

/** `hooks: false` leaves out the validation hooks. */
export interface ValidationOptions extends Hookable {
  /** Attributes that are not looked at. */
  skip?: string[];
  /** The only attributes that are looked at; without it, all. Wins over `skip`. */
  fields?: string[];
}
