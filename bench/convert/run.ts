import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SAMPLE_LABELS, writeSampleManifest } from './sample-manifest.ts';

/**
 * node bench/convert/run.ts [lines]: CPU and memory of `labelloop dataset convert` beside a bare loop (`node:readline`
 * and `JSON.parse` on the same file, nothing kept), and beside pandas where there is one.
 */
const LINES = Number(process.argv[2] ?? 1_000_000);
const SMALL = Math.min(10_000, LINES);
const BOXES = 10;
const LINE_FORMATS = ['ground-truth', 'csv', 'rekognition', 'sagemaker', 'coco'];
const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'labelloop-bench-'));

interface Cost {
  seconds: number;
  megabytes: number;
}

/** CPU seconds (user and system) and the largest resident size of a process, as GNU time counts them. */
function measure(command: string, ...args: string[]): Cost {
  const report = join(folder, 'time');
  const { status, stderr } = spawnSync('/usr/bin/time', ['-o', report, '-f', '%U %S %M', command, ...args], {
    encoding: 'utf8',
  });
  // 4: done with problems; a million lines are over Rekognition's limit.
  if (status !== 0 && status !== 4) throw new Error(`${command} ${args.join(' ')}: ${stderr.slice(-500)}`);
  const [user, system, kilobytes] = readFileSync(report, 'utf8').trim().split('\n').at(-1)!.split(' ').map(Number);
  return { seconds: user! + system!, megabytes: kilobytes! / 1024 };
}

/** @param labels given on the command line; none: the command has to find them */
function convert(source: string, to: string, out = join(folder, 'out'), labels = ['--labels', SAMPLE_LABELS]): Cost {
  rmSync(out, { recursive: true, force: true });
  const args = ['dataset', 'convert', source, '--to', to, '--out', out, ...labels];
  return measure(process.execPath, join(root, 'cli/labelloop.mjs'), ...args);
}

const row = (name: string, { seconds, megabytes }: Cost, more = '') =>
  process.stdout.write(
    `${name.padEnd(34)}${seconds.toFixed(2).padStart(8)} s CPU ${megabytes.toFixed(0).padStart(6)} MB ${more}\n`,
  );

try {
  const large = join(folder, 'large.manifest');
  const small = join(folder, 'small.manifest');
  await writeSampleManifest(large, LINES, BOXES);
  await writeSampleManifest(small, SMALL, BOXES);
  process.stdout.write(`${LINES} lines of ${BOXES} boxes; small: ${SMALL} lines\n`);
  const bare = measure(process.execPath, join(import.meta.dirname, 'bare-loop.ts'), large);
  row('bare read-line and JSON.parse', bare);
  for (const format of LINE_FORMATS) {
    row(`to ${format}, small`, convert(small, format));
    const cost = convert(large, format);
    row(`to ${format}`, cost, `${(cost.seconds / bare.seconds).toFixed(2)}x bare`);
    const unnamed = convert(large, format, join(folder, 'out'), []);
    const ratios = `${(unnamed.seconds / bare.seconds).toFixed(2)}x bare, ${(unnamed.seconds / cost.seconds).toFixed(2)}x with`;
    row(`to ${format}, without --labels`, unnamed, ratios);
  }
  for (const [name, manifest] of [
    ['a hundredth', small],
    ['the whole', large],
  ] as const) {
    const document = join(folder, 'coco');
    convert(manifest, 'coco', document);
    row(`COCO document of ${name} to csv`, convert(document, 'csv'));
    rmSync(document, { recursive: true });
  }
  const python = '/usr/bin/python3';
  const hasPandas = existsSync(python) && spawnSync(python, ['-c', 'import pandas']).status === 0;
  if (hasPandas) {
    const pandas = (manifest: string, ...more: string[]) =>
      measure(python, join(import.meta.dirname, 'pandas-way.py'), manifest, folder, ...more);
    const some = join(folder, 'some.manifest');
    await writeSampleManifest(some, LINES / 10, BOXES);
    const csv = pandas(some);
    row('pandas to csv, a tenth', csv, `${(csv.seconds / convert(some, 'csv').seconds).toFixed(1)}x ours`);
    const yolo = pandas(small, 'yolo');
    row('pandas to csv and YOLO, small', yolo, `${(yolo.seconds / convert(small, 'yolo').seconds).toFixed(1)}x ours`);
  } else process.stdout.write('no /usr/bin/python3 with pandas (Debian: python3-pandas): that comparison is skipped\n');
} finally {
  rmSync(folder, { recursive: true });
}
