import type { ConsolidationRequest, PayloadObject } from '../../shared/contracts/ground-truth-events.ts';
import { consolidatePayload, type PayloadConsolidation } from '../../shared/domain/answer-kinds/consolidate-payload.ts';
import { emptyWorkerState } from '../../shared/domain/consolidation/worker-state.ts';
import { pngCodec } from '../../shared/handler/png-codec.ts';
import { objectSequences } from '../../shared/pipeline/consolidation/object-sequences.ts';
import { preAnnotation } from '../../shared/pipeline/pre-annotation.ts';
import type { World } from './engine-in-memory.ts';

export const OWN_HOOKS = { preAnnotation: 'arn:own:pre', consolidation: 'arn:own:acs' };

/** Our own hooks over the world's files. @returns the masks that consolidation wrote */
export function installHooks(world: World): PayloadConsolidation['files'] {
  const written: PayloadConsolidation['files'] = [];
  world.hooks[OWN_HOOKS.preAnnotation] = preAnnotation as (payload: never) => unknown;
  world.hooks[OWN_HOOKS.consolidation] = async (request: ConsolidationRequest) => {
    const { s3Uri } = request.payload;
    const payload = JSON.parse(world.files.get(s3Uri)!) as PayloadObject[];
    const { response, files } = consolidatePayload(
      payload,
      {
        labelAttributeName: request.labelAttributeName,
        labels: request.labelCategories ?? [],
        jobName: request.labelingJobArn.split(':').slice(5).join(':'),
        createdAt: '2026-01-01T00:00:00.000000',
        outputPrefix: s3Uri.replace(/consolidation-request\/.*$/, 'output/'),
        taskType: request.taskType,
        sequences: await objectSequences(payload, request.taskType, async (uri) => world.files.get(uri)),
      },
      emptyWorkerState(),
      pngCodec,
    );
    written.push(...files);
    for (const { uri, bytes, contentType } of files)
      world.files.set(uri, Buffer.from(bytes).toString(contentType === 'application/json' ? 'utf8' : 'base64'));
    return response;
  };
  return written;
}
