// One peer answers one question in a fresh process. Prints one line of JSON.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { defineModels, fill } from './dataset.mjs';

const require = createRequire(import.meta.url);
const { peer, database, question: name, url, file } = JSON.parse(process.argv[2]);

/** CPU time of the JavaScript thread in milliseconds. Linux tells it per thread; elsewhere it is unknown. */
function scriptTime() {
  try {
    return Number(fs.readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return NaN;
  }
}

async function openOrm(path) {
  const { Sequelize, DataTypes } = require(path);
  const sequelize = new Sequelize(database === 'sqlite'
    ? { dialect: 'sqlite', storage: file, logging: false }
    : { dialect: database, ...url, logging: false, pool: { max: 10 } });
  return { sequelize, DataTypes, models: defineModels(sequelize, DataTypes), close: () => sequelize.close() };
}

async function open() {
  if (peer === 'sequelize') return openOrm('sequelize');
  if (peer === 'native') return openOrm('..');
  if (database === 'sqlite') {
    const db = new (require('better-sqlite3'))(file);
    return { db, close: () => db.close() };
  }
  if (database !== 'postgres') {
    const pool = require('mysql2/promise').createPool({ host: url.host, port: url.port, user: url.username, password: url.password, database: url.database, connectionLimit: 10 });
    return { db: pool, close: () => pool.end() };
  }
  const { Pool } = require('pg');
  const pool = new Pool({ host: url.host, port: url.port, user: url.username, password: url.password, database: url.database, max: 10 });
  return { db: pool, close: () => pool.end() };
}

function report(result) {
  console.log(JSON.stringify({ ...result, rss: process.resourceUsage().maxRSS / 1024 }));
}

async function measure(question, answer) {
  if (question.concurrency) return throughput(question, answer);
  const walls = [];
  const scripts = [];
  for (let i = 0; i < question.repeats + 3; i++) {
    const script = scriptTime();
    const wall = performance.now();
    const value = await answer(i);
    const took = performance.now() - wall;
    const cpu = scriptTime() - script;
    if (!question.verify(value, i)) throw new Error(`${peer} gave a wrong answer to ${name}`);
    if (i >= 3) {
      walls.push(took);
      scripts.push(cpu);
    }
  }
  const median = list => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
  return report({ wall: median(walls), script: median(scripts) });
}

/** A server runs for weeks: what counts is the throughput once the code is warm, for every peer alike. */
const WARM_UP = 3000;
const MEASURED = 4000;

async function throughput({ concurrency, verify }, answer) {
  let next = 0;
  const burst = async ms => {
    const first = next;
    const end = performance.now() + ms;
    await Promise.all(Array.from({ length: concurrency }, async () => {
      while (performance.now() < end) {
        const i = next++;
        const value = await answer(i);
        if (i % 500 === 0 && !verify(value, i)) throw new Error(`${peer} gave a wrong answer to ${name}`);
      }
    }));
    return next - first;
  };
  await burst(WARM_UP);
  const script = scriptTime();
  const wall = performance.now();
  const operations = await burst(MEASURED);
  const took = performance.now() - wall;
  report({ wall: took / operations, script: (scriptTime() - script) / operations, perSecond: operations / (took / 1000) });
}

/** Serves the question over HTTP until the parent closes the input. */
function serve(answer) {
  const express = require('../node_modules/express');
  const app = express();
  app.disable('x-powered-by');
  let next = 0;
  let script = 0;
  app.get('/page', async (req, res) => res.json(await answer(next++)));
  app.get('/mark', (req, res) => { script = scriptTime(); res.end(); });
  app.get('/report', (req, res) => res.json({ script: scriptTime() - script, rss: process.resourceUsage().maxRSS / 1024 }));
  return new Promise(resolve => {
    const server = app.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
    process.stdin.resume();
    process.stdin.on('end', () => { server.close(); server.closeAllConnections(); resolve(); });
  });
}

const peerObjects = await open();
if (name === 'fill') {
  await fill(peerObjects.sequelize, peerObjects.DataTypes);
} else {
  const question = await import(`./questions/${name}.mjs`);
  const answer = peerObjects.models ? question.orm(peerObjects.models) : question.driver[database === 'mariadb' ? 'mysql' : database](peerObjects.db);
  await (question.http ? serve(answer) : measure(question, answer));
}
await peerObjects.close();
