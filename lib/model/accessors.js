// @ts-check
'use strict';
/** `user.name`: a getter and a setter on the prototype for every attribute. */

const { root } = require('./root');

function readsBy(name) {
  return /** @this {any} */ function() {
    return this.get(name);
  };
}

function writesBy(name) {
  return /** @this {any} */ function(value) {
    return this.set(name, value);
  };
}

/** The custom functions of one kind: those of the model's options, then those of the attributes. */
function customFunctions(Model, kind) {
  const custom = { ...Model.options[`${kind}terMethods`] };
  for (const [name, definition] of Object.entries(Model.rawAttributes)) {
    if (Object.hasOwn(definition, kind)) custom[name] = definition[kind];
  }
  return custom;
}

function refreshAccessors(Model) {
  const { prototype } = Model;
  prototype._customGetters = customFunctions(Model, 'get');
  prototype._customSetters = customFunctions(Model, 'set');
  prototype._hasCustomGetters = Object.keys(prototype._customGetters).length;
  prototype._hasCustomSetters = Object.keys(prototype._customSetters).length;

  const descriptors = {};
  const descriptorOf = name => descriptors[name] || (descriptors[name] = { configurable: true });
  const attributes = Object.keys(Model.rawAttributes);
  for (const name of [...Object.keys(Model.options.getterMethods || {}), ...attributes]) descriptorOf(name).get = readsBy(name);
  for (const name of [...Object.keys(Model.options.setterMethods || {}), ...attributes]) descriptorOf(name).set = writesBy(name);

  for (const name of Object.keys(descriptors)) {
    if (Object.hasOwn(root().prototype, name)) {
      Model.sequelize.log(`Not overriding built-in method from model attribute: ${name}`);
    } else {
      Object.defineProperty(prototype, name, descriptors[name]);
    }
  }
  Model._attributeManipulation = descriptors;
}

module.exports = { refreshAccessors };
