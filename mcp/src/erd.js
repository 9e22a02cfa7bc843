// The models as a Mermaid entity-relationship diagram.
import { typeKey } from './catalog.js';

const ENDS = { BelongsTo: '}o--||', HasOne: '||--o|', HasMany: '||--o{', BelongsToMany: '}o--o{' };

const word = name => String(name).replace(/\W/g, '_');

function entity(catalog, model) {
  const lines = catalog.attributes(model).map(([name, attribute]) => {
    const keys = [attribute.primaryKey && 'PK', attribute.references && 'FK', attribute.unique && !attribute.primaryKey && 'UK'].filter(Boolean).join(', ');
    return `    ${word(typeKey(attribute))} ${word(name)}${keys ? ` ${keys}` : ''}`;
  });
  return [`  ${word(model.name)} {`, ...lines, '  }'];
}

/** One line per relation: a BelongsTo whose other side says it already is left out. */
function relations(catalog, model) {
  return catalog.associations(model).flatMap(association => {
    const { target, associationType, foreignKey } = association;
    const mirrored = catalog.associations(target).some(other => other.target === model && other.foreignKey === foreignKey && /^Has/.test(other.associationType));
    if (associationType === 'BelongsTo' && mirrored) return [];
    return [`  ${word(model.name)} ${ENDS[associationType] ?? '--'} ${word(target.name)} : ${word(association.as)}`];
  });
}

export function erd(catalog) {
  const models = catalog.names().map(name => catalog.model(name));
  return ['erDiagram', ...models.flatMap(model => entity(catalog, model)), ...models.flatMap(model => relations(catalog, model))].join('\n');
}
