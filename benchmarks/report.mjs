// The figures as tables of ratios (RESULTS.md) and as a chart (chart.svg).
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const DRIVERS = { sqlite: 'better-sqlite3', postgres: 'pg (named statements)', mariadb: 'mysql2 (prepared)', mysql: 'mysql2 (prepared)' };
const DATABASES = { sqlite: 'SQLite', postgres: 'PostgreSQL', mariadb: 'MariaDB', mysql: 'MariaDB as mysql' };
const NOTES = {
  mariadb: 'Sequelize 6 with its mariadb driver.',
  mysql: 'The mysql dialect on the same MariaDB server: Sequelize 6 with mysql2.'
};
const ratio = (a, b) => (a === undefined || b === undefined ? '–' : (a / b).toFixed(2));

function version(name) {
  try {
    return JSON.parse(fs.readFileSync(new URL(`./node_modules/${name}/package.json`, import.meta.url))).version;
  } catch {
    return '?';
  }
}

function table(results, database) {
  const rows = results.filter(result => result.database === database);
  const lines = [
    ...NOTES[database] ? [NOTES[database], ''] : [],
    '| question | throughput ÷ Sequelize | throughput ÷ driver | JS time ÷ Sequelize | JS time ÷ driver | peak memory ÷ Sequelize |',
    '|---|---:|---:|---:|---:|---:|'
  ];
  for (const { title, native, sequelize, driver } of rows) {
    lines.push(`| ${title} | ${ratio(sequelize.wall, native.wall)} | ${ratio(driver.wall, native.wall)} | ${ratio(native.script, sequelize.script)} | ${ratio(native.script, driver.script)} | ${ratio(native.rss, sequelize.rss)} |`);
  }
  return lines.join('\n');
}

function absolute(results, database) {
  const lines = ['| question | peer | ms an operation | JS ms an operation | operations/s | peak MB |', '|---|---|---:|---:|---:|---:|'];
  for (const result of results.filter(one => one.database === database)) {
    for (const [peer, name] of [['native', 'sequelize-native'], ['sequelize', 'Sequelize 6'], ['driver', DRIVERS[database]]]) {
      const { wall, script, rss } = result[peer];
      lines.push(`| ${result.title} | ${name} | ${wall.toFixed(3)} | ${Number.isFinite(script) ? script.toFixed(3) : '–'} | ${Math.round(1000 / wall)} | ${rss.toFixed(0)} |`);
    }
  }
  return lines.join('\n');
}

const escape = text => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

/** Bars of JavaScript time as a fraction of Sequelize's; shorter is better. */
function chart(results) {
  const row = 46;
  const left = 270;
  const width = 860;
  const scale = (width - left - 60);
  const height = 70 + results.length * row + 30;
  const bars = results.map((result, i) => {
    const y = 66 + i * row;
    const native = result.native.script / result.sequelize.script;
    const driver = result.driver.script / result.sequelize.script;
    const bar = (value, at, color, label) => `<rect x="${left}" y="${at}" width="${(Math.min(value, 1.1) * scale).toFixed(1)}" height="14" fill="${color}"/>`
      + `<text x="${(left + Math.min(value, 1.1) * scale + 6).toFixed(1)}" y="${at + 11}" class="small">${label} ${value.toFixed(2)}</text>`;
    return `<text x="${left - 12}" y="${y + 20}" text-anchor="end">${escape(DATABASES[result.database])}: ${escape(result.title)}</text>`
      + bar(native, y, '#c2410c', 'sequelize-native') + bar(driver, y + 17, '#94a3b8', 'raw driver');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="JavaScript time per operation, Sequelize 6 = 1">
<style>text{font:13px system-ui,sans-serif;fill:#1e293b}.small{font-size:11px;fill:#475569}.title{font-size:16px;font-weight:600}</style>
<rect width="100%" height="100%" fill="#fff"/>
<text x="20" y="28" class="title">Time of the JavaScript thread per operation (Sequelize 6 = 1, shorter is better)</text>
<line x1="${left + scale}" x2="${left + scale}" y1="48" y2="${height - 26}" stroke="#cbd5e1" stroke-dasharray="3 3"/>
<text x="${left + scale}" y="${height - 10}" text-anchor="middle" class="small">Sequelize 6</text>
${bars.join('\n')}
</svg>
`;
}

/** Prints the tables; with a folder, writes RESULTS.md and chart.svg there. */
export async function writeReport(results, folder) {
  for (const result of results) result.title = (await import(`./questions/${result.question}.mjs`)).title;
  const databases = [...new Set(results.map(result => result.database))];
  const tables = databases.map(database => `## ${DATABASES[database]}\n\n${table(results, database)}`).join('\n\n');
  console.log(`\n${tables}\n`);
  if (!folder) return;
  const rust = execFileSync('rustc', ['--version'], { encoding: 'utf8' }).trim();
  fs.writeFileSync(path.join(folder, 'RESULTS.md'), `# Results

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${os.cpus().length} cores, Node ${process.version}, ${rust}.
Peers: Sequelize ${version('sequelize')} (pg ${version('pg')}, sqlite3 ${version('sqlite3')}, mariadb ${version('mariadb')}, mysql2 ${version('mysql2')}), pg ${version('pg')} with named statements, mysql2 ${version('mysql2')} with prepared statements,
better-sqlite3 ${version('better-sqlite3')}.
Fresh processes in interleaved rounds, medians, every result verified. Differences under about 15 % are noise.

"JS time" is the CPU time of the JavaScript thread. Throughput above 1 and JS time below 1 are in favour of sequelize-native.

${tables}

## Absolute figures

${databases.map(database => `### ${DATABASES[database]}\n\n${absolute(results, database)}`).join('\n\n')}
`);
  fs.writeFileSync(path.join(folder, 'chart.svg'), chart(results));
}
