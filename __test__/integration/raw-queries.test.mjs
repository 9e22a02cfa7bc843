// Sequelize#query: replacements, bind values, and what each query type answers.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { DataTypes, QueryTypes } from '../../lib/index.mjs';
import { onEveryDatabase } from '../support/databases.mjs';

onEveryDatabase('raw queries', database => {
  let sequelize;
  let Word;

  before(async () => {
    ({ sequelize } = database);
    Word = sequelize.define('Word', { text: DataTypes.STRING, size: { type: DataTypes.INTEGER, field: 'word_size' } }, { timestamps: false, tableName: 'words' });
    await Word.sync({ force: true });
    await Word.bulkCreate([{ text: 'a', size: 1 }, { text: "b'c", size: 2 }]);
  });

  const select = (sql, options) => sequelize.query(sql, { type: QueryTypes.SELECT, ...options });

  test('replacements: named, positional, lists', async () => {
    assert.deepEqual(await select('SELECT text FROM words WHERE text = :text', { replacements: { text: "b'c" } }), [{ text: "b'c" }]);
    assert.deepEqual(await select('SELECT text FROM words WHERE word_size = ? AND text = ?', { replacements: [1, 'a'] }), [{ text: 'a' }]);
    assert.equal((await select('SELECT text FROM words WHERE word_size IN (:sizes)', { replacements: { sizes: [1, 2] } })).length, 2);
    await assert.rejects(select('SELECT :missing', { replacements: { other: 1 } }), /has no entry in the replacement map/);
  });

  test('replacements do not touch texts and comments', async () => {
    assert.deepEqual(await select("SELECT ':a' AS v, :a AS w -- :a ?\n", { replacements: { a: 'x' } }), [{ v: ':a', w: 'x' }]);
  });

  test('bind values: $1 and $name', async () => {
    assert.deepEqual(await select('SELECT text FROM words WHERE word_size = $1', { bind: [2] }), [{ text: "b'c" }]);
    assert.deepEqual(await select('SELECT text FROM words WHERE text = $t AND word_size = $s', { bind: { t: 'a', s: 1 } }), [{ text: 'a' }]);
    await assert.rejects(select('SELECT $2', { bind: [1] }), /Named bind parameter "\$2" has no value/);
  });

  test('results by type: rows, plain, models, fields, nest', async () => {
    const [rows, meta] = await sequelize.query('SELECT text FROM words ORDER BY id');
    assert.deepEqual(rows.map(row => row.text), ['a', "b'c"]);
    assert.ok(meta !== undefined);
    assert.deepEqual(await select('SELECT text FROM words ORDER BY id', { plain: true }), { text: 'a' });
    assert.equal(await select('SELECT text FROM words WHERE 1=0', { plain: true }), null);
    const [word] = await select('SELECT * FROM words ORDER BY id', { model: Word, mapToModel: true });
    assert.ok(word instanceof Word);
    assert.deepEqual([word.text, word.size, word.isNewRecord], ['a', 1, false]);
    assert.deepEqual(await select('SELECT 1 AS `a.b`, 2 AS `a.c`'.replaceAll('`', database.isPostgres ? '"' : '`'), { nest: true }), [{ a: { b: 1, c: 2 } }]);
  });

  test('inserts, updates and deletes', async () => {
    const [, inserted] = await sequelize.query("INSERT INTO words (text) VALUES ('x'), ('y')", { type: QueryTypes.INSERT });
    if (!database.isSqlite) assert.equal(inserted, 2);
    const [, updated] = await sequelize.query("UPDATE words SET word_size = 5 WHERE text IN ('x', 'y')", { type: QueryTypes.UPDATE });
    if (!database.isSqlite) assert.equal(updated, 2);
    assert.equal(await sequelize.query('DELETE FROM words WHERE word_size = 5', { type: QueryTypes.BULKDELETE }), 2);
  });

  test('logging: the text, and how long it took', async () => {
    const seen = [];
    const logger = (...args) => seen.push(args);
    await sequelize.query('SELECT 1 AS a', { logging: logger });
    await sequelize.query('SELECT 2 AS a', { logging: logger, benchmark: true });
    assert.equal(seen[0][0], 'Executing (default): SELECT 1 AS a');
    assert.equal(seen[1][0], 'Executed (default): SELECT 2 AS a');
    assert.equal(typeof seen[1][1], 'number');
  });

  test('concurrent queries, more than the pool has connections', async () => {
    const rows = await Promise.all(Array.from({ length: 40 }, (_, i) => select('SELECT $1 AS n', { bind: [i], plain: true })));
    assert.deepEqual(rows.map(row => Number(row.n)), Array.from({ length: 40 }, (_, i) => i));
  });

  test('authenticate, version and close', async () => {
    await sequelize.authenticate();
    assert.match(await sequelize.databaseVersion(), /^\d+\.\d+/);
    const other = database.connect();
    await other.query('SELECT 1');
    await other.close();
    await assert.rejects(other.query('SELECT 1'), /closed/);
  });

  if (database.isMysqlLike) {
    test('MySQL and MariaDB: one statement a text, unless the driver\'s option allows more', async () => {
      await assert.rejects(sequelize.query('SELECT 1 AS a; SELECT 2 AS a'), { name: 'SequelizeDatabaseError' });
      const open = database.connect({ dialectOptions: { multipleStatements: true } });
      const [lists] = await open.query('SELECT 1 AS a; SELECT 2 AS a');
      assert.deepEqual(lists.map(rows => rows.map(row => row.a)), [[1], [2]]);
    });
  }

  if (database.isPostgres) {
    test('PostgreSQL: several statements in one text', async () => {
      const [rows] = await sequelize.query('SELECT 1 AS a; SELECT 2 AS a');
      assert.deepEqual(rows, [{ a: 1 }, { a: 2 }]);
    });
  }
});
