// @ts-check
'use strict';
/** A class that may also be called without `new`. */

/**
 * @template {new (...args: any[]) => any} C
 * @param {C} Class
 * @returns {C & ((...args: ConstructorParameters<C>) => InstanceType<C>)}
 */
function classToInvokable(Class) {
  const invokable = new Proxy(Class, {
    apply: (_target, _this, args) => new Class(...args),
    // A class that extends the wrapped one keeps its own prototype.
    construct: (_target, args, newTarget) => Reflect.construct(Class, args, newTarget === invokable ? Class : newTarget)
  });
  return /** @type {any} */ (invokable);
}

exports.classToInvokable = classToInvokable;
