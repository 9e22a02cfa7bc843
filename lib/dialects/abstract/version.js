// @ts-check
'use strict';

// Versions of database servers: enough of semver to compare them.

/**
 * The first three numbers of a text, missing ones as 0; undefined where there is none.
 *
 * @param {unknown} text
 */
function coerce(text) {
  const found = /(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(String(text));
  return found ? `${Number(found[1])}.${Number(found[2] || 0)}.${Number(found[3] || 0)}` : undefined;
}

function atLeast(version, minimum) {
  const left = (coerce(version) || '0.0.0').split('.').map(Number);
  const right = (coerce(minimum) || '0.0.0').split('.').map(Number);
  for (let at = 0; at < 3; at++) if (left[at] !== right[at]) return left[at] > right[at];
  return true;
}

module.exports = { coerce, atLeast };
