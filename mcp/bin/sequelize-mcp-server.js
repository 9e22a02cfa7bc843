#!/usr/bin/env node
// The command. Nothing but protocol messages may reach stdout, so the output of models goes to stderr first of all.
import { claimStdout } from '../src/stdout.js';

const stdout = claimStdout();
const { main } = await import('../src/cli.js');
process.exitCode = await main(process.argv.slice(2), stdout);
// Timers of a model file, or a call that nobody waits for any more, must not keep alive a server that has ended.
stdout.on('error', () => process.exit());
stdout.end(() => process.exit());
