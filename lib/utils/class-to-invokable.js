'use strict';
/** A class that may also be called without `new`. */

/**
 * @template {new (...args: any[]) => any} C
 * @param {C} Class
 * @returns {C & ((...args: ConstructorParameters<C>) => InstanceType<C>)}
 */
function classToInvokable(Class) {
  return /** @type {any} */ (new Proxy(Class, {
    apply: (_target, _this, args) => new Class(...args),
    construct: (_target, args) => new Class(...args)
  }));
}

exports.classToInvokable = classToInvokable;
