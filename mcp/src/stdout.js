// Stdout belongs to the protocol: whatever else writes there (a model file's console.log) is sent to stderr.
import { Writable } from 'node:stream';

/** @returns {Writable} the only way to stdout from now on */
export function claimStdout() {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  // A reader that has gone is told of by the stream below.
  process.stdout.on('error', () => {});
  return new Writable({
    write(chunk, encoding, done) {
      write(chunk, encoding, done);
    }
  });
}
