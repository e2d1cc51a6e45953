import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as errors from '../shared/errors.ts';

const root = resolve(import.meta.dirname, '..');
const CODE_FOLDERS = [
  'algorithms',
  'cli',
  'functions',
  'labeling-engine',
  'local-cloud',
  'ops-console',
  'shared',
  'statemachine',
  'worker-portal',
];

function filesUnder(folder: string): string[] {
  const path = join(root, folder);
  if (!statSync(path, { throwIfNoEntry: false })) return [];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && !entry.parentPath.includes('node_modules') && !entry.parentPath.includes('/dist'),
    )
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

const sources = CODE_FOLDERS.flatMap(filesUnder).filter((file) => /\.(ts|tsx|mjs|js)$/.test(file));
const text = (file: string) => readFileSync(join(root, file), 'utf8');

/** What a file imports: paths relative to the repository for our own files, package names otherwise. */
function importsOf(file: string): string[] {
  const specifiers = [...text(file).matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map((match) => match[1]!);
  return specifiers.map((name) => (name.startsWith('.') ? relative(root, resolve(root, dirname(file), name)) : name));
}

const isSdk = (name: string) => name.startsWith('@aws-sdk/') || name.startsWith('@smithy/');
const isOwn = (name: string) => CODE_FOLDERS.includes(name.split('/')[0]!) || name.startsWith('test/');
const within =
  (...folders: string[]) =>
  (name: string) =>
    folders.some((folder) => name === folder || name.startsWith(`${folder}/`));

/** The labeling engine's homes on AWS. */
const ENGINE_FUNCTIONS = ['labeling-api', 'sweep-labeling-jobs', 'worker-api'].map((name) => `functions/${name}.ts`);

/** [files, what of our own they may import]. The first match counts. */
const RULES: Array<[string, (name: string) => boolean]> = [
  ...ENGINE_FUNCTIONS.map((file): [string, (name: string) => boolean] => [file, within('shared', 'labeling-engine')]),
  ['functions', within('shared')],
  ['shared/domain', within('shared/domain', 'shared/contracts', 'shared/errors.ts')],
  ['shared/contracts', within('shared/contracts', 'shared/errors.ts')],
  ['shared/pipeline', within('shared', 'algorithms/algorithms.ts')],
  ['shared', within('shared')],
  ['labeling-engine', within('labeling-engine', 'shared')],
  ['worker-portal', within('worker-portal', 'shared/contracts', 'shared/domain', 'labeling-engine/contracts')],
  ['ops-console', within('ops-console', 'shared/contracts', 'shared/domain')],
  ['algorithms', within('algorithms', 'shared/domain', 'shared/contracts', 'shared/errors.ts', 'shared/tar.ts')],
  ['local-cloud', within('local-cloud', 'shared', 'labeling-engine', 'algorithms/algorithms.ts', 'build.mjs')],
  ['cli', within('cli', 'shared', 'local-cloud', 'algorithms/algorithms.ts', 'build.mjs', 'scripts')],
];

describe('the house', () => {
  it('lets imports point down only', () => {
    const wrong = sources.flatMap((file) => {
      const rule = RULES.find(([folder]) => within(folder)(file));
      return importsOf(file)
        .filter((name) => isOwn(name) && rule && !rule[1](name))
        .map((name) => `${file} imports ${name}`);
    });
    expect(wrong).toEqual([]);
  });

  it('imports the AWS SDK in shared/aws, and in the laptop cloud and the command line, which are clients and servers of it', () => {
    const wrong = sources.filter(
      (file) => importsOf(file).some(isSdk) && !within('shared/aws', 'local-cloud', 'cli')(file),
    );
    expect(wrong).toEqual([]);
  });

  it('keeps in shared/aws nothing but what imports the SDK', () => {
    expect(sources.filter(within('shared/aws')).filter((file) => !importsOf(file).some(isSdk))).toEqual([]);
  });

  it('changes documents in one place: shared/documents/change-document.ts; the labeling engine has its own storage', () => {
    const wrong = sources.filter((file) => /new ContendedError\(/.test(text(file)));
    expect(wrong.sort()).toEqual([
      'labeling-engine/storage/committed-document.ts',
      'shared/documents/change-document.ts',
    ]);
  });

  it('has no import cycle', () => {
    const graph = new Map(sources.map((file) => [file, importsOf(file).filter((name) => sources.includes(name))]));
    const done = new Set<string>();
    const visit = (file: string, path: string[]): string[] => {
      if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
      if (done.has(file)) return [];
      for (const next of graph.get(file) ?? []) {
        const cycle = visit(next, [...path, file]);
        if (cycle.length) return cycle;
      }
      done.add(file);
      return [];
    };
    const cycles = sources.map((file) => visit(file, []).join(' -> ')).filter(Boolean);
    expect([...new Set(cycles)]).toEqual([]);
  });

  it('imports nothing for its effects alone, as package.json says: what a bundle does not use is left out of it', () => {
    expect(JSON.parse(text('package.json')).sideEffects).toBe(false);
    expect(sources.filter((file) => /^import ['"]/m.test(text(file)))).toEqual([]);
  });

  it('keeps the domain pure: no SDK, environment, clock, randomness or Node module', () => {
    const wrong = sources
      .filter(within('shared/domain'))
      .filter((file) => /process\.env|Date\.now|new Date\(\)|Math\.random|from 'node:|@aws-sdk/.test(text(file)));
    expect(wrong).toEqual([]);
  });

  it('describes algorithms without running them: their list reaches no Node module and no package but zod', () => {
    const seen = new Set<string>();
    const visit = (file: string): string[] => {
      if (seen.has(file)) return [];
      seen.add(file);
      return importsOf(file).flatMap((name) => (sources.includes(name) ? visit(name) : [`${file} imports ${name}`]));
    };
    const packages = visit('algorithms/algorithms.ts').filter((line) => !/ imports zod\//.test(line));
    expect(packages).toEqual([]);
  });

  it('takes time and chance from outside in functions and in the labeling engine', () => {
    const wrong = sources
      .filter(within('functions', 'labeling-engine'))
      .filter((file) => /Date\.now|new Date\(\)|Math\.random/.test(text(file)));
    expect(wrong).toEqual([]);
  });

  it('does not know where it runs', () => {
    const wrong = ['functions', 'shared', 'statemachine', 'labeling-engine']
      .flatMap(filesUnder)
      .filter((file) => /local-cloud|localhost|127\.0\.0\.1|isLocal|IS_OFFLINE/.test(text(file)));
    expect(wrong).toEqual([]);
  });

  it('reads the environment in shared/config.ts alone, entry points excepted', () => {
    const wrong = sources
      .filter((file) => /process\.env\b/.test(text(file)))
      .filter((file) => !within('shared/config.ts', 'cli', 'local-cloud', 'algorithms')(file));
    expect(wrong).toEqual([]);
  });

  it('has no place whose name says nothing', () => {
    const wrong = sources.filter((file) => /(^|\/)(utils?|helpers?|common|types|misc|index)(\/|\.ts$)/.test(file));
    expect(wrong).toEqual([]);
  });

  it('keeps handlers thin and identical: each reads its configuration and calls the step of its own name in shared/pipeline', () => {
    const servers = [...ENGINE_FUNCTIONS, 'functions/serve-portal.ts'];
    const wrong = filesUnder('functions').filter((file) => {
      const lines = text(file).trimEnd().split('\n');
      if (lines.length > 60 || !/^export const handler = createHandler\(/m.test(text(file))) return true;
      if (servers.includes(file)) return false;
      const step = `shared/pipeline/${file.slice('functions/'.length)}`;
      const others = importsOf(file).filter(
        (name) => !within('shared/config.ts', 'shared/contracts', 'shared/handler')(name),
      );
      return others.filter((name) => isOwn(name)).join() !== step;
    });
    expect(wrong).toEqual([]);
  });

  it('gives every API action one shape: one file in actions/, made by defineAction, listed in actions.ts beside it', () => {
    const camel = (file: string) => basename(file, '.ts').replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    const inActions = sources.filter((file) => basename(dirname(file)) === 'actions');
    const folders = [...new Set(inActions.map(dirname))];
    const wrong = inActions.filter((file) => {
      const exported = [...text(file).matchAll(/^export .*$/gm)].map(([line]) => line);
      return (
        exported.length !== 1 || !new RegExp(`^export const ${camel(file)} = define\\w*Action\\W`).test(exported[0]!)
      );
    });
    const unlisted = folders.flatMap((folder) => {
      const listed = importsOf(`${folder}.ts`);
      return inActions.filter((file) => dirname(file) === folder && !listed.includes(file));
    });
    expect({ wrong, unlisted }).toEqual({ wrong: [], unlisted: [] });
    expect(folders.sort()).toEqual([
      'labeling-engine/actions',
      ...[
        'cloudformation',
        'codebuild',
        'ecr',
        'event-bridge',
        'lambda',
        'logs',
        'rekognition',
        's3',
        'sagemaker',
        'service-quotas',
        'step-functions',
        'sts',
      ].map((one) => `local-cloud/${one}/actions`),
    ]);
  });

  it("hands a project's part of the bucket on as one thing: a ProjectBucket, not a bucket, a project and keys made again", () => {
    const wrong = sources
      .filter(within('shared/documents', 'shared/pipeline', 'shared/read-models'))
      .filter((file) => /bucket: string,\s+project: string\b/.test(text(file)))
      .filter((file) => file !== 'shared/documents/project-bucket.ts');
    expect(wrong).toEqual([]);
  });

  it('has one meaning for each exported name', () => {
    /** Where a name is said again by design. */
    const BY_DESIGN: Array<[folder: RegExp, why: string]> = [
      [
        /\/actions\/|\/action\.ts$/,
        'API actions have the names that AWS gives them, and each service its own defineAction',
      ],
      [/^shared\/aws\//, 'what calls an API action is named like it'],
      [/^functions\//, 'each function exports handler; what it calls has its name'],
      [/^algorithms\/[^/]+\/[^/]+$/, 'each algorithm has the same files with the same exports'],
      [/^ops-console\/views\//, 'a view is named like what it shows'],
      [/^(ops-console\/router|worker-portal\/route)\.tsx?$/, 'two programs, each with its route'],
      [
        /^shared\/pipeline\/[^/]+\.ts$/,
        'a step is named like its function and its state, and like the API action that it takes',
      ],
    ];
    const places = new Map<string, string[]>();
    for (const file of sources.filter((one) => !BY_DESIGN.some(([folder]) => folder.test(one)))) {
      const exported = text(file).matchAll(/^export (?:async )?(?:type|interface|class|function\*?|const) (\w+)/gm);
      for (const [, name] of exported) {
        const known = places.get(name!) ?? [];
        if (!known.includes(file)) places.set(name!, [...known, file]);
      }
    }
    const twice = [...places].filter(([, files]) => files.length > 1);
    expect(Object.fromEntries(twice)).toEqual({});
  });

  it('has one meaning for each file name: files of one name are faces of one thing', () => {
    /** Where the name of the thing is repeated by design: its step, its document, its command and the like. */
    const FACES = [
      /^(functions|cli\/commands|labeling-engine\/contracts|shared\/(aws|contracts|documents|read-models)|shared\/pipeline)\/[^/]+$/,
      /\/actions\/|\/actions?\.ts$|\/main\.tsx?$/,
      /^cli\/[a-z-]+\/[a-z]+\.ts$/,
      /^algorithms\//,
      /^shared\/domain\/(answer-kinds|consolidation)\//,
    ];
    const places = new Map<string, string[]>();
    for (const file of sources.filter((one) => !FACES.some((face) => face.test(one))))
      places.set(basename(file), [...(places.get(basename(file)) ?? []), file]);
    expect([...places.values()].filter((files) => files.length > 1)).toEqual([]);
  });

  it('has no folder with more loose files than people look through', () => {
    const MOST = 26;
    /** One file for each thing of a kind, by nature. */
    const BY_NATURE = [/\/actions$/, /^cli\/commands$/, /^worker-portal\/elements$/, /^shared\/contracts$/];
    const counts = new Map<string, number>();
    for (const file of sources) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    const crowded = [...counts].filter(([folder, count]) => count > MOST && !BY_NATURE.some((one) => one.test(folder)));
    expect(crowded).toEqual([]);
  });

  it('mirrors the tree in test/: beside the file that a test names, or at the folder whose files it is about', () => {
    /** Rooms for what is about no single folder: the template and the bundles, and the whole product. */
    const WHOLE = ['test/serverless', 'test/workflow'];
    const tests = filesUnder('test').filter((file) => /\.(test|full)\.ts$/.test(file));
    const nameOf = (file: string) => basename(file).replace(/\.(test|full)?\.?(ts|tsx|mjs)$/, '');
    const wrong = tests.flatMap((file) => {
      const place = dirname(file).slice('test/'.length);
      if (dirname(file) === 'test' || within(...WHOLE)(file)) return [];
      if (!existsSync(join(root, place))) return [`${file}: there is no folder ${place}`];
      const isThere = ['.ts', '.tsx', '.mjs', ''].some((end) => existsSync(join(root, place, nameOf(file) + end)));
      const others = sources.filter((one) => nameOf(one) === nameOf(file) && one.split('/')[0] === place.split('/')[0]);
      return isThere || others.length === 0 ? [] : [`${file} belongs to ${others.join(', ')}`];
    });
    expect(wrong).toEqual([]);
  });

  it('says what a thing is: no docstring begins in the middle of a sentence', () => {
    const fragments = sources.flatMap(
      (file) => text(file).match(/\/\*\* (Of|As it|As they|For people|By its|By their)\b.*/g) ?? [],
    );
    expect(fragments).toEqual([]);
  });

  it('keeps comments within 120 columns', () => {
    const long = sources.flatMap((file) =>
      text(file)
        .split('\n')
        .flatMap((line, at) =>
          line.length > 120 && /^\s*(\/\*\*|\*|\/\/)\s+\S+\s+\S/.test(line) ? [`${file}:${at + 1}`] : [],
        ),
    );
    expect(long).toEqual([]);
  });

  it('has a runbook entry for every error name', () => {
    const runbook = text('docs/runbook.md');
    const names = Object.keys(errors);
    expect(names.filter((name) => !runbook.includes(`## ${name}\n`))).toEqual([]);
    expect(names.length).toBeGreaterThan(5);
  });

  it('is what ARCHITECTURE.md and README.md say: every path that they name exists', () => {
    const named = ['ARCHITECTURE.md', 'README.md', 'CONTRIBUTING.md', 'docs/feature-support.md'].flatMap((document) =>
      [...text(document).matchAll(/\]\(([^)#:]+)\)|`((?:[a-z-]+\/)+[a-z0-9.-]*)`/g)].map((match) =>
        join(match[1] ? dirname(document) : '.', match[1] ?? match[2]!),
      ),
    );
    const folders = ['shared', 'local-cloud', 'labeling-engine', 'cli'].flatMap((folder) =>
      readdirSync(join(root, folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && folder !== 'cli')
        .map((entry) => entry.name),
    );
    expect(
      named.filter((path) => !/^(incoming|ready|images|projects)\//.test(path) && !existsSync(join(root, path))),
    ).toEqual([]);
    const architecture = text('ARCHITECTURE.md');
    expect(folders.filter((folder) => !architecture.includes(`${folder}/`))).toEqual([]);
  });

  it("answers strangers' questions in two steps: ARCHITECTURE.md names the file, and the file has it", () => {
    const where = text('ARCHITECTURE.md').split('## Where is …')[1]!.split('\n## ')[0]!;
    const answers: Array<[question: string, file: string, has: string]> = [
      ['who decides to deploy', 'shared/domain/models/gate.ts', 'export function judge('],
      ['25,000 events', 'docs/state-machine.md', '25,000 events'],
      ['a new kind of answer', 'shared/domain/answer-kinds/', 'AnswerKind<'],
      ['a new dataset format (YOLO', 'shared/domain/dataset/formats/', 'yolo'],
      ['a new algorithm (YOLO', 'algorithms/algorithms.ts', 'export const ALGORITHMS'],
      ["a worker's skill", 'shared/domain/consolidation/box-workers.ts', 'export function boxSkills('],
    ];
    const wrong = answers.filter(([question, file, has]) => {
      const row = where.split('\n').find((line) => line.includes(question));
      const found = file.endsWith('/') ? filesUnder(file).map(text).join('') : text(file);
      return !row?.includes(file) || !found.includes(has);
    });
    expect(wrong).toEqual([]);
  });

  it('names as a dependency every package that a start without development tools needs', () => {
    const { devDependencies } = JSON.parse(text('package.json'));
    // `serverless` packages a stage: whoever deploys has the development tools. It is a word of endpoints, too.
    const { serverless, ...development } = devDependencies;
    // No import shows the files of packages that build-portal.mjs reads: any text that begins with a package's name.
    const named = /['"]((?:@[\w-]+\/)?[\w.-]+)(?:\/[\w./-]+)?['"]/g;
    const needed = [...sources, 'build.mjs', 'build-portal.mjs', 'scripts/start.mjs'].flatMap((file) =>
      [...text(file).matchAll(named)]
        .filter(([, name]) => Object.hasOwn(development, name!))
        .map(([it]) => `${file}: ${it}`),
    );
    expect(needed).toEqual([]);
  });

  it('installs on Linux, macOS and Windows from one lock file', () => {
    const packages = Object.keys(JSON.parse(text('package-lock.json')).packages);
    const platforms = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64'];
    const natives = ['@esbuild/', '@biomejs/cli-', '@swc/core-', '@img/sharp-', '@typescript/typescript-'];
    const missing = natives.flatMap((native) =>
      platforms
        .filter((platform) => !packages.some((name) => name.startsWith(`node_modules/${native}${platform}`)))
        .map((p) => native + p),
    );
    expect(missing).toEqual([]);
  });
});
