// @ts-check
'use strict';
/** Hooks: functions of the user at named moments, on one model or on all of them. */

const { logger } = require('./utils/logger');

const debug = logger.debugContext('hooks');

/** Moments by the number of arguments their functions get. */
const byParams = {
  1: ['beforeBulkDestroy', 'afterBulkDestroy', 'beforeBulkRestore', 'afterBulkRestore', 'beforeBulkUpdate', 'afterBulkUpdate',
    'beforeFind', 'beforeFindAfterExpandIncludeAll', 'beforeFindAfterOptions', 'beforeCount', 'afterDefine', 'afterInit',
    'beforeConnect', 'beforeDisconnect', 'afterDisconnect', 'beforePoolAcquire', 'beforeSync', 'afterSync', 'beforeBulkSync', 'afterBulkSync'],
  3: ['validationFailed']
};

const names = [
  'beforeValidate', 'afterValidate', 'validationFailed', 'beforeCreate', 'afterCreate', 'beforeDestroy', 'afterDestroy',
  'beforeRestore', 'afterRestore', 'beforeUpdate', 'afterUpdate', 'beforeSave', 'afterSave', 'beforeUpsert', 'afterUpsert',
  'beforeBulkCreate', 'afterBulkCreate', 'beforeBulkDestroy', 'afterBulkDestroy', 'beforeBulkRestore', 'afterBulkRestore',
  'beforeBulkUpdate', 'afterBulkUpdate', 'beforeFind', 'beforeFindAfterExpandIncludeAll', 'beforeFindAfterOptions', 'afterFind',
  'beforeCount', 'beforeDefine', 'afterDefine', 'beforeInit', 'afterInit', 'beforeAssociate', 'afterAssociate',
  'beforeConnect', 'afterConnect', 'beforeDisconnect', 'afterDisconnect', 'beforePoolAcquire', 'afterPoolAcquire',
  'beforeSync', 'afterSync', 'beforeBulkSync', 'afterBulkSync', 'beforeQuery', 'afterQuery'
];

const synchronous = ['beforeDefine', 'afterDefine', 'beforeInit', 'afterInit', 'beforeAssociate', 'afterAssociate'];

const withoutModel = ['beforeDefine', 'afterDefine', 'beforeInit', 'afterInit', 'beforeConnect', 'afterConnect',
  'beforeDisconnect', 'afterDisconnect', 'beforePoolAcquire', 'afterPoolAcquire'];

/** Hooks that are added as several. */
const proxies = {
  beforeSave: ['beforeUpdate', 'beforeCreate'],
  afterSave: ['afterUpdate', 'afterCreate']
};

/** @type {Record<string, {params: number, sync?: true, noModel?: true, proxies?: string[]}>} */
const hooks = {};
for (const name of names) {
  const params = byParams[1].includes(name) ? 1 : byParams[3].includes(name) ? 3 : 2;
  hooks[name] = {
    params,
    ...(synchronous.includes(name) && { sync: true }),
    ...(withoutModel.includes(name) && { noModel: true }),
    ...(proxies[name] && { proxies: proxies[name] })
  };
}

/** @type {any} */
const none = Object.freeze([]);
const listOf = (owner, type) => owner.options?.hooks?.[type] || none;
const typesOf = type => [...(hooks[type]?.proxies ?? []), type];
const functionOf = hook => typeof hook === 'object' ? hook.fn : hook;

/** The functions that run for a moment: the model's own, then those of its Sequelize instance. */
function functionsFor(owner, type) {
  const own = listOf(owner, type);
  const shared = owner.sequelize ? listOf(owner.sequelize, type) : none;
  if (own.length === 0) return shared;
  return shared.length === 0 ? own : own.concat(shared);
}

/** Whether `runHooks` has anything to do for a moment: who asks first saves the wait for nothing. */
function isAwaited(owner, type) {
  return owner.runHooks !== Hooks.runHooks || functionsFor(owner, type).length > 0;
}

async function inSeries(owner, list, args) {
  for (const hook of list.slice()) await functionOf(hook).apply(owner, args);
}

const Hooks = {
  /** Fills `options.hooks` anew. @private */
  _setupHooks(given) {
    this.options.hooks = {};
    for (const [type, functions] of Object.entries(given || {})) {
      for (const fn of [].concat(functions)) this.addHook(type, fn);
    }
  },

  /**
   * Runs a moment's functions one after the other. Synchronous moments are over, or have thrown, when it returns.
   * Without functions it does nothing but answer.
   *
   * @param {string|Function|Function[]} moment a hook's name, or the functions themselves
   */
  runHooks(moment, ...args) {
    if (!moment) return Promise.reject(new Error('runHooks requires at least 1 argument'));
    if (typeof moment !== 'string') return inSeries(this, /** @type {Function[]} */ ([]).concat(moment), args);
    const list = functionsFor(this, moment);
    const sync = hooks[moment]?.sync;
    if (list.length === 0) return Promise.resolve();
    if (debug.enabled) debug(`running hook ${moment}`);
    if (!sync) return inSeries(this, list, args);
    for (const hook of list.slice()) functionOf(hook).apply(this, args);
    return Promise.resolve();
  },

  /**
   * @param {string} type
   * @param {any} name a name (a text), to remove the hook by
   * @param {Function} [fn]
   */
  addHook(type, name, fn) {
    if (typeof name === 'function') [name, fn] = [null, name];
    if (debug.enabled) debug(`adding hook ${type}`);
    for (const each of typesOf(type)) {
      this.options.hooks[each] = [...listOf(this, each), name ? { name, fn } : fn];
    }
    return this;
  },

  /**
   * @param {string} type
   * @param {string|Function} name the hook's name, or the function itself
   */
  removeHook(type, name) {
    if (!this.hasHook(type)) return this;
    const isFunction = typeof name === 'function';
    if (debug.enabled) debug(`removing hook ${type}`);
    for (const each of typesOf(type)) {
      this.options.hooks[each] = listOf(this, each).filter(hook => {
        if (isFunction) return hook !== name;
        return typeof hook !== 'object' || hook.name !== name;
      });
    }
    return this;
  },

  /** Whether there are functions for a moment. */
  hasHook(type) {
    const list = this.options.hooks?.[type];
    return list && list.length > 0;
  }
};

Hooks.hasHooks = Hooks.hasHook;

/** Puts the hook methods on a class: `addHook`, `runHooks`, … and one method per moment. */
function applyTo(target, isModel = false) {
  Object.assign(target, Hooks);
  // v6 has them on instances too; code that walks a prototype's members finds them there.
  if (isModel && target.prototype) Object.assign(target.prototype, Hooks);
  for (const name of names) {
    if (isModel && hooks[name].noModel) continue;
    target[name] = function (...args) {
      return this.addHook(name, args[0], args[1]);
    };
  }
}

module.exports = { hooks, applyTo, isAwaited };
