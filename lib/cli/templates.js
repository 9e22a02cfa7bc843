'use strict';
/** The files that commands generate. */

const { key, print, source } = require('./code');

/** @returns {string} config/config.json, or a module for other extensions */
function config(extension) {
  const environment = name => ({ username: 'root', password: null, database: `database_${name}`, host: '127.0.0.1', dialect: 'mysql' });
  const value = { development: environment('development'), test: environment('test'), production: environment('production') };
  if (['.js', '.cjs', '.cts'].includes(extension)) return `'use strict';\n\nmodule.exports = ${print(value)};\n`;
  if (['.mjs', '.ts', '.mts'].includes(extension)) return `export default ${print(value)};\n`;
  return `${JSON.stringify(value, null, 2)}\n`;
}

const steps = (up, down, note = '') => `'use strict';

${note}/** @type {import('sequelize-cli').Migration} */
module.exports = {
  async up(queryInterface, Sequelize) {
${up}
  },

  async down(queryInterface, Sequelize) {
${down}
  }
};
`;

function migration() {
  return steps(`    // What this migration changes, for instance:
    // await queryInterface.createTable('users', { id: Sequelize.INTEGER });`,
  `    // How to take it back, for instance:
    // await queryInterface.dropTable('users');`);
}

function seeder() {
  return steps(`    // The rows to add, for instance:
    // await queryInterface.bulkInsert('People', [{ name: 'Ada', isBetaMember: false }], {});`,
  `    // How to take them away, for instance:
    // await queryInterface.bulkDelete('People', null, {});`);
}

/** `Sequelize.ENUM('a', 'b')`, `DataTypes.ARRAY(DataTypes.STRING)` */
function typeSource({ type, of, values }, owner) {
  if (values) return source(`${owner}.ENUM(${values.map(value => print(value)).join(', ')})`);
  return source(of ? `${owner}.${type}(${owner}.${of})` : `${owner}.${type}`);
}

function createTable({ table, attributes, underscored }) {
  const required = { allowNull: false, type: source('Sequelize.DATE') };
  const columns = {
    id: { allowNull: false, autoIncrement: true, primaryKey: true, type: source('Sequelize.INTEGER') },
    ...Object.fromEntries(attributes.map(one => [one.field, { type: typeSource(one, 'Sequelize') }])),
    [underscored ? 'created_at' : 'createdAt']: required,
    [underscored ? 'updated_at' : 'updatedAt']: required
  };
  const body = Object.entries(columns).map(([name, column]) => `      ${key(name)}: ${print(column, 3)}`).join(',\n');
  return steps(`    await queryInterface.createTable(${print(table)}, {\n${body}\n    });`, `    await queryInterface.dropTable(${print(table)});`);
}

function model({ name, attributes, underscored }) {
  const fields = attributes.map(one => `    ${key(one.field)}: ${typeSource(one, 'DataTypes').code}`).join(',\n');
  return `'use strict';

const { Model } = require('sequelize');

module.exports = (sequelize, DataTypes) => {
  class ${name} extends Model {
    // models/index.js calls this with every model: define associations here.
    static associate(models) {
    }
  }

  ${name}.init({
${fields}
  }, {
    sequelize,
    modelName: ${print(name)}${underscored ? ',\n    underscored: true' : ''}
  });

  return ${name};
};
`;
}

/** models/index.js: loads every model of the folder and associates them. */
function modelsIndex(configPath) {
  return `'use strict';

const fs = require('fs');
const path = require('path');
const process = require('process');
const Sequelize = require('sequelize');

const environment = process.env.NODE_ENV || 'development';
const config = require(path.join(__dirname, ${print(configPath)}))[environment];

const sequelize = config.use_env_variable
  ? new Sequelize(process.env[config.use_env_variable], config)
  : new Sequelize(config.database, config.username, config.password, config);

const db = {};
const isModel = file => file.endsWith('.js') && !file.startsWith('.') && !file.endsWith('.test.js') && file !== path.basename(__filename);

for (const file of fs.readdirSync(__dirname).filter(isModel)) {
  const model = require(path.join(__dirname, file))(sequelize, Sequelize.DataTypes);
  db[model.name] = model;
}

for (const model of Object.values(db)) {
  if (model.associate) model.associate(db);
}

db.sequelize = sequelize;
db.Sequelize = Sequelize;

module.exports = db;
`;
}

module.exports = { config, createTable, migration, model, modelsIndex, seeder, steps };
