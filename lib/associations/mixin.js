// @ts-check
'use strict';
/** The methods by which models are associated: `Model.hasMany(Other)` and the like. */

const BelongsTo = require('./belongs-to');
const BelongsToMany = require('./belongs-to-many');
const HasMany = require('./has-many');
const HasOne = require('./has-one');
const { lowerFirst, omit } = require('../utils/objects');

const isModel = (model, sequelize) => Boolean(model && model.prototype && model.prototype instanceof sequelize.Sequelize.Model);

/**
 * The source's own options are the association's too, except these; `late`: they are added after the first hook has run.
 */
const rules = new Map(/** @type {[Function, {except: string[], late?: boolean}][]} */ ([
  [HasMany, { except: ['hooks'] }],
  [BelongsToMany, { except: ['hooks', 'timestamps', 'scopes', 'defaultScope'] }],
  [HasOne, { except: [], late: true }],
  [BelongsTo, { except: [], late: true }]
]));

/** Makes the method of one type of association. */
const declare = Type => /** @this {any} */ function (target, options = {}) {
  const source = this;
  if (!isModel(target, source.sequelize)) {
    throw new Error(`${source.name}.${lowerFirst(Type.name)} called with something that's not a subclass of Sequelize.Model`);
  }
  const { except, late } = /** @type {{except: string[], late?: boolean}} */ (rules.get(Type));
  // The source has an option `hooks` as well, of another meaning: this one goes on as `useHooks`.
  options.hooks = options.hooks === undefined ? false : Boolean(options.hooks);
  options.useHooks = options.hooks;
  if (Type === BelongsToMany && options.timestamps === undefined) options.timestamps = source.sequelize.options.timestamps;
  const inherit = () => Object.assign(options, omit(source.options, except));

  if (!late) inherit();
  if (options.useHooks) source.runHooks('beforeAssociate', { source, target, type: Type }, options);
  if (late) inherit();

  const association = new Type(source, target, options);
  source.associations[association.associationAccessor] = association;
  association._injectAttributes();
  association.mixin(source.prototype);

  if (options.useHooks) source.runHooks('afterAssociate', { source, target, type: Type, association }, options);
  return association;
};

const Mixin = {
  hasMany: declare(HasMany),
  belongsToMany: declare(BelongsToMany),

  /** The associations with a model. */
  getAssociations(target) {
    return Object.values(this.associations).filter(association => association.target.name === target.name);
  },

  /** The association with a model under a name; null if there is none. */
  getAssociationForAlias(target, alias) {
    return this.getAssociations(target).find(association => association.verifyAssociationAlias(alias)) || null;
  },

  hasOne: declare(HasOne),
  belongsTo: declare(BelongsTo)
};

module.exports = Mixin;
module.exports.Mixin = Mixin;
module.exports.default = Mixin;
