import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

const root = process.env.ML_ROOT!;
const parameters = JSON.parse(readFileSync(join(root, 'input/config/hyperparameters.json'), 'utf8'));
const files = readdirSync(join(root, 'input/data'), { recursive: true }).map(String).sort();
console.log(`files: ${files.join(' ')}`);
console.log(`environment: ${Object.keys(process.env).sort().join(' ')}`);

/** Runs until it is told to end. */
const wait = () =>
  new Promise<void>((resolve) => {
    process.once('SIGTERM', () => resolve());
    setInterval(() => {}, 1000);
  });

const checkpoint = join(root, 'checkpoints/step');
switch (parameters.behaviour) {
  case 'fail':
    writeFileSync(join(root, 'output/failure'), 'RangeError: nothing to learn from');
    process.exit(1);
    break;
  case 'client-error':
    writeFileSync(join(root, 'output/failure'), 'ClientError: nothing to learn from');
    process.exit(2);
    break;
  case 'hoard': {
    const held: Buffer[] = [];
    setInterval(() => held.push(Buffer.alloc(2 ** 26, held.length)), 10);
    await wait();
    break;
  }
  case 'escape':
    for (const path of ['/etc/passwd', join(root, '../../resources.sqlite')]) {
      try {
        readFileSync(path);
        console.log(`read ${path}`);
      } catch (error) {
        console.log(`refused: ${(error as NodeJS.ErrnoException).code}`);
      }
    }
    try {
      appendFileSync(join(root, '../escaped'), 'x');
      console.log('wrote outside');
    } catch (error) {
      console.log(`refused: ${(error as NodeJS.ErrnoException).code}`);
    }
    break;
  case 'wait':
    console.log('waiting');
    await wait();
    break;
  case 'pipe': {
    // A reader may leave early, and come back for the next epoch.
    const begin = openSync(join(root, 'input/data/train_0'), 'r');
    readSync(begin, Buffer.alloc(1));
    closeSync(begin);
    for (const epoch of [1, 2])
      console.log(`epoch ${epoch}: ${readFileSync(join(root, `input/data/train_${epoch}`)).toString('base64')}`);
    break;
  }
  case 'steps': {
    // A checkpoint after each step; what is told to end leaves the last one.
    process.once('SIGTERM', () => process.exit(0));
    for (let step = existsSync(checkpoint) ? Number(readFileSync(checkpoint, 'utf8')) + 1 : 1; step <= 8; step++) {
      console.log(`step ${step}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
      writeFileSync(checkpoint, String(step));
    }
    break;
  }
  case 'checkpoint':
    if (existsSync(checkpoint)) console.log(`resumed after ${readFileSync(checkpoint, 'utf8')}`);
    else {
      writeFileSync(checkpoint, String(process.pid));
      console.log('waiting');
      await wait();
    }
    break;
}
console.log('progress: 1.00');
console.log('validation:mAP50=0.25 validation:mAP5095=0.125');
console.log('validation:mAP50=0.5 validation:mAP5095=0.375');
writeFileSync(join(root, 'output/data/said.txt'), parameters.label ?? 'owl');
writeFileSync(join(root, 'model/model.json'), JSON.stringify({ label: parameters.label ?? 'owl' }));
process.exit(0);
