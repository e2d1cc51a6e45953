import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { JobAnswer } from '../../../labeling-engine/contracts/worker-api.ts';
import type { LabelingEngine } from '../../../labeling-engine/engine.ts';
import { createWorld, imageUri, ROLE_ARN, TEAM_ARN, type World } from '../engine-in-memory.ts';
import { apiOf, settle, Worker } from '../worker-page.ts';

/** Generous: other work may share the machine. */
jest.setTimeout(60_000);

const FLOW_ARN = 'arn:aws:sagemaker:us-east-1:000000000000:flow-definition/review';
const UI_ARN = 'arn:aws:sagemaker:us-east-1:000000000000:human-task-ui/page';
const TEMPLATE = `<crowd-form><p>{{ task.input.question }}</p>
  <img src="{{ task.input.image | grant_read_access }}"><crowd-input name="note"></crowd-input></crowd-form>`;
const INPUT = { question: 'Is this an owl?', image: imageUri(1), boxes: [{ left: 1 }] };

let world: World;
let engine: LabelingEngine;

/** A team, a template and a flow definition that asks two workers. */
async function begin(changes: Record<string, unknown> = {}) {
  world = createWorld();
  engine = world.open();
  await engine.start();
  await engine.actions.CreateWorkteam({
    WorkteamName: 'team',
    Description: 'us',
    MemberDefinitions: [{ OidcMemberDefinition: { Groups: ['us'] } }],
  });
  await engine.actions.CreateHumanTaskUi({ HumanTaskUiName: 'page', UiTemplate: { Content: TEMPLATE } });
  await engine.actions.CreateFlowDefinition(flow(changes));
}
const flow = (changes: Record<string, unknown> = {}) => ({
  FlowDefinitionName: 'review',
  HumanLoopConfig: {
    ...{ WorkteamArn: TEAM_ARN, HumanTaskUiArn: UI_ARN, TaskTitle: 'Look', TaskDescription: 'Say', TaskCount: 2 },
    ...{ TaskAvailabilityLifetimeInSeconds: 3600, ...changes },
  },
  OutputConfig: { S3OutputPath: 's3://answers/a2i/' },
  RoleArn: ROLE_ARN,
});
beforeEach(() => begin());

const start = (name = 'loop-1', input: unknown = INPUT) =>
  engine.actions.StartHumanLoop({
    HumanLoopName: name,
    FlowDefinitionArn: FLOW_ARN,
    HumanLoopInput: { InputContent: JSON.stringify(input) },
  });
const describeLoop = (name = 'loop-1') => engine.actions.DescribeHumanLoop({ HumanLoopName: name });
const output = () => {
  const [key] = [...world.files.keys()].filter((uri) => uri.startsWith('s3://answers/'));
  return key === undefined ? undefined : { key, content: JSON.parse(world.files.get(key)!) };
};
const join = (name: string) => Worker.join(engine, apiOf(engine), name);

async function answer(worker: Worker, note: string) {
  await settle();
  const { task } = await worker.next();
  const { body } = await worker.send(task!, 'answer', { answer: { note }, secondsWorked: 7.5 });
  await settle();
  return { task: task!, body };
}

describe('a human loop', () => {
  it('shows its input to as many workers as asked for, and leaves their answers as Augmented AI does', async () => {
    const createdAt = new Date(world.clock.now());
    await start();
    const [ana, bob] = [await join('ana'), await join('bob')];
    const { task, body } = await answer(ana, 'an owl');
    expect(body).toMatchObject({ outcome: 'counted' });
    expect(task.html).toContain('Is this an owl?');
    expect(task.html).toContain(`https://signed.test/${imageUri(1).slice(5)}`);
    expect(await describeLoop()).toMatchObject({ HumanLoopStatus: 'InProgress' });
    world.clock.advance(60_000);
    await answer(bob, 'no owl');
    const time = createdAt.toISOString().slice(0, 19).replaceAll(/[-T:]/g, '/');
    const outputUri = `s3://answers/a2i/review/${time}/loop-1/output.json`;
    expect(await describeLoop()).toEqual({
      ...{ CreationTime: createdAt, HumanLoopName: 'loop-1', HumanLoopStatus: 'Completed' },
      HumanLoopArn: 'arn:aws:sagemaker:us-east-1:000000000000:human-loop/loop-1',
      ...{ FlowDefinitionArn: FLOW_ARN, HumanLoopOutput: { OutputS3Uri: outputUri } },
    });
    const { key, content } = output()!;
    expect(key).toBe(outputUri);
    expect(Object.keys(content)).toEqual(['flowDefinitionArn', 'humanAnswers', 'humanLoopName', 'inputContent']);
    expect(content).toMatchObject({ flowDefinitionArn: FLOW_ARN, humanLoopName: 'loop-1', inputContent: INPUT });
    expect(content.humanAnswers).toEqual([
      expect.objectContaining({ answerContent: { note: 'an owl' }, timeSpentInSeconds: 7.5 }),
      expect.objectContaining({
        answerContent: { note: 'no owl' },
        submissionTime: new Date(world.clock.now()).toISOString(),
        workerMetadata: { identityData: expect.objectContaining({ identityProviderType: 'Oidc' }) },
      }),
    ]);
    expect(world.events).toMatchObject([
      {
        'detail-type': 'SageMaker A2I HumanLoop Status Change',
        detail: {
          ...{ humanLoopStatus: 'Completed', failureCode: null, humanLoopName: 'loop-1' },
          humanLoopOutput: { outputS3Uri: outputUri },
        },
      },
    ]);
  });

  it('is started once by its name: the same request again is the same loop, another one a conflict', async () => {
    const first = await start();
    expect(await start()).toEqual(first);
    await expect(start('loop-1', { other: 1 })).rejects.toMatchObject({ code: 'ConflictException' });
    await expect(start('loop-2', [1])).rejects.toMatchObject({ code: 'ValidationException' });
    await expect(start('Loop')).rejects.toMatchObject({ code: 'ValidationException' });
    await expect(
      engine.actions.StartHumanLoop({
        ...{ HumanLoopName: 'x', FlowDefinitionArn: `${FLOW_ARN}s` },
        HumanLoopInput: { InputContent: '{}' },
      }),
    ).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });

  it('fails when its time is over, and keeps the answers that came', async () => {
    await start();
    await answer(await join('ana'), 'an owl');
    world.clock.advance(3_601_000);
    await settle();
    expect(await describeLoop()).toMatchObject({
      ...{ HumanLoopStatus: 'Failed', FailureCode: 'Expired' },
      FailureReason: '1 of 2 answers came before TaskAvailabilityLifetimeInSeconds were over',
    });
    expect(output()!.content.humanAnswers).toHaveLength(1);
    expect(world.events.at(-1)!.detail).toMatchObject({ humanLoopStatus: 'Failed', failureCode: 'Expired' });
  });

  it('is stopped, listed and deleted', async () => {
    await start();
    await start('loop-2');
    world.clock.advance(1);
    await start('loop-3');
    await expect(engine.actions.DeleteHumanLoop({ HumanLoopName: 'loop-1' })).rejects.toMatchObject({
      code: 'ValidationException',
    });
    await expect(engine.actions.DeleteFlowDefinition({ FlowDefinitionName: 'review' })).rejects.toMatchObject({
      code: 'ResourceInUse',
    });
    await engine.actions.StopHumanLoop({ HumanLoopName: 'loop-1' });
    await settle();
    expect(await describeLoop()).toMatchObject({ HumanLoopStatus: 'Stopped' });
    const list = async (more = {}) => {
      const page = await engine.actions.ListHumanLoops({ FlowDefinitionArn: FLOW_ARN, ...more });
      return (page.HumanLoopSummaries as Array<Record<string, unknown>>).map((one) => [
        one.HumanLoopName,
        one.HumanLoopStatus,
      ]);
    };
    expect(await list({ SortOrder: 'Descending', MaxResults: 2 })).toEqual([
      ['loop-3', 'InProgress'],
      ['loop-2', 'InProgress'],
    ]);
    expect((await list()).map(([name]) => name)).toEqual(['loop-1', 'loop-2', 'loop-3']);
    await engine.actions.DeleteHumanLoop({ HumanLoopName: 'loop-1' });
    expect((await list()).map(([name]) => name)).toEqual(['loop-2', 'loop-3']);
    await expect(describeLoop()).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    await expect(start()).rejects.toMatchObject({ code: 'ConflictException' });
    expect(await engine.actions.ListLabelingJobs({})).toEqual({ LabelingJobSummaryList: [] });
  });

  it('is one job to workers together with the others of its flow definition', async () => {
    await start();
    await start('loop-2', { ...INPUT, question: 'And this?' });
    const ana = await join('ana');
    const jobs = async () => ((await ana.ask('GET', '/api/jobs')).body as unknown as { jobs: JobAnswer[] }).jobs;
    await settle();
    expect(await jobs()).toMatchObject([{ title: 'Look', objects: 2, left: 2 }]);
    const [{ jobReference }] = (await jobs()) as [JobAnswer];
    await answer(ana, 'first');
    expect((await ana.next(jobReference)).task!.html).toContain('And this?');
    expect(await jobs()).toMatchObject([{ objects: 2, left: 1, answered: 1 }]);
    const { task } = await answer(ana, 'second');
    expect(task.html).toContain('And this?');
  });

  it('ends the same when its process dies after any write', async () => {
    const run = async (dieAt: number) => {
      await begin({ TaskCount: 1 });
      let writes = 0;
      const die = () => {
        if (++writes === dieAt) throw new Error('killed');
      };
      world.storage.afterWrite = die;
      const again = async <Result>(act: () => Promise<Result>): Promise<Result> => {
        for (;;) {
          try {
            return await act();
          } catch (error) {
            if ((error as Error).message !== 'killed') throw error;
            await engine.stop();
            engine = world.open();
            await engine.start();
          }
        }
      };
      await again(() => start());
      for (const name of ['ana']) {
        world.storage.afterWrite = () => {};
        const worker = await join(name);
        await settle();
        const { task } = await worker.next();
        world.storage.afterWrite = die;
        await again(async () => {
          worker.api = apiOf(engine);
          const { status } = await worker.send(task!, 'answer', { answer: { note: name }, secondsWorked: 3 });
          if (status >= 500) throw new Error('killed');
        });
        world.clock.advance(2_000);
        await settle();
      }
      world.clock.advance(5_000);
      await settle();
      const loop = await describeLoop();
      await engine.stop();
      return { loop: loop.HumanLoopStatus, answers: output()?.content.humanAnswers.length, writes };
    };
    const { writes, ...whole } = await run(Number.POSITIVE_INFINITY);
    expect(whole).toEqual({ loop: 'Completed', answers: 1 });
    for (let dieAt = 1; dieAt <= writes; dieAt++) {
      const { writes: _, ...ended } = await run(dieAt);
      expect([dieAt, ended]).toEqual([dieAt, whole]);
    }
  });
});

describe('a flow definition', () => {
  it('is described, listed and deleted; what it cannot do is refused by name', async () => {
    expect(await engine.actions.DescribeFlowDefinition({ FlowDefinitionName: 'review' })).toMatchObject({
      ...{ FlowDefinitionArn: FLOW_ARN, FlowDefinitionStatus: 'Active', RoleArn: ROLE_ARN },
      HumanLoopConfig: { TaskCount: 2 },
    });
    expect(await engine.actions.ListFlowDefinitions({})).toMatchObject({
      FlowDefinitionSummaries: [{ FlowDefinitionName: 'review', FlowDefinitionStatus: 'Active' }],
    });
    await expect(engine.actions.CreateFlowDefinition(flow())).rejects.toMatchObject({ code: 'ResourceInUse' });
    const refused = (changes: object) => expect(engine.actions.CreateFlowDefinition({ ...flow(), ...changes })).rejects;
    const source = { AwsManagedHumanLoopRequestSource: 'AWS/Textract/AnalyzeDocument/Forms/V1' };
    await refused({ HumanLoopRequestSource: source }).toThrow('Rekognition and Textract');
    await refused(flow({ HumanTaskUiArn: `${UI_ARN}s` })).toThrow('CreateHumanTaskUi makes one');
    await refused(flow({ TaskCount: 4 })).toThrow('less than or equal to 3');
    await engine.actions.DeleteFlowDefinition({ FlowDefinitionName: 'review' });
    await expect(start()).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    await engine.actions.CreateFlowDefinition(flow());
  });

  it('has a page that workers can submit', async () => {
    const create = (Content: string) =>
      engine.actions.CreateHumanTaskUi({ HumanTaskUiName: 'other', UiTemplate: { Content } });
    await expect(create('{{ task.input')).rejects.toThrow('cannot be rendered');
    await expect(create('<p>Hello</p>')).rejects.toThrow('cannot be submitted');
    expect(await engine.actions.DescribeHumanTaskUi({ HumanTaskUiName: 'page' })).toMatchObject({
      UiTemplate: { ContentSha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(await engine.actions.ListHumanTaskUis({})).toMatchObject({
      HumanTaskUiSummaries: [{ HumanTaskUiName: 'page' }],
    });
    await engine.actions.DeleteHumanTaskUi({ HumanTaskUiName: 'page' });
    await expect(engine.actions.DescribeHumanTaskUi({ HumanTaskUiName: 'page' })).rejects.toMatchObject({
      code: 'ResourceNotFound',
    });
  });
});
