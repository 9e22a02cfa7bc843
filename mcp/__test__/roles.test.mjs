// What a role does not see, it sees nowhere: every path for three roles, on every database.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createMcpServer } from '../src/index.js';
import { dialects, makeDatabase } from '../../__test__/support/databases.mjs';
import { root, serve } from './support.mjs';

const { Sequelize, DataTypes, Op } = createRequire(path.join(root, 'index.js'))('sequelize-native');

/** Values that stand in the database and that no answer may have. */
const SSN = ['SSN-111-22-3333', 'SSN-444-55-6666', 'SSN-777-88-9999'];
const SALARY = ['7654321', '7123456', '7999111'];
const EMAIL = ['ada.private@example.com', 'alan.private@example.com', 'grace.private@example.com'];
const CARD = ['4111-1111-CARD-0001', '4111-1111-CARD-0002', '4111-1111-CARD-0003', '4111-1111-CARD-0004'];
const NOTE = ['NOTE-of-Ada', 'NOTE-of-Grace'];
const REASON = ['REASON-one', 'REASON-two'];
const OTHER_TENANT = ['Grace Other'];

function define(sequelize) {
  const Person = sequelize.define('Person', {
    name: { type: DataTypes.STRING, validate: { notTrigger(value) { if (value === 'model trigger') throw new Error(`refused because of ${this.ssn} and ${this.email}`); } } },
    email: { type: DataTypes.STRING, unique: true, field: 'mail_address' },
    ssn: { type: DataTypes.STRING, field: 'social_number', comment: 'social' },
    salary: { type: DataTypes.INTEGER, field: 'yearly_pay' },
    tenantId: { type: DataTypes.INTEGER, field: 'tenant_key' },
    label: { type: DataTypes.VIRTUAL(DataTypes.STRING, ['name', 'ssn']), get() { return `${this.name} ${this.get('ssn')}`; } },
    shout: { type: DataTypes.VIRTUAL, get() { return `!${this.get('ssn')} ${this.get('email')}!`; } },
    initial: { type: DataTypes.VIRTUAL(DataTypes.STRING, ['name']), get() { return this.get('name')?.[0]; } }
  }, { tableName: 'people', timestamps: false, scopes: { rich: { where: { salary: { [Op.gt]: 7_500_000 } } }, named: { where: { name: { [Op.ne]: null } } } }, indexes: [{ name: 'people_by_pay', fields: ['yearly_pay'] }] });
  const Order = sequelize.define('Order', { title: DataTypes.STRING, card: { type: DataTypes.STRING, field: 'card_digits', defaultValue: '4111-1111-CARD-0004' }, personId: { type: DataTypes.INTEGER, references: { model: 'people', key: 'id' } } }, { tableName: 'orders', timestamps: false });
  const Vault = sequelize.define('Vault', { note: DataTypes.STRING }, { tableName: 'vaults', timestamps: false });
  Person.hasMany(Order, { as: 'Orders', foreignKey: 'personId' });
  Order.belongsTo(Person, { as: 'Buyer', foreignKey: 'personId' });
  Person.hasMany(Vault, { as: 'Vaults', foreignKey: 'ownerId', onDelete: 'CASCADE' });
  Vault.belongsTo(Person, { as: 'Owner', foreignKey: 'ownerId' });
  const Tag = sequelize.define('Tag', { word: DataTypes.STRING }, { tableName: 'tags', timestamps: false });
  const Tagging = sequelize.define('Tagging', { reason: { type: DataTypes.STRING, field: 'tag_reason' } }, { tableName: 'taggings', timestamps: false });
  Person.belongsToMany(Tag, { as: 'Tags', through: Tagging, foreignKey: 'personId' });
  Tag.belongsToMany(Person, { as: 'People', through: Tagging, foreignKey: 'tagId' });
  // Another model of the same table, for which no rule says anything.
  const Human = sequelize.define('Human', { name: DataTypes.STRING, number: { type: DataTypes.STRING, field: 'social_number' } }, { tableName: 'people', timestamps: false });
  Person.prototype.toJSON = function toJSON() { return { ...this.get({ plain: true }), everything: `${this.ssn} ${this.email}`, name: this.name }; };
  Person.addHook('afterFind', 'copies', found => { for (const row of [found].flat()) if (row?.dataValues) row.dataValues.copied = `${row.dataValues.ssn} ${row.dataValues.email}`; });
  return { Person, Order, Vault, Tag, Tagging, Human };
}

async function fill(sequelize, { Person, Order, Vault, Tag, Tagging }) {
  for (const model of [Person, Order, Vault, Tag, Tagging]) await model.sync();
  await Person.bulkCreate([
    { id: 1, name: 'Ada', email: EMAIL[0], ssn: SSN[0], salary: Number(SALARY[0]), tenantId: 1 },
    { id: 2, name: 'Alan', email: EMAIL[1], ssn: SSN[1], salary: Number(SALARY[1]), tenantId: 1 },
    { id: 3, name: OTHER_TENANT[0], email: EMAIL[2], ssn: SSN[2], salary: Number(SALARY[2]), tenantId: 2 }
  ]);
  await Order.bulkCreate([{ id: 1, title: 'Engine', card: CARD[0], personId: 1 }, { id: 2, title: 'Tape', card: CARD[1], personId: 2 }, { id: 3, title: 'Moth', card: CARD[2], personId: 3 }]);
  await Vault.bulkCreate([{ id: 1, note: NOTE[0], ownerId: 1 }, { id: 2, note: NOTE[1], ownerId: 3 }]);
  await Tag.bulkCreate([{ id: 1, word: 'first' }, { id: 2, word: 'late' }]);
  await Tagging.bulkCreate([{ personId: 1, tagId: 1, reason: REASON[0] }, { personId: 3, tagId: 1, reason: REASON[1] }, { personId: 2, tagId: 2, reason: REASON[1] }]);
  if (sequelize.getDialect() === 'postgres') for (const table of ['people', 'orders']) await sequelize.query('SELECT setval(pg_get_serial_sequence(?, \'id\'), 10)', { replacements: [table] });
}

const rules = { fields: { ssn: 'deny', salary: 'deny', tenantId: 'deny', email: 'partial' }, where: { tenantId: { claim: 'tenant' } } };

const ROLES = {
  analyst: { models: { Person: rules, Order: { fields: { card: 'hash' } }, Tag: true, Tagging: { deny: ['reason'] }, Human: { where: { id: { lt: 3 } } } } },
  clerk: { profiles: ['read', 'write'], models: { Person: { ...rules, fields: { '*': 'deny', id: 'allow', name: 'allow', email: 'redact' }, operations: ['read', 'create', 'update'] }, Order: { deny: ['card'], operations: ['read', 'create', 'update', 'delete'] }, Tag: { operations: ['read', 'create'] } } },
  visitor: { models: { Person: { fields: { '*': 'deny', id: 'allow', shout: 'allow' }, where: { tenantId: { claim: 'tenant' } }, scopes: [] }, Vault: false, Order: false, Tag: true, Tagging: false } }
};

/** What each role must not learn: values, and names of the database. */
const SECRET = {
  analyst: [...REASON, 'tag_reason', ...SSN, ...SALARY, ...EMAIL, ...CARD, ...NOTE, ...OTHER_TENANT, 'social_number', 'yearly_pay', 'tenant_key', 'vaults', 'people_by_pay', 'ownerId'],
  clerk: [...REASON, 'tag_reason', 'taggings', ...SSN, ...SALARY, ...EMAIL, ...CARD, ...NOTE, ...OTHER_TENANT, 'social_number', 'yearly_pay', 'tenant_key', 'card_digits', 'vaults', 'people_by_pay', '@example.com'],
  visitor: [...REASON, ...SSN, ...SALARY, ...EMAIL, ...CARD, ...NOTE, ...OTHER_TENANT, 'Ada', 'Alan', 'social_number', 'yearly_pay', 'tenant_key', 'card_digits', 'vaults', 'orders', 'Engine', 'people_by_pay', 'mail_address']
};

/** Attributes that may not be named in a condition, an order and so on. */
const UNCOMPARABLE = { analyst: ['ssn', 'salary', 'tenantId', 'email'], clerk: ['ssn', 'salary', 'tenantId', 'email'], visitor: ['ssn', 'salary', 'email', 'name', 'tenantId'] };
const DENIED = { analyst: ['ssn', 'salary', 'tenantId', 'label', 'shout'], clerk: ['ssn', 'salary', 'tenantId', 'label', 'shout', 'initial'], visitor: ['ssn', 'salary', 'email', 'name', 'label', 'initial'] };

const value = name => (name === 'salary' || name === 'tenantId' ? 1 : 'SSN-1');

/** Calls by which the attribute could be observed. */
const paths = name => ({
  'where': ['find_records', { model: 'Person', where: { [name]: value(name) } }],
  'where or': ['find_records', { model: 'Person', where: { or: [{ id: 1 }, { [name]: { gt: value(name) } }] } }],
  'where not': ['find_records', { model: 'Person', where: { not: { [name]: { in: [value(name)] } } } }],
  'where like': ['find_records', { model: 'Person', where: { and: [{ [name]: { like: 'S%' } }] } }],
  'order': ['find_records', { model: 'Person', order: [name] }],
  'order down': ['find_records', { model: 'Person', order: [`-${name}`] }],
  'group': ['aggregate_records', { model: 'Person', fn: 'count', group: [name] }],
  'aggregate min': ['aggregate_records', { model: 'Person', fn: 'min', field: name }],
  'aggregate max': ['aggregate_records', { model: 'Person', fn: 'max', field: name }],
  'aggregate count': ['aggregate_records', { model: 'Person', fn: 'count', field: name }],
  'aggregate distinct': ['aggregate_records', { model: 'Person', fn: 'countDistinct', field: name }],
  'aggregate having': ['aggregate_records', { model: 'Person', fn: 'max', field: name, group: ['id'], having: { gt: value(name) } }],
  'aggregate where': ['aggregate_records', { model: 'Person', fn: 'count', where: { [name]: { gt: value(name) } } }]
});

const includePaths = name => ({
  'include where': ['find_records', { model: 'Order', include: [{ association: 'Buyer', where: { [name]: value(name) } }] }],
  'nested include where': ['find_records', { model: 'Person', include: [{ association: 'Orders', include: [{ association: 'Buyer', where: { [name]: value(name) } }] }] }]
});

/** Whatever they answer, none of it may be secret. */
const READS = {
  'all rows': ['find_records', { model: 'Person' }],
  'orders': ['find_records', { model: 'Order' }],
  'with orders': ['find_records', { model: 'Person', include: ['Orders'] }],
  'with buyers': ['find_records', { model: 'Order', include: ['Buyer'] }],
  'nested': ['find_records', { model: 'Order', include: [{ association: 'Buyer', include: [{ association: 'Orders', include: ['Buyer'] }] }] }],
  'separate': ['find_records', { model: 'Person', include: [{ association: 'Orders', limit: 2, order: ['-id'] }] }],
  'required': ['find_records', { model: 'Order', include: [{ association: 'Buyer', required: true }] }],
  'with tags': ['find_records', { model: 'Person', include: ['Tags'] }],
  'tags with people': ['find_records', { model: 'Tag', include: ['People'] }],
  'tags with people with tags': ['find_records', { model: 'Tag', include: [{ association: 'People', include: ['Tags', 'Orders'] }] }],
  'taggings': ['find_records', { model: 'Tagging' }],
  'taggings by person': ['aggregate_records', { model: 'Tagging', fn: 'count', group: ['personId', 'reason'] }],
  'the other model of the table': ['find_records', { model: 'Human' }],
  'its hidden column': ['find_records', { model: 'Human', where: { number: { like: 'SSN%' } } }],
  'vaults': ['find_records', { model: 'Vault' }],
  'with vaults': ['find_records', { model: 'Person', include: ['Vaults'] }],
  'vaults counted': ['aggregate_records', { model: 'Vault', fn: 'count' }],
  'scope': ['find_records', { model: 'Person', scope: 'rich' }],
  'pages': ['find_records', { model: 'Person', limit: 1 }],
  'deleted too': ['find_records', { model: 'Person', paranoid: false }],
  'copied by a hook': ['find_records', { model: 'Person', attributes: ['copied'] }],
  'models': ['list_models', {}],
  'models in full': ['list_models', { detail: 'full' }],
  'model by pattern': ['list_models', { pattern: 'vau', detail: 'full' }],
  'model by name': ['list_models', { models: ['Vault'], detail: 'full' }],
  'tables': ['inspect_schema', {}],
  'table people': ['inspect_schema', { table: 'people', diffModels: true }],
  'differences': ['inspect_schema', { diffModels: true }],
  'explain': ['explain', { model: 'Person' }],
  'sql': ['run_query', { sql: 'SELECT * FROM people' }],
  'sql that writes': ['execute_statement', { sql: 'SELECT * FROM people' }],
  'locks': ['diagnostics', { what: 'locks' }],
  'migrations': ['migrations', { action: 'status' }],
  'a deletion': ['delete_records', { model: 'Person', where: { id: 1 } }],
  'a deletion of orders': ['delete_records', { model: 'Order', where: { id: 1 } }]
};

const names = text => text.replace(/data-[\w-]+/g, 'data');

for (const dialect of dialects) {
  describe(`roles on ${dialect}`, () => {
    let database;
    let sequelize;
    let served;
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sequelize-mcp-roles-'));
    const clients = {};
    before(async () => {
      database = await makeDatabase(dialect);
      sequelize = new Sequelize(database.url, { logging: false });
      await fill(sequelize, define(sequelize));
      const tokens = Object.keys(ROLES).map(role => ({ token: `token-of-the-${role}`, role, claims: { tenant: 1 } }));
      const as = role => ({ headers: { Authorization: `Bearer token-of-the-${role}` } });
      served = await serve(sequelize, { profile: ['read', 'write', 'sql', 'migrate', 'admin', 'dev'], migrations: folder, roles: ROLES, auth: { tokens } }, as('analyst'));
      clients.analyst = served.client;
      for (const role of ['clerk', 'visitor']) clients[role] = await served.connect(as(role));
    });
    after(async () => {
      await served?.close();
      await sequelize?.close();
      await database?.remove();
      fs.rmSync(folder, { recursive: true, force: true });
    });

    for (const role of Object.keys(ROLES)) {
      describe(role, () => {
        const call = async (name, args) => {
          try {
            return await clients[role].callTool({ name, arguments: args });
          } catch (error) {
            return { isError: true, content: [{ type: 'text', text: `${error.code}: ${error.message}` }] };
          }
        };
        /** The whole answer, and the inside of what is sealed. */
        const told = answer => {
          const text = JSON.stringify(answer);
          const sealed = [answer.structuredContent?.nextCursor, answer.structuredContent?.plan].filter(Boolean).map(item => Buffer.from(item.split('.')[0], 'base64url').toString());
          return [text, ...sealed].join('\n');
        };
        const clean = (answer, what) => {
          const text = told(answer);
          for (const secret of SECRET[role]) assert.ok(!text.includes(secret), `${what} tells ${secret}: ${text.slice(0, 600)}`);
        };

        test('tools/list has the tools of the role', async () => {
          const { tools } = await clients[role].listTools();
          const expected = ['list_models', 'find_records', 'aggregate_records', 'inspect_schema', ...role === 'clerk' ? ['create_records', 'update_records', 'delete_records'] : []];
          const unfiltered = ['explain', 'run_query', 'execute_statement', 'migrations', 'migrate', 'generate_migration', 'diagnostics', 'define_model'];
          const listed = tools.map(tool => tool.name);
          for (const name of expected) assert.ok(listed.includes(name), name);
          for (const name of unfiltered) assert.ok(!listed.includes(name), name);
          if (role !== 'clerk') assert.deepEqual(listed, expected);
          clean({ tools }, 'tools/list');
        });

        for (const [what, [tool, args]] of Object.entries(READS)) {
          test(`${what}: nothing that is secret`, async () => clean(await call(tool, args), what));
        }

        for (const name of DENIED[role]) {
          test(`${name} is as if it were not there`, async () => {
            const all = { 'select': ['find_records', { model: 'Person', attributes: [name] }], 'select with': ['find_records', { model: 'Person', attributes: ['id', name] }], ...paths(name), ...role === 'visitor' ? {} : includePaths(name) };
            for (const [what, [tool, args]] of Object.entries(all)) {
              const answer = await call(tool, args);
              assert.ok(answer.isError, `${what}: ${told(answer)}`);
              clean(answer, what);
              const nothing = JSON.parse(JSON.stringify([tool, args]).replaceAll(`"${name}"`, '"nope"').replaceAll(`"-${name}"`, '"-nope"'));
              const other = await call(...nothing);
              assert.equal(names(told(answer)).replaceAll(`\\"${name}\\"`, '\\"nope\\"'), names(told(other)), `${what} tells that ${name} exists`);
            }
          });
        }

        for (const name of UNCOMPARABLE[role]) {
          test(`${name} cannot be compared, ordered or grouped by`, async () => {
            for (const [what, [tool, args]] of Object.entries({ ...paths(name), ...role === 'visitor' ? {} : includePaths(name) })) {
              const answer = await call(tool, args);
              assert.ok(answer.isError, `${what}: ${told(answer)}`);
              clean(answer, what);
            }
          });
        }

        test('resources, prompts and completion', async () => {
          const client = clients[role];
          const { resources } = await client.listResources();
          clean({ resources }, 'resources/list');
          for (const { uri } of [...resources, ...['models/Vault', 'models/Human', 'models/Tagging', 'schema/vaults', 'schema/people', 'schema/orders', 'models/Person', 'models/Order', 'migrations', 'erd'].map(item => ({ uri: `sequelize://${item}` }))]) {
            const answer = await client.readResource({ uri }).catch(error => ({ refused: error.message.replace('sequelize://schema/vaults', '').replace('"vaults"', '').replace('sequelize://schema/orders', '').replace('"orders"', '') }));
            clean(answer, uri);
          }
          for (const [ref, name] of [[{ type: 'ref/resource', uri: 'sequelize://models/{model}' }, 'model'], [{ type: 'ref/resource', uri: 'sequelize://schema/{table}' }, 'table'], [{ type: 'ref/prompt', name: 'explore-model' }, 'model']]) {
            for (const typed of ['', 'v', 'V', 'o']) {
              const { completion } = await client.complete({ ref, argument: { name, value: typed } });
              assert.ok(!completion.values.some(item => /vault/i.test(item) || (role === 'visitor' && /order/i.test(item))), completion.values.join());
            }
          }
        });

        test('rows of others are not there', async () => {
          const { structuredContent: found } = await call('find_records', { model: 'Person' });
          assert.deepEqual(found.rows.map(row => row.id), [1, 2]);
          const { structuredContent: counted } = await call('aggregate_records', { model: 'Person', fn: 'count' });
          assert.deepEqual(counted.groups, [{ value: 2 }]);
          const { structuredContent: one } = await call('find_records', { model: 'Person', where: { id: 3 } });
          assert.deepEqual(one.rows, []);
          if (role === 'visitor') return;
          const { structuredContent: orders } = await call('find_records', { model: 'Order', include: ['Buyer'], order: ['id'] });
          assert.deepEqual(orders.rows.map(row => row.Buyer?.id), [1, 2, undefined]);
        });
      });
    }

    test('what is denied is not even read', async () => {
      const statements = [];
      sequelize.options.logging = sql => statements.push(sql);
      for (const role of Object.keys(ROLES)) {
        for (const args of [{ model: 'Person' }, { model: 'Tag', include: ['People'] }, { model: 'Order', include: [{ association: 'Buyer', include: ['Tags'] }] }]) await clients[role].callTool({ name: 'find_records', arguments: args });
      }
      sequelize.options.logging = false;
      assert.ok(statements.some(sql => sql.includes('people')));
      for (const sql of statements) assert.doesNotMatch(sql, /social_number|yearly_pay|tag_reason/);
    });

    test('masked values are shown as such', async () => {
      const row = async (role, model) => (await clients[role].callTool({ name: 'find_records', arguments: { model, where: { id: 1 } } })).structuredContent.rows[0];
      assert.deepEqual(await row('analyst', 'Person'), { id: 1, name: 'Ada', email: '****@example.com', initial: 'A' });
      assert.deepEqual(await row('clerk', 'Person'), { id: 1, name: 'Ada', email: '[redacted]' });
      assert.deepEqual(await row('visitor', 'Person'), { id: 1, shout: '!undefined undefined!' });
      assert.match((await row('analyst', 'Order')).card, /^hash:[\w-]{22}$/);
      assert.equal((await row('analyst', 'Order')).card, (await row('analyst', 'Order')).card);
    });

    test('links have what the role sees of them, and those of others are not there', async () => {
      const { structuredContent: { rows } } = await clients.analyst.callTool({ name: 'find_records', arguments: { model: 'Tag', include: ['People'], order: ['id'] } });
      assert.deepEqual(rows.map(row => row.People), [
        [{ id: 1, name: 'Ada', email: '****@example.com', initial: 'A', Tagging: { personId: 1, tagId: 1 } }],
        [{ id: 2, name: 'Alan', email: '****@example.com', initial: 'A', Tagging: { personId: 2, tagId: 2 } }]
      ]);
      for (const role of ['clerk', 'visitor']) {
        const { content: [{ text }] } = await clients[role].callTool({ name: 'find_records', arguments: { model: 'Tag', include: ['People'] } });
        assert.equal(text, 'Tag has no association "People". Associations: none');
      }
    });

    test('a column that is hidden through one model is hidden through the other', async () => {
      const { structuredContent: { rows } } = await clients.analyst.callTool({ name: 'find_records', arguments: { model: 'Human', order: ['id'] } });
      assert.deepEqual(rows, [{ id: 1, name: 'Ada' }, { id: 2, name: 'Alan' }]);
    });

    describe('writing', () => {
      // What it adds to rows would be written with them.
      before(() => { sequelize.models.Person.removeHook('afterFind', 'copies'); });
      const run = (name, args) => clients.clerk.callTool({ name, arguments: args });
      const secret = answer => { for (const item of SECRET.clerk) assert.ok(!JSON.stringify(answer).includes(item), `${item}: ${JSON.stringify(answer)}`); };
      const refused = async (name, args, message) => {
        const answer = await run(name, args);
        secret(answer);
        assert.ok(answer.isError, JSON.stringify(answer));
        assert.match(answer.content[0].text, message);
      };

      test('hidden and masked attributes are not written', async () => {
        for (const name of ['ssn', 'salary', 'tenantId', 'email']) {
          await refused('create_records', { model: 'Person', values: [{ name: 'New', [name]: value(name) }] }, /no attribute|is masked/);
          await refused('create_records', { model: 'Person', values: [{ name: 'New', [name]: value(name) }], validateOnly: true }, /no attribute|is masked/);
          await refused('update_records', { model: 'Person', where: { id: 1 }, values: { [name]: value(name) } }, /no attribute|is masked/);
        }
      });

      test('a plan shows what the role sees, and nothing of others', async () => {
        const args = { model: 'Person', where: { id: { in: [1, 3] } }, values: { name: 'Ada L.' } };
        const dry = await run('update_records', args);
        secret(dry);
        assert.ok(!dry.isError, dry.content[0].text);
        assert.equal(dry.structuredContent.rows, 1);
        assert.deepEqual(dry.structuredContent.sample, [{ id: 1, name: 'Ada', email: '[redacted]' }]);
        assert.deepEqual([dry.structuredContent.sql, dry.structuredContent.rollback], [undefined, undefined]);
        const done = await run('update_records', { ...args, plan: dry.structuredContent.plan });
        assert.ok(!done.isError, done.content[0].text);
        assert.equal(done.structuredContent.rows, 1);
        assert.equal((await sequelize.models.Person.findByPk(3)).name, OTHER_TENANT[0]);
      });

      test('messages of the model and of the database are kept back', async () => {
        const args = { model: 'Person', where: { id: 1 }, values: { name: 'model trigger' } };
        const { structuredContent: { plan } } = await run('update_records', args);
        await refused('update_records', { ...args, plan }, /name: /);
        await sequelize.query(dialect !== 'sqlite'
          ? 'ALTER TABLE people ADD CONSTRAINT social_number_guard CHECK (name <> \'database trigger\')'
          : 'CREATE TRIGGER social_number_guard BEFORE UPDATE ON people WHEN NEW.name = \'database trigger\' BEGIN SELECT RAISE(ABORT, \'social_number SSN-111-22-3333\'); END');
        const other = { ...args, values: { name: 'database trigger' } };
        const dry = await run('update_records', other);
        await refused('update_records', { ...other, plan: dry.structuredContent.plan }, /not shown to this role/);
      });

      test('rows in a transaction across calls are no others', async () => {
        const { structuredContent: { transactions: [{ tx }] } } = await run('transaction', { action: 'begin' });
        const found = await run('find_records', { model: 'Person', tx });
        secret(found);
        assert.deepEqual(found.structuredContent.rows.map(row => row.id), [1, 2]);
        await refused('create_records', { model: 'Person', values: [{ name: 'Nobody' }], tx }, /may not write such rows/);
        const other = await clients.analyst.callTool({ name: 'find_records', arguments: { model: 'Person', tx } });
        assert.ok(other.isError);
        secret(await run('transaction', { action: 'status', tx }));
        await run('transaction', { action: 'rollback', tx });
      });

      test('rows that were created are shown like others', async () => {
        const made = await run('create_records', { model: 'Order', values: [{ title: 'New', personId: 1 }] });
        secret(made);
        assert.deepEqual(made.structuredContent.rows.map(({ id, ...row }) => row), [{ title: 'New', personId: 1 }]);
        assert.equal((await sequelize.models.Order.findOne({ where: { title: 'New' } })).card, CARD[3]);
        const args = { model: 'Order', where: { title: 'New' } };
        const dry = await run('delete_records', args);
        secret(dry);
        assert.deepEqual([dry.structuredContent.sql, dry.structuredContent.rollback], [undefined, undefined]);
        assert.equal((await run('delete_records', { ...args, plan: dry.structuredContent.plan })).structuredContent.done, true);
      });

      test('operations that the role does not have', async () => {
        await refused('delete_records', { model: 'Person', where: { id: 1 } }, /may not delete Person/);
        await refused('update_records', { model: 'Vault', where: { id: 1 }, values: { note: 'x' } }, /There is no model "Vault"\. Models: Order, Person, Tag$/);
      });

      test('rows are not written into the share of others', async () => {
        // The tenant is hidden from the clerk, so that a new row is nobody's: it may not be written.
        await refused('create_records', { model: 'Person', values: [{ name: 'Nobody' }] }, /may not write such rows/);
        assert.equal(await sequelize.models.Person.count(), 3);
      });
    });

    test('a removal that takes others along needs the right to remove them', async () => {
      const models = { Person: { deny: ['ssn'] }, Tagging: true };
      for (const [allowed, others] of [[false, {}], [false, { Vault: ['read', 'update'] }], [false, { Vault: ['read', 'delete'], Order: ['read', 'update'] }], [true, { Vault: ['read', 'delete'], Order: ['read', 'delete'] }]]) {
        const alone = await serve(sequelize, { profile: 'write', roles: { keeper: { profiles: ['write'], models: { ...models, ...others } } }, role: 'keeper' });
        const answer = await alone.client.callTool({ name: 'delete_records', arguments: { model: 'Person', where: { id: 1 } } });
        assert.equal(!answer.isError, allowed, JSON.stringify(answer));
        if (!allowed) assert.match(answer.content[0].text, /take others along/);
        else assert.ok(answer.structuredContent.cascade.some(({ model, rows }) => model === 'Vault' && rows === 1));
        await alone.close();
      }
    });

    test('a role has no more than its own profiles, in the arguments of its tools too', async () => {
      const alone = await serve(sequelize, { profile: ['sql', 'write'], roles: { plain: {} }, role: 'plain' });
      const { tools } = await alone.client.listTools();
      assert.deepEqual(tools.map(tool => tool.name), ['list_models', 'find_records', 'aggregate_records', 'inspect_schema', 'explain']);
      assert.ok(!JSON.stringify(tools).match(/"(sql|bind|tx)":/));
      const answer = await alone.client.callTool({ name: 'explain', arguments: { sql: 'SELECT 1' } });
      assert.ok(answer.isError);
      assert.match(answer.content[0].text, /sql/);
      await alone.close();
    });

    test('a plan or a cursor of one principal is nothing to another', async () => {
      const { structuredContent: { nextCursor } } = await clients.analyst.callTool({ name: 'find_records', arguments: { model: 'Person', limit: 1 } });
      const answer = await clients.clerk.callTool({ name: 'find_records', arguments: { model: 'Person', limit: 1, cursor: nextCursor } });
      assert.match(answer.content[0].text, /not given by this server to this principal/);
    });

    test('without the claim of its row policy a principal sees nothing', async () => {
      const alone = await serve(sequelize, { roles: ROLES, role: 'analyst' });
      const answer = await alone.client.callTool({ name: 'find_records', arguments: { model: 'Person' } });
      assert.match(answer.content[0].text, /needs a claim/);
      await alone.close();
      const told = await serve(sequelize, { roles: ROLES, role: 'analyst', claims: { tenant: 2 } });
      const found = await told.client.callTool({ name: 'find_records', arguments: { model: 'Person' } });
      assert.deepEqual(found.structuredContent.rows.map(row => row.id), [3]);
      await told.close();
    });
  });
}

test('rules that name what is not there stop the start', () => {
  const sequelize = new Sequelize('sqlite::memory:', { logging: false });
  define(sequelize);
  const fails = (roles, message) => assert.throws(() => createMcpServer({ sequelize, roles }), message);
  fails({ a: { models: { Persn: true } } }, /roles\.a\.models\.Persn: there is no model "Persn"\. Did you mean "Person"\?/);
  fails({ a: { models: { Person: { deny: ['snn'] } } } }, /has no attribute "snn"/);
  fails({ a: { models: { Person: { denied: ['ssn'] } } } }, /unknown key "denied"\. Did you mean "deny"\?/);
  fails({ a: { models: { Person: { fields: { ssn: 'hide' } } } } }, /roles\.a\.models\.Person\.fields\.ssn/);
  fails({ a: { models: { Person: { fields: { '*': 'deny' } } } } }, /id is the primary key and cannot be hidden/);
  fails({ a: { tools: ['find_record'] } }, /no tool "find_record"\. Did you mean "find_records"\?/);
  fails({ a: { profiles: ['wirte'] } }, /roles\.a\.profiles/);
  fails({ a: { models: { Person: { fields: { ssn: 'deny', label: 'allow' } } } } }, /label reads ssn/);
  fails({ a: { models: { Person: { scope: 'nope' } } } }, /has no scope "nope"/);
  fails({ a: { modles: {} } }, /unknown key "modles"\. Did you mean "models"\?/);
});
