// What can be told of a SQLite file: it keeps no statistics of statements and of locks.
import fs from 'node:fs';

const bytesOf = file => (fs.existsSync(file) ? fs.statSync(file).size : undefined);

export function sqlite({ sequelize }) {
  const { storage } = sequelize.options;
  const inFile = storage && storage !== ':memory:';
  const none = async () => ({ rows: [], about: 'SQLite keeps none of this' });
  return {
    async health() {
      const facts = inFile ? { file: storage, bytes: bytesOf(storage), bytesOfLog: bytesOf(`${storage}-wal`) } : { file: 'in memory' };
      return { facts, rows: [], about: 'nothing else is known of SQLite' };
    },
    slow: none,
    locks: none
  };
}
