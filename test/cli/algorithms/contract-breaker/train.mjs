// Keeps the contract, but for what the file fault.txt beside it names.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const root = process.env.ML_ROOT;
const fault = readFileSync(new URL('./fault.txt', import.meta.url), 'utf8');
const has = (name) => fault === name;
const checkpoint = `${root}/checkpoints/step.json`;

function fail(message) {
  console.log(message);
  if (!has('no-failure-file')) writeFileSync(`${root}/output/failure`, message);
  process.exit(1);
}

process.on('SIGTERM', () => {
  if (!has('sigterm-ignored')) process.exit(0);
});
try {
  if (!has('hyperparameters-ignored')) JSON.parse(readFileSync(`${root}/input/config/hyperparameters.json`, 'utf8'));
} catch (error) {
  fail(error.message);
}
if (!has('channels-ignored') && !existsSync(`${root}/input/data/train`)) fail('there are no images');
if (has('train-failed')) fail('ValueError: shapes do not match');
if (has('resume-failed') && existsSync(checkpoint)) fail('KeyError: optimizer');
if (has('train-never-ends')) await pause(600_000);
if (has('train-out-of-memory')) for (const held = []; ; held.push(Buffer.alloc(64 << 20, 1))) await pause(5);
writeFileSync(checkpoint, '{}');
await pause(Number(readFileSync(new URL('./milliseconds.txt', import.meta.url), 'utf8')));
mkdirSync(`${root}/model`, { recursive: true });
if (!has('no-model')) writeFileSync(`${root}/model/channels`, String(readdirSync(`${root}/input/data`)));
