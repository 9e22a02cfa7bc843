// @ts-check
'use strict';
/** `dialectOptions` of mysql and mariadb: the options of both drivers. The wire checks the values (src/dialect/mysql_like/config.rs). */

const elsewhere = 'the wire has no place for it';
const rsa = 'passwords go over TLS or a unix socket instead';
const shapes = 'results have the shapes of Sequelize v6';

module.exports = {
  dataOnly: true,
  honoured: [
    'autoJsonMap', 'bigNumberStrings', 'charset', 'collate', 'collation', 'connectAttributes', 'connectTimeout', 'dateStrings',
    'decimalAsNumber', 'decimalNumbers', 'enableKeepAlive', 'flags', 'foundRows', 'initSql', 'insertIdAsNumber', 'jsonStrings',
    'keepAliveDelay', 'keepAliveInitialDelay', 'maxPreparedStatements', 'multipleStatements', 'prepareCacheLength', 'queryTimeout',
    'sessionVariables', 'socketPath', 'ssl', 'statementCacheSize', 'supportBigNumbers', 'timezone', 'typeCast'
  ],
  // The last ones are about the drivers' own working: nothing here depends on them.
  restated: [
    'user', 'password', 'host', 'port', 'database',
    'bulk', 'checkDuplicate', 'debugLen', 'pipelining', 'stringifyObjects', 'trace'
  ],
  refused: {
    allowPublicKeyRetrieval: rsa,
    cachingRsaPublicKey: rsa,
    rsaPublicKey: rsa,
    arrayParenthesis: shapes,
    metaAsArray: shapes,
    nestTables: shapes,
    rowsAsArray: shapes,
    supportBigInt: 'whole numbers beyond 2^53 come as text, as in Sequelize v6',
    namedPlaceholders: 'use replacements or bind',
    permitSetMultiParamEntries: 'use replacements or bind',
    permitLocalInfile: 'a server could ask for any file',
    insecureAuth: 'the password could be guessed from what is sent',
    forceVersionCheck: elsewhere,
    skipSetTimezone: 'use keepDefaultTimezone',
    permitConnectionWhenExpired: elsewhere,
    authPlugins: elsewhere,
    authSwitchHandler: elsewhere,
    compress: elsewhere,
    debug: elsewhere,
    debugCompress: elsewhere,
    localAddress: elsewhere,
    logPackets: elsewhere,
    socketTimeout: 'use queryTimeout',
    stream: elsewhere
  }
};
