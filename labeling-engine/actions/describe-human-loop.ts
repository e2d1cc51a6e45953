import { defineAction } from '../action.ts';
import { humanLoopNameSchema } from '../contracts/human-loop-requests.ts';
import { findLoop, loopStatus } from '../human-loops/loop-job.ts';

export const describeHumanLoop = defineAction({
  name: 'DescribeHumanLoop',
  input: humanLoopNameSchema,
  async handle({ HumanLoopName }, engine) {
    const { document, loop } = await findLoop(engine, HumanLoopName);
    const { status, ...failure } = { failureCode: undefined, failureReason: undefined, ...loopStatus(document) };
    return {
      CreationTime: new Date(document.createdAt),
      ...(failure.failureReason && { FailureReason: failure.failureReason, FailureCode: failure.failureCode }),
      HumanLoopStatus: status,
      HumanLoopName,
      HumanLoopArn: document.arn,
      FlowDefinitionArn: loop.flowDefinitionArn,
      HumanLoopOutput: { OutputS3Uri: loop.outputUri },
    };
  },
});
