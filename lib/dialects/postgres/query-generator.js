// @ts-check
'use strict';

// The postgres query generator: names that only this dialect has.

const AbstractQueryGenerator = require('../abstract/query-generator');

class PostgresQueryGenerator extends AbstractQueryGenerator {
  setSearchPath(searchPath) {
    return this._text('setSearchPath', searchPath);
  }

  deferConstraintsQuery(options) {
    return options.deferrable.toString(this);
  }

  /** The values of an array's text form (`{a,"b c"}`); an array stays what it is. */
  fromArray(text) {
    if (Array.isArray(text)) return text;
    const items = [];
    const item = /"((?:[^"\\]|\\.)*)"|([^,{}]+)/g;
    for (let found = item.exec(text); found; found = item.exec(text)) {
      items.push(found[1] === undefined ? found[2] : found[1].replace(/\\(.)/g, '$1'));
    }
    return items;
  }
}

AbstractQueryGenerator.addTextMethods(PostgresQueryGenerator, {
  quoteIdentifier: 'identifier,force',
  dropSchema: 'schema',
  dynamicTypesQuery: '',
  fn: 'fnName,tableName,parameters,body,returns,language',
  setConstraintQuery: 'columns,type',
  setDeferredQuery: 'columns',
  setImmediateQuery: 'columns',
  createTrigger: 'tableName,triggerName,eventType,fireOnSpec,functionName,functionParams,optionsArray',
  dropTrigger: 'tableName,triggerName',
  renameTrigger: 'tableName,oldTriggerName,newTriggerName',
  createFunction: 'functionName,params,returnType,language,body,optionsArray,options',
  dropFunction: 'functionName,params',
  renameFunction: 'oldFunctionName,params,newFunctionName',
  pgEscapeAndQuote: 'val',
  _expandFunctionParamList: 'params',
  _expandFunctionVariableList: 'variables',
  expandOptions: 'options',
  decodeTriggerEventType: 'eventSpecifier',
  triggerEventTypeIsConstraint: 'eventSpecifier',
  expandTriggerEventSpec: 'fireOnSpec',
  pgEnumName: 'tableName,attr,options',
  pgListEnums: 'tableName,attrName,options',
  pgEnum: 'tableName,attr,dataType,options',
  pgEnumAdd: 'tableName,attr,value,options',
  pgEnumDrop: 'tableName,attr,enumName',
  dataTypeMapping: 'tableName,attr,dataType',
  getForeignKeyReferencesQuery: 'tableName,catalogName,schemaName',
  getForeignKeyReferenceQuery: 'table,columnName',
  _checkValidJsonStatement: 'stmt'
});

module.exports = PostgresQueryGenerator;
