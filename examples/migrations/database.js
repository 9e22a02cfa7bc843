'use strict';
// The database of the example: DATABASE_URL, or a file in this folder.
const path = require('path');
const { Sequelize } = require('sequelize-native');

const connect = () => process.env.DATABASE_URL
  ? new Sequelize(process.env.DATABASE_URL, { logging: false })
  : new Sequelize({ dialect: 'sqlite', storage: path.join(__dirname, 'sample.sqlite'), logging: false });

module.exports = { connect };
