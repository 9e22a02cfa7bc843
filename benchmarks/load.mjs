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

/** { perSecond, script, wall } of pages asked for during `measured` ms, after `warmUp` ms. */
export async function load(port, { connections, warmUp, measured }, verify) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const burst = async ms => {
    let count = 0;
    const end = performance.now() + ms;
    await Promise.all(Array.from({ length: connections }, async () => {
      while (performance.now() < end) {
        await get(agent, port, '/page');
        count++;
      }
    }));
    return count;
  };
  if (!verify(JSON.parse(await get(agent, port, '/page')))) throw new Error('The server gave a wrong page');
  await burst(warmUp);
  await get(agent, port, '/mark');
  const started = performance.now();
  const requests = await burst(measured);
  const took = performance.now() - started;
  const { script, rss } = JSON.parse(await get(agent, port, '/report'));
  agent.destroy();
  return { perSecond: requests / (took / 1000), wall: took / requests, script: script / requests, rss };
}
