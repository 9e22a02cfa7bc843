'use strict';
// The connection. SQLite in a file unless DATABASE_URL names another database.
const fs = require('node:fs');
const path = require('node:path');
const { Sequelize } = require('sequelize-native');

/** @param {string} [url] e.g. `postgres://user:password@localhost:5432/app` or `sqlite::memory:` */
function connect(url = process.env.DATABASE_URL) {
  const options = {
    pool: { max: 20, min: 0, idle: 30000, acquire: 60000 },
    logging: false,
    define: { timestamps: true }
  };
  if (url) return new Sequelize(url, options);
  const storage = path.join(__dirname, 'data', 'sample.sqlite');
  fs.mkdirSync(path.dirname(storage), { recursive: true });
  return new Sequelize({ ...options, dialect: 'sqlite', storage });
}

module.exports = { connect };
