// @ts-check
'use strict';
/** The four associations, on the class that they extend. */

const Association = require('./base');

module.exports = Object.assign(Association, {
  BelongsTo: require('./belongs-to'),
  HasOne: require('./has-one'),
  HasMany: require('./has-many'),
  BelongsToMany: require('./belongs-to-many'),
  default: Association,
  Association
});
