import { CommandError, defineCommand, usageError } from '../command.ts';
import { placeOptions } from '../open-cloud.ts';

export default defineCommand({
  summary: 'take a stage out of your AWS account; the bucket with images and labels stays',
  options: {
    stage: { ...placeOptions.stage, help: 'which one', required: true },
    region: { ...placeOptions.region, help: 'where (default: as the AWS CLI finds it, else us-east-1)' },
    profile: placeOptions.profile,
    'delete-data': { help: 'the bucket too, with all versions of all images, labels and models: there is no way back' },
    yes: { help: 'do it; without it, only what would go is said' },
  },
  examples: ['labelloop destroy --stage dev', 'labelloop destroy --stage dev --delete-data --yes'],
  stopped: 'the same command goes on with what is left',
  async run({ values, context }) {
    const { stage, yes } = values;
    const [{ useAwsRegion }, { findStack, listKeptResources, prefixOf, requireStageName }, { findMade, NOTHING_MADE }] =
      await Promise.all([
        import('../deploy/aws-place.ts'),
        import('../deploy/stack.ts'),
        import('../deploy/find-made.ts'),
      ]);
    const { countOf, deleteBucket, deleteMade } = await import('../deploy/teardown.ts');
    requireStageName(stage);
    const region = await useAwsRegion(values);
    const prefix = prefixOf(stage);
    const stack = await findStack(stage);
    const bucket = await findBucket(stage, region, stack?.Outputs);
    if (!stack && !bucket)
      throw usageError(
        `there is no stage ${stage} in this account and region`,
        'name them with --region and --profile',
      );
    const { made, others } = bucket ? await findMade(bucket, prefix) : { made: NOTHING_MADE, others: [] };
    const goes = [
      ...(stack ? [`the stack ${prefix}, its functions, image and logs; executions that run end`] : []),
      `${countOf(made)}, log streams of their jobs`,
      ...made.endpoints.map((name) => `endpoint ${name}`),
      ...(bucket && values['delete-data'] ? [`s3://${bucket} with everything in it`] : []),
    ];
    const stays = [
      ...(bucket && !values['delete-data'] ? [`s3://${bucket}`] : []),
      ...(stack ? await listKeptResources(stage) : []),
      ...others.map((name) => `endpoint ${name}, which no project of this stage owns`),
    ];
    const runs = bucket ? await findRekognitionRuns(bucket) : [];
    if (runs.length > 0)
      stays.push('models of Rekognition Custom Labels: labelloop rekognition delete takes them away');
    const running = runs.find(({ stoppedAt }) => stoppedAt === undefined);
    if (yes && running)
      throw new CommandError(`a model of ${running.project} runs in Rekognition, and is billed`, {
        why: 'once the stage is gone, nothing of it stops the model any more',
        todo: `labelloop rekognition stop --stage ${stage} --project ${running.project}`,
      });
    for (const line of goes) context.note(`${yes ? 'goes' : 'would go'}: ${line}`);
    for (const line of stays) context.note(`stays: ${line}`);
    const tell = (line: string) => context.note(`  ${line}`);
    if (yes) {
      await deleteMade(made, Date.now(), tell);
      if (stack) {
        const { serverless } = await import('../deploy/serverless.ts');
        const args = ['remove', '--verbose', '--stage', stage, '--region', region];
        await serverless(args, tell, context.signal);
        // Executions ran on until the state machine was gone.
        const late = bucket ? (await findMade(bucket, prefix)).made : NOTHING_MADE;
        if (late.endpoints.length + late.endpointConfigs.length + late.models.length > 0)
          await deleteMade(late, Date.now(), tell);
      }
      if (bucket && values['delete-data']) await deleteBucket(bucket, tell);
    }
    if (values.json) context.print(JSON.stringify({ stage, destroyed: yes, goes, stays, ...made }));
    else context.print(yes ? `the stage ${stage} is gone` : 'nothing was deleted; say --yes to do it');
  },
});

async function findRekognitionRuns(bucket: string) {
  const { listRekognitionRuns } = await import('../../shared/documents/rekognition-runs.ts');
  return listRekognitionRuns(bucket);
}

/** The stack names it; without a stack it may have been kept from one. */
async function findBucket(
  stage: string,
  region: string,
  outputs: ReadonlyArray<{ OutputKey?: string | undefined; OutputValue?: string | undefined }> | undefined,
): Promise<string | undefined> {
  const named = outputs?.find(({ OutputKey }) => OutputKey === 'Bucket')?.OutputValue;
  if (named !== undefined) return named;
  const { findKeptBucket } = await import('../deploy/kept-bucket.ts');
  return findKeptBucket(stage, region);
}
