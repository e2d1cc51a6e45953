import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidDocumentError, ObjectMissingError } from '../../shared/errors.ts';
import { type Backbone, openBackbone } from './backbone.ts';
import { loadPretrained } from './pretrained.ts';

/** @returns undefined where there is no such folder */
async function onlyFile(folder: string): Promise<string | undefined> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names[0] && join(folder, names[0]);
}

/** What training was told about pretrained features. */
export interface BackboneChoice {
  /** `auto`: the network sees through the project's pretrained backbone too; `none`: it learns from scratch. */
  pretrained: 'auto' | 'none';
  /** A person's own backbone instead, see `openBackbone`: a path. */
  backbone: string | undefined;
}

/**
 * The backbone that the hyperparameters ask for, or the one that came through a channel of training; where the
 * project's own is missing it says why and training begins from scratch.
 * @param channel the channel's folder; there need be none
 * @throws InvalidDocumentError when a person's own is no backbone
 */
export async function findBackbone(
  { pretrained, backbone }: BackboneChoice,
  channel?: string,
): Promise<Backbone | undefined> {
  const own = backbone ?? (channel && (await onlyFile(channel)));
  if (own) return openBackbone(own);
  if (pretrained === 'none') return undefined;
  try {
    return await loadPretrained(process.env);
  } catch (error) {
    if (!(error instanceof InvalidDocumentError || error instanceof ObjectMissingError)) throw error;
    console.log(`train: without pretrained features: ${error.message}`);
    return undefined;
  }
}
