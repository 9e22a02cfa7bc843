// @ts-check
'use strict';
/**
 * Registration of models and associations with the core's catalog, on first use and after a change.
 * An entry never changes; what changed is registered again under a new id, so no plan can be stale.
 */

/** Per core: model -> { id, map, table }, association -> { id, facts }. */
const registries = new WeakMap();

function registry(core) {
  let entry = registries.get(core);
  if (entry === undefined) registries.set(core, entry = { models: new WeakMap(), associations: new WeakMap() });
  return entry;
}

/** A table's name as the catalog has it. */
function tableName(model) {
  const name = model.getTableName();
  if (typeof name === 'string') return { table: name };
  return { table: name.tableName, schema: name.schema || undefined, delimiter: name.delimiter || undefined };
}

function typeSpec(type) {
  if (type === undefined || type === null) return undefined;
  if (typeof type.toSpec === 'function') return type.toSpec();
  if (typeof type === 'function' && typeof type.prototype?.toSpec === 'function') return new type().toSpec();
  return { key: 'RAW', sql: String(type) };
}

function describeModel(model) {
  const attributes = [];
  for (const name of Object.keys(model.rawAttributes)) {
    const attribute = model.rawAttributes[name];
    const references = attribute.references;
    attributes.push({
      name,
      field: attribute.field || name,
      type: typeSpec(attribute.type),
      primaryKey: attribute.primaryKey === true,
      autoIncrement: attribute.autoIncrement === true,
      allowNull: attribute.allowNull,
      references: references && typeof references === 'object' && typeof references.model !== 'function' && references.model ? {
        table: typeof references.model === 'object'
          ? { table: references.model.tableName, schema: references.model.schema || undefined, delimiter: references.model.delimiter || undefined }
          : { table: String(references.model) },
        key: references.key
      } : undefined
    });
  }
  const uniqueKeys = Object.values(model.uniqueKeys || {}).map(key => key.fields).filter(Array.isArray);
  return {
    name: model.name,
    table: tableName(model),
    attributes,
    primaryKeys: Object.keys(model.primaryKeys || {}),
    uniqueKeys,
    deletedAt: model._timestampAttributes?.deletedAt,
    autoIncrement: model.autoIncrementAttribute || undefined,
    hasTriggers: Boolean(model.options?.hasTrigger)
  };
}

/** The model's id in the core's catalog. */
function modelId(core, model) {
  const { models } = registry(core);
  const known = models.get(model);
  const name = model.getTableName();
  const table = typeof name === 'string' ? name : name.toString();
  // refreshAttributes() makes a new map for every change of an attribute.
  if (known !== undefined && known.map === model.fieldRawAttributesMap && known.table === table) return known.id;
  const id = core.addModel(JSON.stringify(describeModel(model)));
  models.set(model, { id, map: model.fieldRawAttributesMap, table });
  return id;
}

function describeAssociation(core, association) {
  const through = association.throughModel || association.through?.model;
  const manyToMany = association.associationType === 'BelongsToMany';
  return {
    kind: association.associationType,
    alias: association.as,
    source: modelId(core, association.source),
    target: modelId(core, association.target),
    isSelf: Boolean(association.isSelfAssociation),
    foreignKey: association.foreignKey,
    foreignKeyField: association.identifierField || association.foreignKeyField || association.foreignKey,
    targetKey: association.targetKey,
    targetKeyField: association.targetKeyField,
    sourceKey: association.sourceKey,
    sourceKeyField: association.sourceKeyField,
    otherKey: manyToMany ? association.otherKey : undefined,
    otherKeyField: manyToMany ? association.foreignIdentifierField || association.otherKey : undefined,
    through: manyToMany && through ? modelId(core, through) : undefined,
    isAliased: Boolean(association.isAliased),
    isInner: association.source.associations?.[association.as] !== association,
    toTarget: manyToMany && association.toTarget ? associationId(core, association.toTarget) : undefined,
    manyFromSource: manyToMany && association.manyFromSource ? associationId(core, association.manyFromSource) : undefined
  };
}

/** What an entry was made of: while it is the same, so is the entry. */
function factsOf(core, association) {
  const through = association.throughModel || association.through?.model;
  return [
    modelId(core, association.source), modelId(core, association.target), through ? modelId(core, through) : undefined,
    association.as, association.isAliased, association.foreignKey, association.identifierField, association.foreignIdentifierField,
    association.sourceKey, association.sourceKeyField, association.targetKey, association.targetKeyField, association.otherKey,
    association.toTarget, association.manyFromSource, association.source.associations?.[association.as] === association
  ];
}

/** The association's id in the core's catalog. */
function associationId(core, association) {
  const { associations } = registry(core);
  const known = associations.get(association);
  const facts = factsOf(core, association);
  if (known !== undefined && facts.every((fact, i) => fact === known.facts[i])) return known.id;
  const id = core.addAssociation(JSON.stringify(describeAssociation(core, association)));
  associations.set(association, { id, facts });
  return id;
}

/** Registers all associations of a model: an order may name any of them by its target. */
function registerAssociations(core, model) {
  for (const association of Object.values(model.associations || {})) associationId(core, association);
}

module.exports = { registerAssociations, modelId, associationId, typeSpec };
