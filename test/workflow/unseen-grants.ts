/** What labels need that people bring, or send back to be corrected. */
export const REQUEST_GRANTS =
  /^(?:(?:ingest-upload|close-batch|merge-labels) s3:\w+ .*\/requests\/.*|start-labeling-job s3:GetObject .*\/(?:dataset\.json|datasets\/\*))$/;

/** Grants that the runs of `again.full.ts` never use, as `principal action resource`, and what they are for. */
export const UNSEEN_GRANTS: ReadonlyArray<{ grants: RegExp; why: string }> = [
  {
    grants: REQUEST_GRANTS,
    why: 'labels that people bring or send back: own-labels.full.ts uses them all',
  },
  {
    grants: /^start-labeling-job s3:GetObject .*\/images\/\*\.txt$/,
    why: 'texts stand in the lines of their manifest: texts.full.ts',
  },
  {
    grants: /^labeling-engine (sagemaker:|iam:PassRole |s3:GetObject .*\/embeddings\/)/,
    why: 'jobs that learn: automatic-labeling.full.ts',
  },
  {
    grants: /^close-batch s3:(GetObject|PutObject) .*(incoming|images|aliases|intake|quarantine|pending)\/\*$/,
    why: 'takes in what no notification came for: events are not lost here (test/functions/close-batch.test.ts)',
  },
  {
    grants: /^(close-batch|ingest-upload) s3:(PutObject|DeleteObject) .*\/problem\.json$/,
    why: 'a broken project.json: bad-input.full.ts',
  },
  {
    grants:
      /^close-batch (s3:GetObject .*\/dataset\.json|s3:PutObject .*\/training\.json|states:DescribeExecution .*)$/,
    why: 'starts trainings that nobody remembers (test/shared/pipeline/start-owed-training.test.ts)',
  },
  {
    grants: /^record-failure (states:(ListExecutions|DescribeExecution)|sagemaker:|s3:)/,
    why: 'jobs left behind, and ends that nobody told of (test/functions/record-failure.test.ts)',
  },
  {
    grants: /^(post-webhook|close-batch) s3:(GetObject|PutObject) .*\/webhook-deliveries\/\*$/,
    why: 'no project.json here names a webhook: loop.test.ts',
  },
  {
    grants: /^(collect-captures (s3:|sagemaker:)|labelloop-ModelRole s3:PutObject .*\/capture\/)/,
    why: 'no endpoint here keeps what it is asked: captures.full.ts',
  },
  {
    grants: /^stop-rekognition-models (s3:|rekognition:)/,
    why: 'no model of Rekognition runs here: rekognition.full.ts, test/functions/stop-rekognition-models.test.ts',
  },
  {
    grants: /^labeling-engine s3:(GetObject|PutObject) .*\/human-loops\/\*$/,
    why: 'nobody here starts human loops: test/functions/labeling-api.test.ts',
  },
  {
    grants: /^[\w-]+ s3:ListBucket [\w-]+$/,
    why: 'without it S3 answers 403 for what is not there, and every message would speak of permissions',
  },
  {
    grants: /label-train-deploy sagemaker:(DescribeModel|DescribeEndpointConfig|DeleteEndpoint) /,
    why: 'a Create that failed, or an endpoint that did (test/statemachine/label-train-deploy.test.ts)',
  },
  {
    grants: /label-train-deploy sagemaker:DescribeModelPackage /,
    why: 'a model that waits for approval: approval.full.ts',
  },
  {
    grants: /label-train-deploy sagemaker:(CreateEndpoint|UpdateEndpoint) endpoint-config\/\*$/,
    why: 'AWS asks for it beside the same grant on the endpoint',
  },
  {
    grants: /^start-labeling-job (s3:GetObject .*\/input\.manifest|sagemaker:.*|iam:PassRole .*)$/,
    why: 'a repeated call reads what the first one wrote (test/functions/start-labeling-job.test.ts); Ground Truth as backend',
  },
  {
    grants: /^merge-labels s3:(PutObject|DeleteObject) .*\/(pending|exports)\/\*$/,
    why: 'images without a label wait again, forgotten ones leave (test/functions/merge-labels.test.ts)',
  },
  {
    grants:
      /^(consolidate-annotations s3:PutObject .*\/consolidated-annotation\/output\/\*|[\w-]+ s3:\w+ .*\/projects\/\*\/masks\/\*)$/,
    why: 'masks: task-types.full.ts and every-task-trains.full.ts',
  },
  {
    grants: /^[\w-]+ s3:(GetObject|PutObject) .*\/sequences\/\*$/,
    why: 'frames of videos: video.full.ts',
  },
  {
    grants: /^prepare-training s3:PutObject .*\/channels\/\*$/,
    why: 'channels of algorithms of people’s own: bad-algorithm.full.ts',
  },
  {
    grants: /^labelloop-TrainingRole s3:GetObject .*\/backbones\/\*$/,
    why: 'a pretrained network of people’s own (docs/pretrained.md)',
  },
  {
    grants: /^(close-batch|ingest-upload) s3:DeleteObject .*\/(incoming|images)\/\*$/,
    why: 'a forgotten image that is dropped again, and an inbox that keeps for a while (test/functions/ingest-upload.test.ts)',
  },
  {
    grants: /^retire-models (s3:DeleteObject|sagemaker:)/,
    why: 'comes once a day, and takes what is old (test/functions/retire-models.test.ts)',
  },
  {
    grants: /^labelloop-TrainingRole s3:GetObject .*\/models\/\*$/,
    why: 'checkpoints of an interrupted spot training',
  },
  {
    grants:
      /^labeling-engine (lambda:InvokeFunction .*-sweep-labeling-jobs|s3:GetObject .*\/(images|masks|batches\/\*\/labels)\/\*)$/,
    why: 'read by workers’ browsers with signed URLs; an engine that stays needs no sweep (test/functions/labeling-api.test.ts)',
  },
];
