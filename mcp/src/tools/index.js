// All tools. A profile that is off hides its own.
import aggregateRecords from './aggregate-records.js';
import createRecords from './create-records.js';
import defineModel from './define-model.js';
import deleteRecords from './delete-records.js';
import diagnostics from './diagnostics.js';
import executeStatement from './execute-statement.js';
import explain from './explain.js';
import findRecords from './find-records.js';
import generateMigration from './generate-migration.js';
import inspectSchema from './inspect-schema.js';
import listModels from './list-models.js';
import migrate from './migrate.js';
import migrations from './migrations.js';
import runQuery from './run-query.js';
import transaction from './transaction.js';
import updateRecords from './update-records.js';

const TOOLS = [
  listModels, findRecords, aggregateRecords, inspectSchema, explain, runQuery, createRecords, updateRecords, deleteRecords,
  transaction, executeStatement, migrations, generateMigration, migrate, diagnostics, defineModel
];

export const toolNames = TOOLS.map(tool => tool.name);

export const toolsOf = profiles => TOOLS.filter(tool => [tool.profile].flat().every(profile => profiles.has(profile)));
