// A model as a client writes it: attributes of the types that every database has, checked word by word.
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { Refusal } from './refusal.js';

const PLAIN = ['TEXT', 'INTEGER', 'BIGINT', 'SMALLINT', 'FLOAT', 'DOUBLE', 'BOOLEAN', 'DATE', 'DATEONLY', 'TIME', 'UUID', 'JSON', 'JSONB', 'BLOB'];
const TYPES = ['STRING', 'CHAR', 'DECIMAL', 'ENUM', ...PLAIN];

const NAME = /^[A-Za-z][A-Za-z0-9_]{0,62}$/;
const name = z.string().regex(NAME, 'must begin with a letter, and have letters, digits and _ only, at most 63');

export const attributeInput = z.strictObject({
  type: z.enum(TYPES),
  length: z.int().min(1).max(65_535).optional().describe('STRING, CHAR'),
  precision: z.int().min(1).max(1000).optional().describe('DECIMAL'),
  scale: z.int().min(0).max(1000).optional().describe('DECIMAL'),
  values: z.array(z.string()).min(1).max(200).optional().describe('ENUM'),
  allowNull: z.boolean().optional(),
  unique: z.boolean().optional(),
  primaryKey: z.boolean().optional(),
  autoIncrement: z.boolean().optional(),
  defaultValue: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional(),
  field: name.optional(),
  comment: z.string().max(1000).optional()
});

export const optionsInput = z.strictObject({
  tableName: name.optional(),
  timestamps: z.boolean().optional(),
  paranoid: z.boolean().optional(),
  underscored: z.boolean().optional()
});

export const nameInput = name;

/** What the type is called with. */
function argumentsOf({ type, length, precision, scale, values }, at) {
  const fits = { STRING: ['length'], CHAR: ['length'], DECIMAL: ['precision', 'scale'], ENUM: ['values'] }[type] ?? [];
  const surplus = Object.entries({ length, precision, scale, values }).find(([key, value]) => value !== undefined && !fits.includes(key));
  if (surplus) throw new Refusal(`${at}: ${type} has no ${surplus[0]}`);
  if (type === 'ENUM' && !values) throw new Refusal(`${at}: ENUM needs values`);
  if (scale !== undefined && precision === undefined) throw new Refusal(`${at}: scale goes with precision`);
  return type === 'ENUM' ? values : [length, precision, scale].filter(value => value !== undefined);
}

/** @returns {Array<[string, { type: string, given: any[], rest: object }]>} */
function checked(attributes) {
  return Object.entries(attributes).map(([key, attribute]) => {
    const found = name.safeParse(key);
    if (!found.success) throw new Refusal(`The attribute ${JSON.stringify(key)} ${found.error.issues[0].message}`);
    const { type, length, precision, scale, values, ...rest } = attribute;
    return [key, { type, given: argumentsOf(attribute, key), rest }];
  });
}

/** Defines the model in this process. Nothing is written to the database. */
export function define(catalog, { name: model, attributes, options }) {
  const { sequelize } = catalog;
  const { DataTypes } = sequelize.constructor;
  if (sequelize.isDefined(model)) throw new Refusal(`There is a model ${model} already`);
  const definition = Object.fromEntries(checked(attributes).map(([key, { type, given, rest }]) => [key, { type: given.length ? DataTypes[type](...given) : DataTypes[type], ...rest }]));
  const defined = sequelize.define(model, definition, { ...options });
  const table = JSON.stringify(defined.getTableName());
  const other = Object.values(sequelize.models).find(one => one !== defined && JSON.stringify(one.getTableName()) === table);
  if (other) {
    sequelize.modelManager.removeModel(defined);
    throw new Refusal(`The table ${table} belongs to the model ${other.name} already: rules for that one would not hold for another`);
  }
  return defined;
}

/** Does `.js` mean modules here? */
function isModule(folder) {
  for (let at = folder; ; at = path.dirname(at)) {
    const file = path.join(at, 'package.json');
    if (fs.existsSync(file)) return JSON.parse(fs.readFileSync(file, 'utf8')).type === 'module';
    if (at === path.dirname(at)) return false;
  }
}

/** The same as a file that sequelize-cli and this server load. @returns {string} its path */
export function write(folder, { name: model, attributes, options = {} }) {
  const lines = checked(attributes).map(([key, { type, given, rest }]) => {
    const called = given.length ? `(${given.map(value => JSON.stringify(value)).join(', ')})` : '';
    const more = Object.entries(rest).map(([word, value]) => `, ${word}: ${JSON.stringify(value)}`).join('');
    return `    ${key}: { type: DataTypes.${type}${called}${more} }`;
  });
  const body = `(sequelize, DataTypes) => sequelize.define(${JSON.stringify(model)}, {\n${lines.join(',\n')}\n  }, ${JSON.stringify(options)});\n`;
  const modules = isModule(path.resolve(folder));
  const file = path.join(folder, `${model.toLowerCase()}.js`);
  try {
    fs.writeFileSync(file, modules ? `export default ${body}` : `'use strict';\n\nmodule.exports = ${body}`, { flag: 'wx' });
  } catch (error) {
    if (error.code === 'EEXIST') throw new Refusal(`The file ${path.basename(file)} exists already`);
    throw error;
  }
  return file;
}
