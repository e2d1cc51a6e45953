import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { findProgram } from '../../local-cloud/sagemaker/container/program.ts';
import type { ImageBuild } from '../deploy/build-detector.ts';
import { detectorTag, type SourceFile } from '../deploy/detector-sources.ts';
import type { StageOutputs } from '../deploy/stack.ts';
import { type AlgorithmFolder, hasDockerfile } from './algorithm-folder.ts';

const DOCKERFILE = 'Dockerfile';
const ENTRY = 'labelloop-entry.sh';
/** What a build has no use for. */
const LEFT_OUT = new Set(['node_modules', '__pycache__', 'venv']);

/** Everything below the folder but hidden files and what a build makes itself; with a Dockerfile, its own or ours. */
export function algorithmSources({ folder, requirements }: AlgorithmFolder): SourceFile[] {
  const files: SourceFile[] = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.split(sep))
    .filter((parts) => !parts.some((part) => part.startsWith('.') || LEFT_OUT.has(part)))
    .map((parts) => ({ path: parts.join('/'), content: readFileSync(join(folder, ...parts)) }));
  if (!hasDockerfile(folder)) files.push(...ownDockerfile(folder, requirements !== undefined));
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * A Dockerfile for a folder that has none: Python with its requirements, or Node; `train` and `serve` as SageMaker
 * calls them. The exec form lets signals arrive.
 */
function ownDockerfile(folder: string, hasRequirements: boolean): SourceFile[] {
  const programs = (['train', 'serve'] as const).map((entry) => findProgram(folder, entry)!);
  const isNode = programs.every(({ runner }) => runner === 'node');
  const runners = { python: 'python3', node: 'node', '': '' } as Record<string, string>;
  const call = ({ path, runner }: (typeof programs)[number]) =>
    `exec ${runners[runner]} /opt/program/${path.slice(folder.length + 1)} "$1"`.replace('  ', ' ');
  const dockerfile = [
    `FROM public.ecr.aws/docker/library/${isNode ? 'node:24-bookworm-slim' : 'python:3.12-slim-bookworm'}`,
    'ENV PYTHONUNBUFFERED=1',
    ...(hasRequirements
      ? [
          'COPY requirements.txt /opt/program/',
          'RUN pip install --no-cache-dir --requirement /opt/program/requirements.txt',
        ]
      : []),
    'COPY . /opt/program',
    `ENTRYPOINT ["/bin/sh", "/opt/program/${ENTRY}"]`,
    '',
  ].join('\n');
  const entry = `case "$1" in\n  train) ${call(programs[0]!)} ;;\n  serve) ${call(programs[1]!)} ;;\n  *) echo "run it with train or serve"; exit 64 ;;\nesac\n`;
  return [
    { path: DOCKERFILE, content: Buffer.from(dockerfile) },
    { path: ENTRY, content: Buffer.from(entry) },
  ];
}

/**
 * The build of an algorithm's image in a stage's account. The same files are the same tag, and never built twice.
 * @param repository URI of the stage's repository of such images
 */
export function algorithmBuild(
  name: string,
  sources: readonly SourceFile[],
  { bucket, detectorBuild }: Pick<StageOutputs, 'bucket' | 'detectorBuild'>,
  repository: string,
): ImageBuild {
  const tag = `${name}-${detectorTag(sources)}`;
  const image = `${repository}:${tag}`;
  const sourceKey = `algorithms/${tag}.zip`;
  const variable = (variableName: string, value: string) => ({ name: variableName, value, type: 'PLAINTEXT' }) as const;
  return {
    ...{ bucket, project: detectorBuild, image, sourceKey, title: `the image of ${name}` },
    overrides: {
      sourceTypeOverride: 'S3',
      sourceLocationOverride: `${bucket}/${sourceKey}`,
      environmentVariablesOverride: [
        variable('REPOSITORY', repository.slice(repository.indexOf('/') + 1)),
        variable('TAG', tag),
        variable('IMAGE', image),
        variable('DOCKERFILE', DOCKERFILE),
      ],
    },
  };
}
