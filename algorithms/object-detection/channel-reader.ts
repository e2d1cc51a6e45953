import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { parseJson } from '../../shared/contracts/parse.ts';
import type { ContainerPaths } from '../container/container.ts';
import type { LabeledFiles } from '../detector/images/dataset.ts';
import { annotationChannel, readAnnotatedFolder } from './annotated-folder.ts';
import { ClientError } from './client-error.ts';
import type { BuiltInHyperparameters } from './hyperparameters.ts';
import { readPipedChannel } from './piped-channel.ts';
import { readRecordedFiles } from './recorded-files.ts';

const channelsSchema = z.record(
  z.string(),
  z.looseObject({ TrainingInputMode: z.string(), ContentType: z._default(z.string(), '') }),
);
const CHANNELS = ['train', 'validation'];
const RECORDS = 'application/x-recordio';
const IMAGE_TYPES = ['image/jpeg', 'image/png', 'application/x-image'];

export type ReadChannel = (
  paths: ContainerPaths,
  channel: string,
  hyperparameters: BuiltInHyperparameters,
) => Promise<LabeledFiles>;

/**
 * How the train and validation channels are to be read, and whether there is a channel `model`: a training that goes on
 * from another one's model.
 * @throws ClientError, missing channels in the built-ins' words
 */
export async function chooseReader(paths: ContainerPaths): Promise<{ read: ReadChannel; goesOn: boolean }> {
  const channels = parseJson(channelsSchema, await readFile(paths.channels, 'utf8'), 'inputdataconfig.json');
  const demand = (names: string[]) => {
    for (const name of names.filter((name) => !channels[name]))
      throw new ClientError(
        `Unable to initialize the algorithm. Failed to validate input data configuration. (caused by ValidationError)\n\nCaused by: '${name}' is a required property`,
      );
  };
  demand(CHANNELS);
  const goesOn = channels.model !== undefined;
  const given = CHANNELS.map((name) => channels[name]!);
  if (given.every(({ TrainingInputMode }) => TrainingInputMode === 'Pipe')) return { read: readPipedChannel, goesOn };
  if (given.every(({ ContentType }) => ContentType === RECORDS)) return { read: readRecordedFiles, goesOn };
  if (!given.every(({ ContentType }) => IMAGE_TYPES.includes(ContentType)))
    throw new ClientError(
      `labelloop's stand-in for object-detection reads augmented manifests in the input mode Pipe, RecordIO files (ContentType ${RECORDS}), or images (ContentType ${IMAGE_TYPES.join(', ')}) with JSON annotations in the input mode File`,
    );
  demand(CHANNELS.map(annotationChannel));
  return { read: readAnnotatedFolder, goesOn };
}
