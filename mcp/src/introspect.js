// Models for a database that has none in JavaScript: one per table, associations from its foreign keys.

const TYPES = [
  [/^(bigint|int8|bigserial)/i, 'BIGINT'],
  [/^(tinyint\(1\)|bool)/i, 'BOOLEAN'],
  [/^(small|tiny|medium)?int|^serial/i, 'INTEGER'],
  [/^(numeric|decimal)/i, 'DECIMAL'],
  [/^(real|float|double)/i, 'DOUBLE'],
  [/^(timestamp|datetime)/i, 'DATE'],
  [/^date$/i, 'DATEONLY'],
  [/^time/i, 'TIME'],
  [/^uuid/i, 'UUID'],
  [/^jsonb/i, 'JSONB'],
  [/^json/i, 'JSON'],
  [/^(bytea|blob|binary)/i, 'BLOB'],
  [/^(var)?char|^character/i, 'STRING']
];

const nameOf = table => (typeof table === 'string' ? table : table.tableName);

/** What the database fills in itself may be left out: a column with a default, a whole number that is the only key. */
function attribute(column, DataTypes, onlyKey) {
  const [, type] = TYPES.find(([pattern]) => pattern.test(column.type)) ?? [null, 'TEXT'];
  const primaryKey = Boolean(column.primaryKey);
  const autoIncrement = Boolean(column.autoIncrement) || primaryKey && onlyKey && ['INTEGER', 'BIGINT'].includes(type);
  return { type: DataTypes[type], allowNull: column.allowNull || !primaryKey && column.defaultValue != null, primaryKey, autoIncrement };
}

function associate(sequelize, references) {
  for (const { table, column, target } of references) {
    const source = sequelize.models[table];
    const other = sequelize.models[target];
    const as = column.replace(/_?id$/i, '') || target;
    if (!other || source.associations[as] || as in source.rawAttributes) continue;
    source.belongsTo(other, { as, foreignKey: column, constraints: false });
    const back = [table, `${table}_${as}`].find(name => !(name in other.associations) && !(name in other.rawAttributes));
    if (back) other.hasMany(source, { as: back, foreignKey: column, constraints: false });
  }
}

export async function introspect(sequelize) {
  const { DataTypes } = sequelize.constructor;
  const queries = sequelize.getQueryInterface();
  const references = [];
  for (const table of await queries.showAllTables()) {
    const name = nameOf(table);
    const columns = await queries.describeTable(table);
    const onlyKey = Object.values(columns).filter(column => column.primaryKey).length === 1;
    const attributes = Object.fromEntries(Object.entries(columns).map(([key, column]) => [key, attribute(column, DataTypes, onlyKey)]));
    const model = sequelize.define(name, attributes, { tableName: name, schema: table.schema, timestamps: false, freezeTableName: true });
    if (!('id' in columns)) model.removeAttribute('id');
    for (const key of await queries.getForeignKeyReferencesForTable(table)) {
      references.push({ table: name, column: key.columnName, target: key.referencedTableName });
    }
  }
  associate(sequelize, references);
}
