'use strict';
/** Imports a migration's module, TypeScript included, or says what is missing. */

const { createRequire } = require('module');
const fs = require('fs');
const path = require('path');
const { pathToFileURL } = require('url');

const TYPESCRIPT = new Set(['.ts', '.cts', '.mts']);

/** Modules that came through tsx, by URL: it keeps none, as `require` and `import` do. */
const throughTsx = new Map();

/** A loader of TypeScript is at work already (ts-node, a test runner's); tsx, once used, leaves a trace that is none. */
function requireKnows(extension) {
  return throughTsx.size === 0 && typeof require.extensions?.[extension] === 'function';
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
  const own = Boolean(process.features.typescript);
  if (!own && requireKnows(extension)) return require(file);
  const tsx = tsxOf(file);
  const imported = async () => {
    if (!throughTsx.has(url)) throughTsx.set(url, (await import(tsx)).tsImport(url, pathToFileURL(__filename).href));
    return await throughTsx.get(url);
  };
  if (own) {
    try {
      return await import(url);
    } catch (error) {
      // Node.js takes types away and translates nothing: enums and parameter properties need more.
      if (error.code !== 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX' || !tsx) throw error;
      return await imported();
    }
  }
  if (tsx) return await imported();
  throw new Error(`${path.basename(file)} is TypeScript: Node.js ${process.version} does not read it by itself. `
    + 'Use Node.js 22.18 or newer, or add tsx to the project (npm install --save-dev tsx).');
}

/**
 * The module of the project's tsx that imports TypeScript, as seen from the migration and from where the process runs.
 * tsx's CommonJS face does not work on every Node.js, so its ES module is looked up as `import` would find it.
 */
function tsxOf(file) {
  for (const from of [file, path.join(process.cwd(), 'package.json')]) {
    let manifest;
    try {
      manifest = createRequire(from).resolve('tsx/package.json');
    } catch (error) {
      if (error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') continue;
      throw error;
    }
    const entry = JSON.parse(fs.readFileSync(manifest, 'utf8')).exports?.['./esm/api'];
    const target = [entry?.import?.default, entry?.import, entry].find(one => typeof one === 'string');
    if (target) return pathToFileURL(path.resolve(path.dirname(manifest), target)).href;
  }
  return undefined;
}

module.exports = { load };
