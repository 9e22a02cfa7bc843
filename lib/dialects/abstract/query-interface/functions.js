// @ts-check
'use strict';

// Query interface: triggers and functions, where a dialect has them (no text: nothing to do).

const { isEmpty } = require('../../../utils/objects');

/** No options may be written as nothing, as an empty list, or as an empty object. */
const listed = options => Array.isArray(options) ? options : isEmpty(options) ? [] : options;

async function runIfAny(queryInterface, text, options) {
  return text ? queryInterface.sequelize.query(text, options || {}) : undefined;
}

module.exports = {
  async createTrigger(tableName, triggerName, timingType, fireOnArray, functionName, functionParams, optionsArray, options) {
    const text = this.queryGenerator.createTrigger(tableName, triggerName, timingType, fireOnArray, functionName, functionParams, listed(optionsArray));
    return runIfAny(this, text, options);
  },

  async dropTrigger(tableName, triggerName, options) {
    return runIfAny(this, this.queryGenerator.dropTrigger(tableName, triggerName), options);
  },

  async renameTrigger(tableName, oldTriggerName, newTriggerName, options) {
    return runIfAny(this, this.queryGenerator.renameTrigger(tableName, oldTriggerName, newTriggerName), options);
  },

  async createFunction(functionName, params, returnType, language, body, optionsArray, options) {
    const text = this.queryGenerator.createFunction(functionName, params, returnType, language, body, listed(optionsArray), options);
    return runIfAny(this, text, options);
  },

  async dropFunction(functionName, params, options) {
    return runIfAny(this, this.queryGenerator.dropFunction(functionName, params), options);
  },

  async renameFunction(oldFunctionName, params, newFunctionName, options) {
    return runIfAny(this, this.queryGenerator.renameFunction(oldFunctionName, params, newFunctionName), options);
  }
};
