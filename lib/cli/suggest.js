'use strict';
/** The nearest known word to a misspelt one. */

/** Edits (one letter more, less, other, or two swapped) between two words. */
function distance(a, b) {
  let before = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(changed, last[j] + 1, row[j - 1] + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    before = last;
    last = row;
  }
  return last[b.length];
}

/** @returns {string | undefined} */
function nearest(word, known) {
  const scored = known.map(candidate => ({ candidate, score: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.score - b.score);
  const best = scored[0];
  if (best && best.score <= Math.max(2, Math.floor(word.length / 4))) return best.candidate;
  return known.find(candidate => word.length > 2 && candidate.startsWith(word));
}

/** `" Did you mean "x"?"`, or nothing. */
function didYouMean(word, known, shown = name => name) {
  const found = nearest(word, known);
  return found === undefined ? '' : ` Did you mean "${shown(found)}"?`;
}

module.exports = { didYouMean, nearest };
