// @ts-check
'use strict';
/** Values that validation, the type or the database does not accept: one error, one item per finding. */

const { default: BaseError } = require('./base-error');

/** An item's type, and where findings of that type come from. */
const ValidationErrorItemType = {
  'notnull violation': 'CORE',
  'string violation': 'CORE',
  'unique violation': 'DB',
  'validation error': 'FUNCTION'
};

const ValidationErrorItemOrigin = { CORE: 'CORE', DB: 'DB', FUNCTION: 'FUNCTION' };

class ValidationErrorItem {
  static TypeStringMap = ValidationErrorItemType;
  static Origins = ValidationErrorItemOrigin;

  /**
   * @param {string} message
   * @param {string} type a key of ValidationErrorItemType, or an origin (deprecated, but v6 takes it)
   * @param {string} path the attribute
   * @param {any} value
   * @param {object} [instance]
   * @param {string} [validatorKey] e.g. `len`
   * @param {string} [fnName] the validator's function name
   * @param {any[]} [fnArgs]
   */
  constructor(message, type, path, value, instance, validatorKey, fnName, fnArgs) {
    this.message = message || '';
    this.type = null;
    this.path = path || null;
    this.value = value === undefined ? null : value;
    this.origin = null;
    this.instance = instance || null;
    this.validatorKey = validatorKey || null;
    this.validatorName = fnName || null;
    this.validatorArgs = fnArgs || [];

    if (!type) return;
    if (this.isValidationErrorItemOrigin(type)) {
      this.origin = type;
      return;
    }
    const known = this.normalizeString(type);
    if (Object.hasOwn(ValidationErrorItemType, known)) {
      this.origin = ValidationErrorItemType[known];
      this.type = type;
    }
  }

  isValidationErrorItemOrigin(text) {
    return Object.hasOwn(ValidationErrorItemOrigin, text);
  }

  normalizeString(text) {
    return text.toLowerCase().trim();
  }

  /**
   * A lower-case key of the validator: `function.len`, or `len` without the namespace.
   *
   * @param {boolean} [useTypeAsNS]
   * @param {string} [NSSeparator]
   * @returns {string}
   */
  getValidatorKey(useTypeAsNS = true, NSSeparator = '.') {
    const prefix = useTypeAsNS && this.origin && Object.hasOwn(ValidationErrorItemOrigin, this.origin) ? this.origin : '';
    if (prefix && (typeof NSSeparator !== 'string' || NSSeparator === '')) {
      throw new Error('Invalid namespace separator given, must be a non-empty string');
    }
    const key = this.validatorKey || this.validatorName;
    if (typeof key !== 'string' || key === '') return '';
    return (prefix ? prefix + NSSeparator + key : key).toLowerCase().trim();
  }
}

class ValidationError extends BaseError {
  /**
   * @param {string|null} message without one, the items' messages are joined
   * @param {ValidationErrorItem[]} [errors]
   * @param {{stack?: string}} [options]
   */
  constructor(message, errors, { stack } = {}) {
    super(/** @type {string} */ (message));
    this.name = 'SequelizeValidationError';
    this.errors = errors || [];
    this.message = message || ValidationError.#summary(this.errors);
    if (stack) this.stack = stack;
  }

  static #summary(items) {
    if (!items.length || !items[0].message) return 'Validation Error';
    return items.map(item => `${item.type || item.origin}: ${item.message}`).join(',\n');
  }

  /**
   * The findings of one attribute.
   *
   * @param {string} path
   * @returns {ValidationErrorItem[]}
   */
  get(path) {
    return this.errors.filter(item => item.path === path);
  }
}

exports.default = ValidationError;
exports.ValidationErrorItem = ValidationErrorItem;
exports.ValidationErrorItemType = ValidationErrorItemType;
exports.ValidationErrorItemOrigin = ValidationErrorItemOrigin;
