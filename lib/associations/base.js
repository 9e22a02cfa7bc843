// @ts-check
'use strict';
/** What an association is: a source, a target, a name; how names and foreign keys are read from its options. */

const { AssociationError } = require('../errors');
const { isObject, isPlainObject, upperFirst } = require('../utils/objects');
const { camelize, singularize } = require('../utils/words');
const Op = require('../operators');
const { mixinMethods } = require('./helpers');

/** Accessors of the associations to one and to many: key, method of the association, prefix, number of the name. */
const accessorsToOne = [['get'], ['set'], ['create']];
const accessorsToMany = [
  ['get', 'get', 'plural'], ['set', 'set', 'plural'], ['addMultiple', 'add', 'plural'], ['add', 'add', 'singular'],
  ['create', 'create', 'singular'], ['remove', 'remove', 'singular'], ['removeMultiple', 'remove', 'plural'],
  ['hasSingle', 'has', 'singular'], ['hasAll', 'has', 'plural'], ['count', 'count', 'plural']
];

class Association {
  /**
   * @param {any} source the model that it was declared on
   * @param {any} target
   * @param {any} [options]
   */
  constructor(source, target, options = {}) {
    this.source = source;
    this.target = target;
    this.options = options;
    this.scope = options.scope;
    this.isSelfAssociation = source === target;
    this.as = options.as;
    /** @type {boolean} set by each class for all of its instances */
    this.isMultiAssociation;
    /** @type {any} */
    this.foreignKeyAttribute;
    /** @type {any} */
    this.accessors;
    /** @type {string} one of BelongsTo, HasOne, HasMany, BelongsToMany */
    this.associationType = '';

    if (source.hasAlias(options.as)) {
      throw new AssociationError(
        `You have used the alias ${options.as} in two separate associations. Aliased associations must have unique aliases.`
      );
    }
  }

  /** Instances of the target, of instances and of primary keys. */
  toInstanceArray(input) {
    return /** @type {any[]} */ ([]).concat(input).map(element => element instanceof this.target
      ? element
      : this.target.build({ [this.target.primaryKeyAttribute]: element }, { isNewRecord: false }));
  }

  /** Whether an include's `as` means this association. */
  verifyAssociationAlias(alias) {
    if (typeof alias === 'string') return this.as === alias;
    const given = alias && alias[this.isMultiAssociation ? 'plural' : 'singular'];
    return given ? this.as === given : !this.isAliased;
  }

  /** Puts the accessors on the source's prototype. */
  mixin(obj) {
    const list = this.isMultiAssociation ? accessorsToMany : accessorsToOne;
    mixinMethods(this, obj, list.map(([key]) => key), Object.fromEntries(list.map(([key, method]) => [key, method ?? key])));
  }

  /** Settles `as` and `options.name`: from the `as` option, else from the target's name. */
  _readName() {
    const number = this.isMultiAssociation ? 'plural' : 'singular';
    if (!this.as) {
      this.options.name = this.target.options.name;
      this.as = this.options.name[number];
      return;
    }
    this.isAliased = true;
    if (!this.isMultiAssociation) {
      this.options.name = { singular: this.as };
    } else if (isPlainObject(this.as)) {
      this.options.name = this.as;
      this.as = this.as.plural;
    } else {
      this.options.name = { plural: this.as, singular: singularize(this.as) };
    }
  }

  /** The accessors' names: `getTasks`, `addTask`, … */
  _nameAccessors() {
    this.associationAccessor = this.as;
    const list = this.isMultiAssociation ? accessorsToMany : accessorsToOne;
    this.accessors = Object.fromEntries(
      list.map(([key, prefix = key, number = 'singular']) => [key, prefix + upperFirst(this.options.name[number])])
    );
  }

  /**
   * A key's name and its further attributes from an option: a name, `{ name | fieldName, …attributes }` or nothing.
   *
   * @param {any} option
   * @param {() => string[]} parts of which the name is made when there is none
   */
  _readKey(option, parts) {
    const attribute = isObject(option) ? option : {};
    const name = isObject(option) ? option.name || option.fieldName : option;
    return { attribute, name: name || camelize(parts().join('_')) };
  }

  /** Adds the foreign key to the model that holds it, without changing what the user has said there. */
  _foreignKeyDefinition(type) {
    return { type: this.options.keyType || type, allowNull: true, ...this.foreignKeyAttribute };
  }

  /** The target, in the scope and schema that options ask for. */
  _scopedTarget(options) {
    let Target = this.target;
    if (Object.hasOwn(options, 'scope')) Target = options.scope ? Target.scope(options.scope) : Target.unscoped();
    if (Object.hasOwn(options, 'schema')) Target = Target.schema(options.schema, options.schemaDelimiter);
    return Target;
  }

  /** The association's condition, and the caller's too. */
  _and(where, given) {
    return given ? { [Op.and]: [where, given] } : where;
  }

  [Symbol.for('nodejs.util.inspect.custom')]() {
    return this.as;
  }
}

module.exports = Association;
