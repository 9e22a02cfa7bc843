// @ts-check
'use strict';
/** Index hints of the databases that take them. */

module.exports = {
  USE: 'USE',
  FORCE: 'FORCE',
  IGNORE: 'IGNORE'
};
