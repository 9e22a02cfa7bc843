// All tools. A profile that is off hides its own.
import aggregateRecords from './aggregate-records.js';
import createRecords from './create-records.js';
import deleteRecords from './delete-records.js';
import findRecords from './find-records.js';
import inspectSchema from './inspect-schema.js';
import listModels from './list-models.js';
import transaction from './transaction.js';
import updateRecords from './update-records.js';

const TOOLS = [listModels, findRecords, aggregateRecords, inspectSchema, createRecords, updateRecords, deleteRecords, transaction];

export const toolsOf = profiles => TOOLS.filter(tool => [tool.profile].flat().every(profile => profiles.has(profile)));
