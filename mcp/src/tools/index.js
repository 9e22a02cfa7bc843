// All tools. A profile that is off hides its own.
import aggregateRecords from './aggregate-records.js';
import findRecords from './find-records.js';
import inspectSchema from './inspect-schema.js';
import listModels from './list-models.js';

const TOOLS = [listModels, findRecords, aggregateRecords, inspectSchema];

export const toolsOf = profiles => TOOLS.filter(tool => profiles.has(tool.profile));
