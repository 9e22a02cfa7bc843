'use strict';
/** JavaScript source from values. Whatever the text, it becomes a literal: data never becomes code. */

const WORD = /^[A-Za-z_$][\w$]*$/;

/** A text as a string literal in single quotes; line separators and markup are escaped as well. */
function text(value) {
  const inner = JSON.stringify(String(value)).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'")
    .replace(/[\u2028\u2029\u007f-\u009f]/g, one => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/<\/(script)/gi, '<\\/$1');
  return `'${inner}'`;
}

/** A property's name: bare where it is a plain word. `__proto__` would set the prototype otherwise. */
function key(name) {
  if (name === '__proto__') return "['__proto__']";
  return WORD.test(name) ? name : text(name);
}

/** Source that is printed as it stands; made by this program, never from a database's words. */
class Source {
  constructor(code) {
    this.code = code;
  }
}

const source = code => new Source(code);

/** @param {any} value plain values, arrays, objects, `source(…)` @param {number} [depth] levels of two spaces */
function print(value, depth = 0) {
  if (value instanceof Source) return value.code;
  if (typeof value === 'string') return text(value);
  if (value === undefined || value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
  if (typeof value === 'bigint') return `${value}n`;
  if (value instanceof Date) return `new Date(${text(value.toISOString())})`;
  const inside = '  '.repeat(depth + 1);
  const end = '  '.repeat(depth);
  if (Array.isArray(value)) {
    const items = value.map(one => print(one, depth + 1));
    const line = `[${items.join(', ')}]`;
    return line.length <= 100 && !line.includes('\n') ? line : `[\n${items.map(item => inside + item).join(',\n')}\n${end}]`;
  }
  const entries = Object.entries(value).filter(([, one]) => one !== undefined).map(([name, one]) => `${key(name)}: ${print(one, depth + 1)}`);
  if (entries.length === 0) return '{}';
  const line = `{ ${entries.join(', ')} }`;
  return line.length <= 80 && !line.includes('\n') ? line : `{\n${entries.map(entry => inside + entry).join(',\n')}\n${end}}`;
}

/** A `//` comment of one line, whatever the text holds. */
function comment(value) {
  return `// ${String(value).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')}`;
}

/** A class or variable name from any text. */
function identifier(value) {
  const words = String(value).split(/[^A-Za-z0-9]+/).filter(Boolean).map(word => word[0].toUpperCase() + word.slice(1));
  const joined = words.join('') || 'Model';
  return /^\d/.test(joined) ? `Model${joined}` : joined;
}

module.exports = { comment, identifier, key, print, source, Source, text };
