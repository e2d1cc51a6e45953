import { InvalidDocumentError, ObjectMissingError } from '../../shared/errors.ts';
import { type Backbone, openBackbone } from './backbone.ts';
import { loadPretrained } from './pretrained.ts';

/** What training was told about pretrained features. */
export interface BackboneChoice {
  /** `auto`: the network sees through the project's pretrained backbone too; `none`: it learns from scratch. */
  pretrained: 'auto' | 'none';
  /** A person's own backbone instead, see `openBackbone`: a path. */
  backbone: string | undefined;
}

/** The backbone that the hyperparameters ask for; where the project's own is missing it says why and training begins from scratch. */
export async function findBackbone({ pretrained, backbone }: BackboneChoice): Promise<Backbone | undefined> {
  if (backbone !== undefined) return openBackbone(backbone);
  if (pretrained === 'none') return undefined;
  try {
    return await loadPretrained(process.env);
  } catch (error) {
    if (!(error instanceof InvalidDocumentError || error instanceof ObjectMissingError)) throw error;
    console.log(`train: without pretrained features: ${error.message}`);
    return undefined;
  }
}
