// What the documents name is there: files, npm commands, links, layers.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const scripts = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')).scripts;

function markdownBelow(folder) {
  return fs.readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : markdownBelow(name);
    return entry.name.endsWith('.md') ? [name] : [];
  });
}

const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...markdownBelow('docs'), ...markdownBelow('examples'), ...markdownBelow('benchmarks')];
const folders = 'lib|src|tests|__test__|types|scripts|benchmarks|docs|examples|native|bin|npm|mcp|\\.ci|\\.github';
/** A path of ours in backquotes; `<db>`, `…` and `*` stand for something. */
const pathPattern = new RegExp(`\`((?:${folders})/[^\`\\s]*)\``, 'g');

/** Made by a command that the document names. */
const generated = ['examples/express/data/'];

const exists = file => fs.existsSync(path.join(root, file));

/** A name such as `src/dialect/<db>/types.rs` is there if it is there for one of the names. */
function isThere(name) {
  if (generated.some(folder => name.startsWith(folder))) return true;
  const parts = name.split('/').filter(Boolean);
  let places = [''];
  for (const part of parts) {
    const pattern = new RegExp(`^${part.split(/<[^>]+>|\*|…/).map(text => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.+')}$`);
    places = places.flatMap(place => {
      const full = path.join(root, place);
      if (!fs.statSync(full).isDirectory()) return [];
      return fs.readdirSync(full).filter(entry => pattern.test(entry)).map(entry => path.join(place, entry));
    });
  }
  return places.length > 0;
}

/** Every match of a pattern, with its place. */
function* matches(document, pattern) {
  const lines = fs.readFileSync(path.join(root, document), 'utf8').split('\n');
  for (const [index, line] of lines.entries()) {
    for (const match of line.matchAll(pattern)) yield { place: `${document}:${index + 1}`, found: match[1] };
  }
}

const missing = (pattern, there) => documents.flatMap(document => [...matches(document, pattern)]
  .filter(({ found }) => !there(found, document))
  .map(({ place, found }) => `${place}: ${found}`));

test('every path that a document names exists', () => {
  assert.deepEqual(missing(pathPattern, isThere), []);
});

test('every link to a file resolves', () => {
  const target = (link, document) => path.join(path.dirname(document), link.split('#')[0]);
  const there = (link, document) => /^(https?:|mailto:|#)/.test(link) || exists(target(link, document));
  assert.deepEqual(missing(/\]\(([^)\s]+)\)/g, there), []);
});

test('every npm command exists', () => {
  assert.deepEqual(missing(/npm run ([\w:-]+)/g, name => name in scripts), []);
});

test('every node command names a file', () => {
  assert.deepEqual(missing(/\bnode ((?:\.\.?\/)?[\w/.-]+\.m?js)\b/g, (file, document) => exists(file) || exists(path.join(path.dirname(document), file))), []);
});

test('the table of layers is what the architecture test enforces', () => {
  const source = fs.readFileSync(path.join(root, 'tests/architecture/layers.rs'), 'utf8');
  const table = source.slice(source.indexOf('const MAY_USE'), source.indexOf('];', source.indexOf('const MAY_USE')));
  const everybodys = ['value', 'failure'];
  const sorted = names => [...new Set(names)].filter(name => !everybodys.includes(name)).sort();
  const enforced = {};
  for (const [, layer, used] of table.matchAll(/\("(\w+)", &\[([^\]]*)\]\)/g)) enforced[layer] = sorted([...used.matchAll(/\w+/g)].map(String));

  const text = fs.readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8');
  const rows = text.slice(text.indexOf('| layer | may use')).split('\n\n')[0].split('\n').slice(2);
  const layers = Object.keys(enforced);
  const documented = {};
  for (const row of rows) {
    const [names, uses] = row.split('|').slice(1, 3);
    const used = sorted([...uses.replace(/\([^)]*\)/g, '').matchAll(/\w+/g)].map(String).filter(word => layers.includes(word)));
    for (const [layer] of names.matchAll(/\w+/g)) documented[layer] = used;
  }
  assert.deepEqual(documented, enforced);
});

test('notes on decisions have numbers of their own, and a title with the number', () => {
  const notes = fs.readdirSync(path.join(root, 'docs/decisions')).filter(name => name.endsWith('.md'));
  const numbers = notes.map(name => name.slice(0, 3));
  assert.deepEqual(numbers.filter((number, index) => numbers.indexOf(number) !== index), []);
  for (const name of notes) {
    const title = fs.readFileSync(path.join(root, 'docs/decisions', name), 'utf8').split('\n')[0];
    assert.ok(title.startsWith(`# ${name.slice(0, 3)} `), `${name}: ${title}`);
  }
});

test('the note on dependencies names every dependency and no other', () => {
  const note = fs.readFileSync(path.join(root, 'docs/decisions/005-dependencies.md'), 'utf8');
  const named = new Set([...note.matchAll(/^\| ([\w@/, -]+?)(?: \([^|]*\))? \|/gm)]
    .flatMap(([, cell]) => cell.split(', ')).filter(name => !['crate', 'npm package', '---'].includes(name)));
  const cargo = fs.readFileSync(path.join(root, 'Cargo.toml'), 'utf8');
  const crates = [...cargo.matchAll(/^\[(?:build-)?dependencies\]\n((?:.+\n)+)/gm)].flatMap(([, lines]) => [...lines.matchAll(/^([\w-]+) =/gm)].map(match => match[1]));
  const packages = Object.keys(JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')).dependencies);
  assert.deepEqual([...named].sort(), [...crates, ...packages].sort());
});
