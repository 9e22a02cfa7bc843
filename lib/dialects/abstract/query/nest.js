// @ts-check
'use strict';

// `{ 'a.b': 1 }` -> `{ a: { b: 1 } }`, without ever touching a prototype.

function setOwn(target, key, value) {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}

const ownObject = (target, key) => Object.hasOwn(target, key) && target[key] !== null && typeof target[key] === 'object' ? target[key] : undefined;

/**
 * @param {object} row
 * @returns {object}
 */
function nestDotted(row) {
  const nested = {};
  for (const key of Object.keys(row)) {
    if (!key.includes('.')) {
      setOwn(nested, key, row[key]);
      continue;
    }
    const path = key.split('.');
    const last = path.pop();
    let at = nested;
    for (const part of path) {
      let next = ownObject(at, part);
      if (next === undefined) {
        next = {};
        setOwn(at, part, next);
      }
      at = next;
    }
    setOwn(at, last, row[key]);
  }
  return nested;
}

module.exports = { nestDotted };
