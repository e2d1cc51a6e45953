// Keeps the contract, but for what the hyperparameter `behaviour` names; the model behaves so too.
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const root = process.env.ML_ROOT;
const { behaviour } = JSON.parse(readFileSync(`${root}/input/config/hyperparameters.json`, 'utf8'));
for (let line = 1; line <= 30; line++) console.log(`${behaviour}: line ${line}`);
if (behaviour === 'fails') {
  writeFileSync(`${root}/output/failure`, 'ValueError: 17 boxes have no area');
  process.exit(3);
}
if (behaviour === 'never-ends') {
  // It does not hear SIGTERM in time either.
  process.on('SIGTERM', () => process.exit(0));
  await pause(3_600_000);
}
if (behaviour === 'hoards') for (const held = []; ; held.push(Buffer.alloc(32 << 20, 1))) await pause(5);
if (behaviour !== 'no-model') writeFileSync(`${root}/model/behaviour`, behaviour);
