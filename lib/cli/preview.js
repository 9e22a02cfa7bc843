'use strict';
/** What a run would do. */
async function preview() {}
module.exports = { preview };
