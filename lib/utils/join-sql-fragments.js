// @ts-check
'use strict';
/** Joins pieces of text that a user has: one space between them, none before `;,)` and none after `(`. */

class JoinSQLFragmentsError extends TypeError {
  constructor(args, fragment, message) {
    super(message);
    this.args = args;
    this.fragment = fragment;
    this.name = 'JoinSQLFragmentsError';
  }
}

/**
 * @param {Array<any>} array texts, falsy values (left out) and arrays of the same
 * @returns {string}
 */
function joinSQLFragments(array) {
  const pieces = array.filter(Boolean).map(piece => Array.isArray(piece) ? joinSQLFragments(piece) : piece);
  let text = '';
  for (const piece of pieces) {
    if (piece && typeof piece !== 'string') {
      throw new JoinSQLFragmentsError(pieces, piece, `Tried to construct a SQL string with a non-string, non-falsy fragment (${piece}).`);
    }
    const word = piece.trim();
    if (!word) continue;
    const glue = text === '' || text.endsWith('(') || /^[;,)]/.test(word);
    text += glue ? word : ` ${word}`;
  }
  return text;
}

exports.joinSQLFragments = joinSQLFragments;
exports.JoinSQLFragmentsError = JoinSQLFragmentsError;
