import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it, jest } from '@jest/globals';
import { packageService, root } from './packaged-template.ts';

/** Generous: it installs two large libraries once. */
jest.setTimeout(300_000);

interface Finding {
  rule: string;
  /** What the finding is about, e.g. the resource with the wildcard. */
  detail: string;
  /** Logical id. */
  resource: string;
}

/** Findings of AwsSolutions that stay, and why. */
const ACCEPTED: ReadonlyArray<{ finding: RegExp; why: string }> = [
  {
    finding:
      /^IAM5 \S+ Resource::arn:<AWS::Partition>:s3:::labelloop-dev-<AWS::AccountId>\/(projects|incoming|ready|labeling-engine|algorithms|human-loops)\/.*\*/,
    why: 'keys carry projects, hashes and batches; each grant names the kind of object (docs: shared/domain/project/bucket-keys.ts)',
  },
  {
    finding:
      /^IAM5 \S+ Resource::arn:<AWS::Partition>:logs:.*:log-group:(\/aws\/lambda\/labelloop-dev-|\/aws\/sagemaker\/).*\*$/,
    why: 'streams are made by AWS; only own functions’ groups, and the groups that all SageMaker jobs of an account share',
  },
  {
    finding: /^IAM5 \S+ Resource::arn:<AWS::Partition>:states:.*:execution:labelloop-dev-label-train-deploy:\*$/,
    why: 'every execution of the one state machine',
  },
  {
    finding:
      /^IAM5 \S+ Resource::arn:<AWS::Partition>:sagemaker:.*:(endpoint\/labelloop-dev-|(training-job|transform-job|labeling-job|model|endpoint-config)\/(labeling-)?)\*$/,
    why: 'jobs and models are named after projects; who owns one is told by its tags before it is changed',
  },
  {
    finding: /^IAM5 StatesRole Resource::arn:<AWS::Partition>:sagemaker:.*:model-package(-group)?\/labelloop-dev-\*$/,
    why: 'a group for each project and a package for each model that passed the gate, all with the stack’s prefix',
  },
  {
    finding: /^IAM5 \w+ Resource::arn:<AWS::Partition>:ecr:.*:repository\/(\*|object-detection)$/,
    why: 'images of algorithms that people bring; AWS’s own algorithm, in a different account of AWS in each region',
  },
  {
    finding: /^IAM5 (LabelingRole|TrainingRole|ModelRole|DetectorBuildRole) Resource::\*$/,
    why: 'ecr:GetAuthorizationToken and cloudwatch:PutMetricData know no resources; the latter has a condition on its namespace',
  },
  {
    finding: /^IAM5 (RecordFailureRole|RetireModelsRole) Resource::\*$/,
    why: 'List actions of SageMaker know no resources',
  },
  { finding: /^IAM5 UploadKeyReaders /, why: 'a key that people name; without one the policy is not there' },
  {
    finding: /^S1 (DataBucket|ServerlessDeploymentBucket)/,
    why: 'access logs would need a second bucket that people pay for; CloudTrail data events say the same (docs/data.md)',
  },
  {
    finding: /^S10 DataBucketPolicy/,
    why: 'it denies what is not TLS; the rule does not see that Ref and the name are one bucket',
  },
  {
    finding: /^SF1 LabelTrainDeploy/,
    why: 'failures alone are logged: Step Functions keeps every event for 90 days; `--param stateLogs=ALL` copies all',
  },
  { finding: /^SF2 LabelTrainDeploy/, why: 'X-Ray is an option (`--param tracing=yes`): waits of days are most of it' },
  {
    finding: /^IAM5 Traces Resource::\*$/,
    why: 'X-Ray’s actions know no resources; without the option the policy is not there',
  },
  {
    finding: /^S1 TrailBucket/,
    why: 'it holds logs of access itself; logs of reading these would need one bucket more',
  },
  { finding: /^IAM5 StatesRole Resource::\*$/, why: 'deliveries of logs know no resources' },
  {
    finding: /^APIG4 (PortalPageRoute|PortalFilesRoute|SandboxFilesRoute|WorkerApiRoute)/,
    why: 'pages are for everybody; the worker API checks its own sessions, which invitations begin (docs/adr/0006)',
  },
  {
    finding: /^IAM5 ModelRole Resource::arn:[^*]*:alarm:labelloop-dev-endpoint-\*$/,
    why: 'each endpoint has alarms of its own, which SageMaker asks before it goes on with a deploy',
  },
  {
    finding: /^IAM5 StopRekognitionModelsRole Resource::arn:[^*]*:project\/labelloop-dev-\*$/,
    why: 'projects of Rekognition are made with projects here, and their models stopped when nobody asks them',
  },
  { finding: /^CB4 DetectorBuild/, why: 'the build has no artifact; its image is encrypted by ECR' },
];

it('AwsSolutions of cdk-nag finds nothing without a reason', async () => {
  const { templatePath } = await packageService();
  const nag = join(root, 'scripts/nag/nag.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [nag, templatePath], { encoding: 'utf8' });
  if (status === 3) {
    console.warn(stderr);
    return;
  }
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const findings: Finding[] = JSON.parse(stdout);
  const texts = findings.map(({ rule, detail, resource }) => `${rule} ${resource} ${detail}`.trim());
  expect(texts.length).toBeGreaterThan(100);
  expect(texts.filter((text) => !ACCEPTED.some(({ finding }) => finding.test(text)))).toEqual([]);
  expect(ACCEPTED.filter(({ finding }) => !texts.some((text) => finding.test(text))).map(({ why }) => why)).toEqual([]);
});
