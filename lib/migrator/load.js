'use strict';
/** Imports a migration's module, TypeScript included, or says what is missing. */

const { createRequire } = require('module');
const fs = require('fs');
const path = require('path');
const { pathToFileURL } = require('url');

const TYPESCRIPT = new Set(['.ts', '.cts', '.mts']);

/** A loader of TypeScript is at work already (ts-node, tsx, a test runner's). */
function requireKnows(extension) {
  return typeof require.extensions?.[extension] === 'function';
}

async function load(file) {
  const extension = path.extname(file).toLowerCase();
  if (TYPESCRIPT.has(extension)) return await loadTypeScript(file, extension);
  const url = pathToFileURL(file).href;
  // A required module can be replaced and mocked by its path; import reads both kinds.
  if (extension === '.cjs') return require(file);
  if (extension === '.js' && !isModule(file)) return require(file);
  return await import(url);
}

/** The nearest package.json says what a `.js` file is. */
function isModule(file) {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, 'package.json');
    if (fs.existsSync(manifest)) {
      try {
        return JSON.parse(fs.readFileSync(manifest, 'utf8')).type === 'module';
      } catch {
        return false;
      }
    }
    if (folder === path.dirname(folder)) return false;
  }
}

async function loadTypeScript(file, extension) {
  const url = pathToFileURL(file).href;
  if (process.features.typescript) return await import(url);
  if (requireKnows(extension)) return require(file);
  const tsx = tsxOf(file);
  if (tsx) return await tsx.tsImport(url, pathToFileURL(__filename).href);
  throw new Error(`${path.basename(file)} is TypeScript: Node.js ${process.version} does not read it by itself. `
    + 'Use Node.js 22.18 or newer, or add tsx to the project (npm install --save-dev tsx).');
}

/** The project's tsx, as seen from the migration and from where the process runs. */
function tsxOf(file) {
  for (const from of [file, path.join(process.cwd(), 'package.json')]) {
    const near = createRequire(from);
    try {
      return near('tsx/esm/api');
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  return undefined;
}

module.exports = { load };
