import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandContext, CommandError, defineCommand } from '../command.ts';
import { openCloud, type Place, placeOptions } from '../open-cloud.ts';

export default defineCommand({
  summary: 'put labelloop into your AWS account, or bring it up to date there',
  options: {
    stage: { ...placeOptions.stage, help: 'several can stand beside each other', default: 'dev' },
    region: { ...placeOptions.region, help: 'where (default: as the AWS CLI finds it, else us-east-1)' },
    profile: placeOptions.profile,
    labeling: {
      value: 'WHO',
      help: "labelloop's own engine, or SageMaker Ground Truth where the account still has it",
      default: 'engine',
      choices: ['engine', 'ground-truth'],
    },
    email: { value: 'ADDRESS', help: 'gets a mail when an event was lost (CloudWatch alarm on the dead letters)' },
    try: {
      help: 'then carry 20 sample images with labels to a live endpoint (project tryout; cents), and say what it cost',
    },
    report: {
      value: 'FILE',
      help: 'deploy nothing; write what a maintainer must see of this stage, without account numbers and names',
    },
    'dry-run': { help: 'look at everything, change nothing' },
  },
  notes: [
    'It looks first (credentials, region, quotas, names), then packages, deploys the stack, builds the detector’s image in the account with CodeBuild and makes the work team. Stopped or failed, the same command goes on.',
  ],
  examples: [
    'labelloop deploy --stage dev --region us-east-1 --dry-run',
    'labelloop deploy --stage dev --try',
    'labelloop deploy --stage dev --report report.json',
    'labelloop deploy --stage prod --region eu-west-1 --email ops@example.com',
  ],
  stopped: 'what was made stays; the same command goes on, `labelloop destroy` takes it away',
  async run({ values, context }) {
    const { stage, profile, labeling } = values;
    const [
      { useAwsRegion },
      { requireOutputs, requireStageName },
      { preflight },
      { settleStack },
      { adoptBucket },
      { root, serverless },
      sources,
      { buildDetectorImage },
      { ensureOwnTeam },
      { idleCost },
    ] = await Promise.all([
      import('../deploy/aws-place.ts'),
      import('../deploy/stack.ts'),
      import('../deploy/preflight.ts'),
      import('../deploy/settle-stack.ts'),
      import('../deploy/adopt-bucket.ts'),
      import('../deploy/serverless.ts'),
      import('../deploy/detector-sources.ts'),
      import('../deploy/build-detector.ts'),
      import('../deploy/own-team.ts'),
      import('../deploy/idle-cost.ts'),
    ]);
    requireStageName(stage);
    const region = await useAwsRegion(values);
    context.note(`looking at account and region ${region} for the stage ${stage}`);
    if (values.report !== undefined) return writeReport({ ...values, region, report: values.report }, context);
    const tell = (line: string) => context.note(`  ${line}`);
    if (!values['dry-run']) await settleStack(stage, tell, context.signal);
    const { findings, account, isThere, keptBucket, portalConcurrency, intakeConcurrency } = await preflight(
      stage,
      region,
      process.versions.node,
    );
    for (const { what, verdict, said, todo } of findings) {
      context.note(`  ${verdict.padEnd(4)}  ${what}: ${said}`);
      if (todo !== undefined) context.note(`        what to do: ${todo}`);
    }
    const stops = findings.filter(({ verdict }) => verdict === 'stop');
    if (stops.length > 0)
      throw new CommandError(`the stage ${stage} cannot be deployed yet`, {
        where: `account ${account}, ${region}`,
        why: stops.map(({ what, said }) => `${what}: ${said}`).join('; '),
        todo: stops.map(({ todo }) => todo).join('; '),
      });
    const files = sources.detectorSources(root);
    const tag = sources.detectorTag(files);
    const params = [
      `labeling=${labeling}`,
      `detectorTag=${tag}`,
      `intakeConcurrency=${intakeConcurrency}`,
      ...(values.email ? [`alarmEmail=${values.email}`] : []),
      ...(portalConcurrency === undefined ? [] : [`portalConcurrency=${portalConcurrency}`]),
    ];
    const place = ['--stage', stage, '--region', region, ...params.flatMap((param) => ['--param', param])];
    const { buildFunctions } = await import('../../build.mjs');
    await buildFunctions();
    const act = values['dry-run'] ? 'package' : 'deploy';
    if (keptBucket !== undefined && !values['dry-run']) await adoptBucket(stage, keptBucket, tell, context.signal);
    await serverless([act, '--verbose', ...place], tell, context.signal);
    if (values['dry-run']) {
      const said = `nothing was changed; a deploy would ${isThere ? 'update' : 'create'} the stack and use the image ${tag}`;
      context.print(
        values.json ? JSON.stringify({ stage, account, region, findings, isThere, detectorTag: tag }) : said,
      );
      return;
    }
    const outputs = await requireOutputs(stage);
    const built = await buildDetectorImage(outputs, files, tell, context.signal);
    context.note(built ? `built ${outputs.detectorImage}` : `${outputs.detectorImage} is there already`);
    const team = outputs.labelingFunction && (await ensureOwnTeam(outputs.labelingFunction));
    const address = `--stage ${stage} --region ${region}${profile === undefined ? '' : ` --profile ${profile}`}`;
    const { recordOwnAct } = await import('../record-own-act.ts');
    await recordOwnAct(outputs.bucket, 'deployed', `stage ${stage}`, { note: `image ${tag}` });
    const where = ['--stage', stage, '--region', region, ...(profile === undefined ? [] : ['--profile', profile])];
    const tried = values.try
      ? await (await import('../deploy/try-out.ts')).tryOut(where, tell, context.signal)
      : undefined;
    const idle = idleCost(1);
    if (values.json) {
      const { bucket, portalUrl, stateMachineArn, detectorImage } = outputs;
      const said = { bucket, portal: portalUrl ?? null, stateMachineArn, detectorImage, team: team ?? null };
      context.print(
        JSON.stringify({
          stage,
          account,
          region,
          ...said,
          idleUsdPerMonth: Number(idle.toFixed(2)),
          ...(tried && { tried }),
        }),
      );
      return;
    }
    context.print(`bucket   s3://${outputs.bucket}`);
    context.print(`portal   ${outputs.portalUrl ?? "Ground Truth's own; name your team: labelloop init … --team ARN"}`);
    context.print(`console  labelloop console ${address}`);
    context.print(`idle     about $${idle.toFixed(2)} a month with one project (docs/aws.md)`);
    if (tried)
      context.print(
        `tried    ${tried.endpoint} is live and found ${tried.found} objects on a sample image; it cost $${tried.costUsd.toFixed(4)} (computed)`,
      );
    context.print(`next     labelloop init birds --labels robin,wren ${address}`);
  },
});

/** The projects are asked for as `labelloop status` does; a stage that does not stand says why instead. */
async function writeReport(
  { report, json, ...place }: Place & { stage: string; region: string; report: string; json: boolean },
  { print }: CommandContext,
): Promise<void> {
  const [{ deployReport, withoutIdentity }, { readStatus }, { writeWhole }] = await Promise.all([
    import('../deploy/deploy-report.ts'),
    import('../status/read-status.ts'),
    import('../write-whole.ts'),
  ]);
  const { version } = JSON.parse(await readFile(join(import.meta.dirname, '../../package.json'), 'utf8'));
  const readProjects = async () => readStatus((await openCloud(place)).bucket, undefined, Date.now());
  const found = await deployReport({ ...place, version }, readProjects, new Date());
  await writeWhole(report, `${withoutIdentity(found)}\n`);
  print(json ? JSON.stringify({ report }) : `${report}: look through it, then send it to the project's issues`);
}
