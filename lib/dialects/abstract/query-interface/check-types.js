// @ts-check
'use strict';

// `typeValidation`: values are judged by the data type of their column before they leave, in rows and in conditions.

const Utils = require('../../../utils');
const Op = require('../../../operators');
const { isPlainObject } = require('../../../utils/objects');

const GROUPS = new Set([Op.and, Op.or, Op.not]);
const LISTS = new Set([Op.in, Op.notIn, Op.between, Op.notBetween]);
/** What these compare with is no value of the column's. */
const NOT_VALUES = new Set([Op.col, Op.startsWith, Op.endsWith, Op.substring, Op.placeholder]);
const PATTERNS = new Set([Op.like, Op.notLike, Op.iLike, Op.notILike]);

/**
 * The values of a row that is written.
 *
 * @param {any} queryInterface
 */
function checkTypes(queryInterface, values, attributes) {
  const { queryGenerator, sequelize } = queryInterface;
  if (!sequelize.options.typeValidation || !attributes) return;
  for (const attribute of Object.values(attributes)) {
    const value = values[attribute.field] === undefined ? values[attribute.fieldName] : values[attribute.field];
    if (value === undefined || value === null || value instanceof Utils.SequelizeMethod || !attribute.type) continue;
    queryGenerator.validate(value, attribute, {});
  }
}

/**
 * The values that a statement's rows are found with: its own condition, and those of its includes.
 *
 * @param {any} queryInterface
 */
function checkConditions(queryInterface, where, model, includes = []) {
  const { queryGenerator, sequelize } = queryInterface;
  if (!sequelize.options.typeValidation) return;
  if (model) checkWhere(queryGenerator, where, model);
  for (const { where: own, model: joined, include, through } of includes) {
    checkConditions(queryInterface, own, joined, include);
    if (through && through.model) checkConditions(queryInterface, through.where, through.model);
  }
}

function checkWhere(generator, where, model) {
  if (Array.isArray(where)) where.forEach(one => checkWhere(generator, one, model));
  if (!isPlainObject(where)) return;
  for (const key of Reflect.ownKeys(where)) {
    if (GROUPS.has(/** @type {any} */ (key))) checkWhere(generator, where[key], model);
    if (typeof key !== 'string') continue;
    const attribute = Object.hasOwn(model.rawAttributes, key) ? model.rawAttributes[key] : model.fieldRawAttributesMap[key];
    if (attribute && attribute.type) checkValue(generator, where[key], attribute, {});
  }
}

function checkValue(generator, value, attribute, options) {
  if (value === null || value === undefined || value instanceof Utils.SequelizeMethod) return;
  const operators = isPlainObject(value) ? Object.getOwnPropertySymbols(value) : [];
  if (operators.length > 0) {
    operators.forEach(operator => checkOperand(generator, operator, value[operator], attribute));
    return;
  }
  // An object without operators is a document or a path into one; a list stands for its items.
  if (isPlainObject(value) && /^JSONB?$/.test(attribute.type.key)) return;
  if (Array.isArray(value) && !options.isList && !['ARRAY', 'RANGE', 'JSON', 'JSONB'].includes(attribute.type.key)) {
    value.forEach(item => checkValue(generator, item, attribute, options));
    return;
  }
  generator.validate(value, attribute, options);
}

function checkOperand(generator, operator, operand, attribute) {
  if (NOT_VALUES.has(operator) || operand instanceof Utils.SequelizeMethod) return;
  if (operator === Op.any || operator === Op.all) {
    const values = operand && operand[Op.values];
    if (values === undefined) checkValue(generator, operand, attribute, { isList: true });
  } else if (Array.isArray(operand) && (GROUPS.has(operator) || LISTS.has(operator))) {
    operand.forEach(one => checkValue(generator, one, attribute, {}));
  } else {
    checkValue(generator, operand, attribute, { acceptStrings: PATTERNS.has(operator) });
  }
}

module.exports = { checkTypes, checkConditions };
