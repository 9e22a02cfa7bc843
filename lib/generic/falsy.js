// @ts-check
'use strict';
/** A module of types only; kept because its path is public. */
