// @ts-check
'use strict';
/** Several errors in one: what `bulkCreate` rejects with when several records are bad. */

const { default: BaseError } = require('./base-error');

class AggregateError extends BaseError {
  /** @param {Error[]} errors */
  constructor(errors) {
    super();
    this.errors = errors;
    this.name = 'AggregateError';
  }

  toString() {
    const lines = ['AggregateError of:'];
    for (const error of this.errors) lines.push(this.#entry(error));
    return `${lines.join('\n')}\n`;
  }

  /** Two spaces before an error's first line; four before the others, unless it indents them itself. */
  #entry(error) {
    if (error === this) return '[Circular AggregateError]';
    const text = String(error);
    if (error instanceof AggregateError) {
      return text.replace(/\n$/, '').replace(/^/gm, '  ');
    }
    return `  ${text.replace(/(\r\n|[\n\r\u2028\u2029])/g, '$1    ')}`;
  }
}

exports.default = AggregateError;
