import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Channel, TrainingInputMode } from '@aws-sdk/client-sagemaker';
import { LogFile } from '../../disk/log-file.ts';

/** A container's `/opt/ml`. */
export class MlFolder {
  readonly root: string;
  readonly model: string;
  /** What becomes `output.tar.gz`. */
  readonly output: string;

  constructor(root: string) {
    this.root = root;
    this.model = join(root, 'model');
    this.output = join(root, 'output', 'data');
  }

  channel(name: string): string {
    return join(this.root, 'input', 'data', name);
  }

  /** Lays the folder out anew; only `checkpoints` stays from an interrupted run. */
  async reset(): Promise<void> {
    for (const part of ['input', 'model', 'output', 'tmp'])
      await rm(join(this.root, part), { recursive: true, force: true });
    for (const part of ['input/config', 'input/data', 'model', 'output/data', 'checkpoints', 'tmp'])
      await mkdir(join(this.root, part), { recursive: true });
  }

  /** The three files of `input/config`, as SageMaker writes them. */
  async writeConfig(
    hyperParameters: Record<string, string>,
    channels: readonly Channel[],
    defaultMode: TrainingInputMode,
  ): Promise<void> {
    const config = join(this.root, 'input', 'config');
    const inputs = channels.map((channel) => [
      channel.ChannelName,
      {
        TrainingInputMode: channel.InputMode ?? defaultMode,
        S3DistributionType: channel.DataSource?.S3DataSource?.S3DataDistributionType ?? 'FullyReplicated',
        RecordWrapperType: channel.RecordWrapperType ?? 'None',
        ...(channel.ContentType && { ContentType: channel.ContentType }),
      },
    ]);
    const resources = { current_host: 'algo-1', hosts: ['algo-1'], network_interface_name: 'lo' };
    await writeFile(join(config, 'hyperparameters.json'), JSON.stringify(hyperParameters));
    await writeFile(join(config, 'inputdataconfig.json'), JSON.stringify(Object.fromEntries(inputs)));
    await writeFile(join(config, 'resourceconfig.json'), JSON.stringify(resources));
  }

  /** What the algorithm wrote to `output/failure`, its first 1,024 characters. */
  async readFailure(): Promise<string> {
    const text = await readFile(join(this.root, 'output', 'failure'), 'utf8').catch(() => '');
    return text.slice(0, 1024);
  }
}

/** `/opt/ml/processing/input` -> `processing/input`; undefined for a path that is not below `/opt/ml`. */
export function belowOptMl(path: string): string | undefined {
  const [, below] = /^\/opt\/ml\/(.+?)\/*$/.exec(path) ?? [];
  return below?.split('/').some((part) => part === '..') ? undefined : below;
}

/** `<data>/logs/<kind>/<name>.log`, appended to: the laptop's log group and stream. */
export const openLog = (dataDir: string, kind: string, name: string) =>
  new LogFile(join(dataDir, 'logs', kind, `${name}.log`));
