import { defineCommand, usageError } from '../command.ts';
import { placeOptions } from '../open-cloud.ts';

export default defineCommand({
  summary: 'take a stage out of your AWS account; the bucket with images and labels stays',
  options: {
    stage: { ...placeOptions.stage, help: 'which one', required: true },
    region: { ...placeOptions.region, help: 'where', default: 'us-east-1' },
    profile: placeOptions.profile,
    'delete-data': { help: 'the bucket too, with all versions of all images, labels and models: there is no way back' },
    yes: { help: 'do it; without it, only what would go is said' },
  },
  examples: ['labelloop destroy --stage dev', 'labelloop destroy --stage dev --delete-data --yes'],
  stopped: 'the same command goes on with what is left',
  async run({ values, context }) {
    const { stage, region, profile, yes } = values;
    const [{ useAwsPlace }, { findStack, prefixOf, requireStageName }, { findMade, deleteMade, deleteBucket }] =
      await Promise.all([
        import('../deploy/aws-place.ts'),
        import('../deploy/stack.ts'),
        import('../deploy/teardown.ts'),
      ]);
    requireStageName(stage);
    useAwsPlace({ region, profile });
    const prefix = prefixOf(stage);
    const stack = await findStack(stage);
    const bucket = await findBucket(stage, region, stack?.Outputs);
    if (!stack && !bucket)
      throw usageError(
        `there is no stage ${stage} in this account and region`,
        'name them with --region and --profile',
      );
    const made = bucket ? await findMade(bucket, prefix) : { endpoints: [], endpointConfigs: [], models: [] };
    const goes = [
      ...(stack ? [`the stack ${prefix}, its functions, image and logs; executions that run end`] : []),
      `${made.endpoints.length} endpoints${made.endpoints.length ? ` (${made.endpoints.join(', ')})` : ''}, ${made.endpointConfigs.length} endpoint configs, ${made.models.length} models`,
      ...(bucket && values['delete-data'] ? [`s3://${bucket} with everything in it`] : []),
    ];
    const stays = bucket && !values['delete-data'] ? [`s3://${bucket}`] : [];
    stays.push('log streams of jobs in /aws/sagemaker/TrainingJobs and /aws/sagemaker/TransformJobs');
    for (const line of goes) context.note(`${yes ? 'goes' : 'would go'}: ${line}`);
    for (const line of stays) context.note(`stays: ${line}`);
    if (yes) {
      await deleteMade(made, (line) => context.note(`  ${line}`));
      if (stack) {
        const { serverless } = await import('../deploy/serverless.ts');
        const args = ['remove', '--verbose', '--stage', stage, '--region', region];
        await serverless(args, (line) => context.note(`  ${line}`), context.signal);
      }
      if (bucket && values['delete-data']) await deleteBucket(bucket, (line) => context.note(`  ${line}`));
    }
    if (values.json) context.print(JSON.stringify({ stage, destroyed: yes, goes, stays, ...made }));
    else context.print(yes ? `the stage ${stage} is gone` : 'nothing was deleted; say --yes to do it');
  },
});

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
