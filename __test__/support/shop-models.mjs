// Two versions of a schema of twelve tables, as model files of a project.

const model = (name, attributes, options = '', associate = '') => `'use strict';
module.exports = (sequelize, DataTypes) => {
  const ${name} = sequelize.define('${name}', { ${attributes} }, { timestamps: false${options ? `, ${options}` : ''} });
  ${name}.associate = models => { ${associate} };
  return ${name};
};
`;

const shared = {
  country: model('Country', 'code: { type: DataTypes.STRING(2), primaryKey: true }, title: { type: DataTypes.STRING, allowNull: false, unique: true }'),
  warehouse: model('Warehouse', "name: DataTypes.STRING, state: { type: DataTypes.ENUM('open', 'closed'), allowNull: false, defaultValue: 'open' }", '',
    "models.Country.hasMany(models.Warehouse, { foreignKey: 'countryCode', onDelete: 'RESTRICT' })"),
  tag: model('Tag', "label: { type: DataTypes.STRING(40), allowNull: false }", "indexes: [{ unique: true, fields: ['label'] }]"),
  category: model('Category', 'name: DataTypes.STRING, path: DataTypes.TEXT', '', "models.Category.belongsTo(models.Category, { as: 'parent' })"),
  payment: model('Payment', "amount: { type: DataTypes.DECIMAL(10, 2), allowNull: false }, paidAt: DataTypes.DATE", '', "models.Payment.belongsTo(models.Order, { onDelete: 'CASCADE' })"),
  review: model('Review', 'stars: { type: DataTypes.SMALLINT, defaultValue: 3 }, text: DataTypes.TEXT', '',
    "models.Review.belongsTo(models.Product, { onDelete: 'CASCADE' }); models.Review.belongsTo(models.User)"),
  orderitem: model('OrderItem', 'quantity: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 1 }', '',
    "models.OrderItem.belongsTo(models.Order, { onDelete: 'CASCADE' }); models.OrderItem.belongsTo(models.Product, { onDelete: 'RESTRICT' })"),
  producttag: model('ProductTag', 'weight: DataTypes.FLOAT', '',
    'models.Product.belongsToMany(models.Tag, { through: models.ProductTag }); models.Tag.belongsToMany(models.Product, { through: models.ProductTag })')
};

export const before = {
  ...shared,
  user: model('User', "name: { type: DataTypes.STRING, allowNull: false }, email: { type: DataTypes.STRING, unique: true }, role: { type: DataTypes.ENUM('guest', 'admin'), defaultValue: 'guest' }, legacy: DataTypes.STRING"),
  product: model('Product', "sku: { type: DataTypes.STRING(20), allowNull: false }, price: { type: DataTypes.DECIMAL(8, 2), defaultValue: 0 }, active: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: true }",
    "indexes: [{ fields: ['sku', 'active'] }]", 'models.Product.belongsTo(models.Category)'),
  order: model('Order', "status: { type: DataTypes.ENUM('new', 'paid'), defaultValue: 'new' }, note: DataTypes.STRING", "indexes: [{ fields: ['status'] }]",
    "models.Order.belongsTo(models.User, { onDelete: 'CASCADE' })"),
  coupon: model('Coupon', "code: { type: DataTypes.STRING, allowNull: false }, kind: { type: DataTypes.ENUM('x', 'y') }", '', 'models.Coupon.belongsTo(models.User)')
};

export const after = {
  ...shared,
  // A renamed column, a column that went, one that came, more values of an enum.
  user: model('User', "fullName: { type: DataTypes.STRING, allowNull: false }, email: { type: DataTypes.STRING, unique: true }, role: { type: DataTypes.ENUM('guest', 'editor', 'admin'), defaultValue: 'editor' }, age: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 18 }"),
  // Another type, default and nullability; an index that went and a unique one that came.
  product: model('Product', "sku: { type: DataTypes.STRING(60), allowNull: false, unique: true }, price: { type: DataTypes.DECIMAL(12, 2), allowNull: false, defaultValue: 1.5 }, active: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: false }, hint: DataTypes.TEXT",
    "indexes: [{ fields: ['active'] }, { unique: true, fields: ['sku', 'price'] }]", "models.Product.belongsTo(models.Category, { onDelete: 'CASCADE' })"),
  order: model('Order', "status: { type: DataTypes.ENUM('new', 'paid', 'sent'), defaultValue: 'new' }, note: { type: DataTypes.STRING, defaultValue: \"it's\" }",
    "indexes: [{ fields: ['status'] }, { fields: ['note'] }]", "models.Order.belongsTo(models.User, { onDelete: 'CASCADE' }); models.Order.belongsTo(models.Warehouse)"),
  // Coupons went, vouchers came.
  voucher: model('Voucher', "code: { type: DataTypes.STRING, allowNull: false }, kind: { type: DataTypes.ENUM('a', 'b'), defaultValue: 'a' }", '',
    'models.Voucher.belongsTo(models.Order); models.Voucher.belongsTo(models.Country)')
};
