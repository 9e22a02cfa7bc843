// Loads one HTTP server over keep-alive connections and tells how long a number of requests took.
import http from 'node:http';

function get(agent, port, path) {
  return new Promise((resolve, reject) => {
    http.get({ agent, port, host: '127.0.0.1', path }, response => {
      const chunks = [];
      response.on('data', chunk => chunks.push(chunk));
      response.on('end', () => {
        if (response.statusCode === 200) resolve(Buffer.concat(chunks).toString());
        else reject(new Error(`${path} answered ${response.statusCode}: ${Buffer.concat(chunks)}`));
      });
    }).on('error', reject);
  });
}

/** { perSecond, script, wall } of `requests` pages, after a warm-up. */
export async function load(port, { connections, requests }, verify) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const burst = async count => {
    let next = 0;
    await Promise.all(Array.from({ length: connections }, async () => {
      while (next < count) {
        next++;
        await get(agent, port, '/page');
      }
    }));
  };
  if (!verify(JSON.parse(await get(agent, port, '/page')))) throw new Error('The server gave a wrong page');
  await burst(Math.floor(requests / 4));
  await get(agent, port, '/mark');
  const started = performance.now();
  await burst(requests);
  const took = performance.now() - started;
  const { script, rss } = JSON.parse(await get(agent, port, '/report'));
  agent.destroy();
  return { perSecond: requests / (took / 1000), wall: took / requests, script: script / requests, rss };
}
