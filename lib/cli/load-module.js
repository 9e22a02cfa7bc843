'use strict';
/** Loads a file of the project (configuration, models): CommonJS, ES module, JSON or TypeScript. */

const fs = require('fs');
const { createRequire } = require('module');
const path = require('path');
const { pathToFileURL } = require('url');
const { CliError } = require('./errors');

const TYPESCRIPT = new Set(['.ts', '.cts', '.mts']);

/** The project's own tsx, where it has one. */
function tsx(file, cwd) {
  for (const from of [file, path.join(cwd, 'package.json')]) {
    try {
      return createRequire(from)('tsx/esm/api');
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  return undefined;
}

async function loadTypeScript(file, cwd) {
  const url = pathToFileURL(file).href;
  if (process.features.typescript) return import(url);
  if (typeof require.extensions?.[path.extname(file)] === 'function') return require(file);
  const loader = tsx(file, cwd);
  if (loader) return loader.tsImport(url, pathToFileURL(__filename).href);
  throw new CliError(`"${path.relative(cwd, file)}" is TypeScript, which Node.js ${process.version} does not read by itself. `
    + 'Use Node.js 22.18 or newer, or add tsx to the project: npm install --save-dev tsx');
}

/** @returns {Promise<any>} the default export, or the module where it has none */
async function loadModule(file, cwd) {
  const extension = path.extname(file);
  let module;
  if (extension === '.json') return JSON.parse(fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  if (TYPESCRIPT.has(extension)) module = await loadTypeScript(file, cwd);
  else module = await import(pathToFileURL(file).href);
  // What a compiler made of `export default` in CommonJS arrives one level deeper.
  const value = module.default ?? module;
  return value?.__esModule && value.default !== undefined ? value.default : value;
}

module.exports = { loadModule };
