// @ts-check
'use strict';

// Every model's tables at once: sync, drop, truncate, in an order that foreign keys allow.

async function withForeignKeysOff(sequelize, options, work) {
  const generator = sequelize.dialect.queryGenerator;
  try {
    await sequelize.query(generator.foreignKeyChecksQuery(false), options);
    return await work();
  } finally {
    await sequelize.query(generator.foreignKeyChecksQuery(true), options);
  }
}

/** Whether foreign keys can be switched off for a while, so that cycles need no second pass. */
const canSwitchOff = sequelize => Boolean(sequelize.dialect.canDisableForeignKeys);

async function sync(sequelize, given) {
  const options = {
    ...sequelize.options,
    ...sequelize.options.sync,
    ...given,
    hooks: given ? given.hooks !== false : true
  };
  if (options.match && !options.match.test(sequelize.config.database)) {
    throw new Error(`Database "${sequelize.config.database}" does not match sync match parameter "${options.match}"`);
  }
  if (options.hooks) await sequelize.runHooks('beforeBulkSync', options);
  if (options.force) await sequelize.drop(options);

  if (sequelize.modelManager.models.length === 0) {
    await sequelize.authenticate(options);
  } else {
    const sorted = sequelize.modelManager.getModelsTopoSortedByForeignKey();
    if (sorted === null || sorted === undefined) return sequelize._syncModelsWithCyclicReferences(options);
    // Sorted with the dependants first; a table needs what it points to before itself.
    for (const model of sorted.reverse()) await model.sync(options);
  }
  if (options.hooks) await sequelize.runHooks('afterBulkSync', options);
  return sequelize;
}

async function syncCyclic(sequelize, options) {
  const { models } = sequelize.modelManager;
  if (canSwitchOff(sequelize)) {
    await withForeignKeysOff(sequelize, options, async () => {
      for (const model of models) await model.sync(options);
    });
    return;
  }
  for (const model of models) await model.sync({ ...options, withoutForeignKeyConstraints: true });
  for (const model of models) await model.sync({ ...options, force: false, alter: true });
}

async function truncate(sequelize, options) {
  const sorted = sequelize.modelManager.getModelsTopoSortedByForeignKey();
  const models = sorted || sequelize.modelManager.models;
  const cascade = Boolean(options && options.cascade);

  if (!sorted && !cascade) {
    throw new Error('Sequelize#truncate: Some of your models have cyclic references (foreign keys). You need to use the "cascade" option to be able to delete rows from models that have cyclic references.');
  }
  if (!sorted && canSwitchOff(sequelize)) {
    await withForeignKeysOff(sequelize, options, () => Promise.all(models.map(model => model.truncate(options))));
  } else if (cascade) {
    for (const model of models) await model.truncate(options);
  } else {
    await Promise.all(models.map(model => model.truncate(options)));
  }
}

async function drop(sequelize, options) {
  const { models } = sequelize.modelManager;
  const dropAll = async list => {
    for (const model of list) await model.drop(options);
  };
  if (options && options.cascade) await dropAll(models);

  const sorted = sequelize.modelManager.getModelsTopoSortedByForeignKey();
  if (sorted) {
    await dropAll(sorted);
    return;
  }
  if (canSwitchOff(sequelize)) {
    await withForeignKeysOff(sequelize, options, () => dropAll(models));
    return;
  }
  const queryInterface = sequelize.getQueryInterface();
  for (const model of models) {
    const table = model.getTableName();
    const keys = await queryInterface.getForeignKeyReferencesForTable(table, options);
    await Promise.all(keys.map(key => queryInterface.removeConstraint(table, key.constraintName, options)));
  }
  await dropAll(models);
}

module.exports = { sync, syncCyclic, truncate, drop, withForeignKeysOff };
