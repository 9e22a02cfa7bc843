// The application's own copy of the main package, also when it is installed under the name `sequelize`.
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));

/** @param {string} [subpath] `/server-kit`; without it the package itself */
export function mainPackage(from, subpath = '') {
  for (const folder of [from, process.cwd(), here, path.resolve(here, '..', '..')]) {
    const require = createRequire(path.join(folder, 'index.js'));
    for (const name of ['sequelize-native', 'sequelize']) {
      try {
        if (require(`${name}/package.json`).name === 'sequelize-native') return require(`${name}${subpath}`);
      } catch (error) {
        if (error.code !== 'MODULE_NOT_FOUND' && error.code !== 'ERR_PACKAGE_PATH_NOT_EXPORTED') throw error;
      }
    }
  }
  throw new Error(`sequelize-native${subpath} is not installed here: npm install sequelize-native`);
}

let loaded;
/** What judges and runs SQL text, and holds transactions read-only: sequelize-native/server-kit. */
export const kit = () => (loaded ??= mainPackage(process.cwd(), '/server-kit'));
