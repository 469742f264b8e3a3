// Points ccxt, which knows nothing of us, at `perpscope simulate`, with only its hosts changed.
//   CCXT_DIR=FOLDER-WITH-node_modules node tests/ccxt/run.mjs build/…/perpscope [EXCHANGE...]
// Exit code 0: all that ccxt can ask was answered soundly; 1: not; 77: no ccxt here.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { exchanges } from './exchanges.mjs';
import { makeHistory, writeFiles } from './history.mjs';

const [program, ...wanted] = process.argv.slice(2);
const asking = fileURLToPath(new URL('ask.mjs', import.meta.url));

function hasCcxt() {
  try {
    return Boolean(createRequire(join(process.env.CCXT_DIR ?? '.', 'x.js')).resolve('ccxt'));
  } catch {
    return false;
  }
}

async function simulate(words, file) {
  const child = spawn(program, ['simulate', '--write-endpoints', file, ...words], { stdio: ['ignore', 'pipe', 'ignore'] });
  for await (const line of createInterface({ input: child.stdout })) if (line === 'ready') break;
  const stop = () => new Promise((done) => child.on('exit', done).kill('SIGTERM'));
  return { ca: JSON.parse(readFileSync(file, 'utf8')).ca_file, stop };
}

async function ask(name, words, made, folder) {
  const file = join(folder, `${name}.json`);
  const simulation = await simulate(words, file);
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: simulation.ca };
  const asked = spawnSync(process.execPath, [asking, name, file, String(made), ...wanted], { env, stdio: 'inherit' });
  const code = await simulation.stop();
  if (code !== 0) console.log(`simulate ended with ${code}`);
  return asked.status === 0 && code === 0;
}

// Two markets: one of which every number is known, and the model.
async function askAll(folder) {
  const made = Date.now();
  const cache = join(folder, 'known.db');
  const recipe = writeFiles(makeHistory(made), folder, exchanges);
  const imported = spawnSync(program, ['import', 'recipe', recipe, '--cache', cache], { encoding: 'utf8' });
  if (imported.status !== 0) throw new Error(imported.stderr);
  const known = await ask('known', ['--dataset', cache], made, folder);
  return (await ask('model', [], '-', folder)) && known;
}

if (!hasCcxt()) {
  console.log('skipped: no ccxt (CCXT_DIR names the folder with node_modules)');
  process.exit(77);
}
const folder = mkdtempSync(join(tmpdir(), 'perpscope-ccxt-'));
try {
  process.exitCode = (await askAll(folder)) ? 0 : 1;
  console.log(process.exitCode === 0 ? 'all answered' : 'not all answered');
} finally {
  rmSync(folder, { recursive: true });
}
