// Inputs that try to write through a server that only reads, judged by what the database looks like afterwards.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { dialects, makeDatabase } from '../../__test__/support/databases.mjs';
import { kit } from '../src/main-package.js';
import { calls } from './bypass/arguments.mjs';
import { databases, FILE_SECRET, makeFolder } from './bypass/databases.mjs';
import { root, serve } from './support.mjs';

const { Sequelize, DataTypes } = createRequire(path.join(root, 'index.js'))('sequelize-native');

for (const dialect of dialects) {
  describe(dialect, () => {
    const { corpus, setUp, perhaps = [], session, state } = databases[dialect];
    let folder;
    let database;
    let sequelize;
    let witness;
    let other;
    let values;
    let client;
    let close;
    let untouched;
    before(async () => {
      folder = makeFolder(os.tmpdir());
      database = await makeDatabase(dialect);
      witness = new Sequelize(database.url, { logging: false });
      sequelize = new Sequelize(database.url, { logging: false });
      for (const statement of setUp) await witness.query(statement);
      for (const statement of perhaps) await witness.query(statement).catch(() => {});
      const options = { timestamps: false, freezeTableName: true };
      sequelize.define('canary', { v: DataTypes.STRING }, options);
      sequelize.define('secret', { word: DataTypes.STRING }, options);
      // A session of somebody else, who must not be disturbed.
      if (session) other = await witness.transaction();
      const [[{ pid }]] = session ? await witness.query(session, { transaction: other }) : [[{}]];
      values = { folder, pid, other: path.join(folder, 'other.sqlite'), database: new URL(database.url).pathname.slice(1) };
      fs.writeFileSync(values.other, '');
      ({ client, close } = await serve(sequelize, { profile: 'sql', timeout: 5000 }));
      untouched = await look();
    });
    after(async () => {
      await close?.();
      await other?.rollback();
      await sequelize?.close();
      await witness?.close();
      await database?.remove();
      fs.rmSync(folder, { recursive: true, force: true });
    });

    const filled = sql => sql.replace(/\{(folder|pid|other|database)\}/g, (_, name) => values[name]);

    async function look() {
      const files = fs.readdirSync(folder).sort().map(name => [name, fs.statSync(path.join(folder, name)).size]);
      const alive = other && await witness.query(session, { type: 'SELECT', transaction: other });
      return { database: await state(witness), files, alive: Boolean(alive) };
    }

    /** Everything as it was, and nothing told that nobody may know. */
    async function judge(input, answer) {
      assert.deepEqual(await look(), untouched, input);
      assert.ok(!answer.includes(FILE_SECRET), `${input} told a file's text`);
    }

    async function ask(name, args) {
      const { isError, content } = await client.callTool({ name, arguments: args }).catch(error => ({ isError: true, content: [{ text: error.message }] }));
      return { isError: Boolean(isError), text: content[0].text };
    }

    test(`${corpus.length} texts, at least 60`, () => {
      assert.ok(corpus.length >= 60);
      assert.equal(new Set(corpus.map(({ sql }) => sql)).size, corpus.length);
    });

    test('no text writes through run_query', async () => {
      for (const { sql } of corpus) await judge(sql, (await ask('run_query', { sql: filled(sql) })).text);
    });

    test('no text writes through explain, executed or not', async () => {
      for (const { sql } of corpus) {
        for (const analyze of [false, true]) await judge(sql, (await ask('explain', { sql: filled(sql), analyze })).text);
      }
    });

    test('the database\'s read-only mode holds by itself', async () => {
      for (const { sql } of corpus.filter(({ alone }) => alone)) {
        const text = filled(sql);
        const run = ({ transaction }) => sequelize.core.runRows(text, { connection: transaction?.connection, reading: true, maxRows: 10, maxBytes: 10_000, timeout: 5000 });
        const answer = await kit().readOnly(sequelize, {}, run).then(JSON.stringify, error => error.message);
        await judge(sql, answer);
      }
    });

    test('the parser refuses all of them, and says by which rule and what to do', () => {
      // Functions of the application's own are the database's to hold; a plan executes nothing.
      const harmless = /\bwiped\(\)|^EXPLAIN (QUERY PLAN )?DELETE FROM canary$/;
      const admitted = corpus.filter(({ sql }) => {
        const { refused } = kit().classify(sequelize, filled(sql));
        if (refused) assert.ok(refused.rule && refused.message && refused.instead.endsWith('.'), sql);
        return !refused && !harmless.test(sql);
      });
      assert.deepEqual(admitted, []);
    });

    test(`${calls.length} arguments of the other tools do not become SQL`, async () => {
      for (const [name, args] of calls) {
        const input = `${name} ${JSON.stringify(args)}`;
        const { text } = await ask(name, args);
        await judge(input, text);
        assert.ok(!text.includes('tell-nobody'), `${input} told another table's row`);
      }
    });

    test('afterwards the server reads as before, and the application writes', async () => {
      const { text, isError } = await ask('run_query', { sql: 'SELECT v FROM canary ORDER BY id' });
      assert.ok(!isError && text.includes('alive'), text);
      await sequelize.models.canary.update({ v: 'changed' }, { where: { id: 1 } });
      assert.notDeepEqual(await look(), untouched, 'the look sees a change');
    });
  });
}
