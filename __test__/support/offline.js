'use strict';
// A Sequelize instance whose query interface answers from memory: models can be tried without a database.

const { Sequelize } = require('../../lib');

/**
 * @param {object} [answers] functions by the name of a query interface method
 * @returns {{sequelize: any, calls: Array<[string, any[]]>}} calls: what the models asked for, in order
 */
function offline(answers = {}, options = {}) {
  const sequelize = new Sequelize({ dialect: 'sqlite', logging: false, ...options });
  const calls = [];
  const standard = {
    select: () => [],
    rawSelect: () => 0,
    insert: (instance, table, values) => [Object.assign(instance, { isNewRecord: false }), values],
    update: instance => [instance, 1],
    upsert: () => [{}, true],
    bulkInsert: () => [],
    bulkUpdate: () => 0,
    bulkDelete: () => 0,
    delete: () => 1,
    increment: () => [],
    decrement: () => []
  };
  const queryInterface = sequelize.getQueryInterface();
  for (const [name, answer] of Object.entries({ ...standard, ...answers })) {
    queryInterface[name] = async (...args) => {
      calls.push([name, args]);
      return answer(...args);
    };
  }
  return { sequelize, calls };
}

module.exports = { offline };
