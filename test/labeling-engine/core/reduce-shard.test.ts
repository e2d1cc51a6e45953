import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { reduceShard } from '../../../labeling-engine/core/reduce-shard.ts';
import { type LedgerSettings, newShard, type Shard } from '../../../labeling-engine/core/shard.ts';
import type { ShardEvent, ShardOutcome } from '../../../labeling-engine/core/shard-event.ts';
import { factsOf } from '../../../labeling-engine/core/shard-facts.ts';

const OBJECTS = 4;
const settings: LedgerSettings = {
  workersPerObject: 2,
  availabilityMs: 5000,
  timeLimitMs: 1000,
  leaseMs: 400,
  graceMs: 300,
  shards: 1,
};

const object = fc.nat({ max: OBJECTS - 1 });
const workerId = fc.constantFrom('ana', 'ben', 'chi');
const leaseId = fc.constantFrom('l1', 'l2', 'l3', 'l4', 'l5', 'l6');
const event = fc.oneof(
  fc.record({ type: fc.constant('open' as const), objects: fc.array(object), withHook: fc.boolean() }),
  fc.record({ type: fc.constant('prepared' as const), object, humanRequired: fc.boolean() }),
  fc.record({ type: fc.constant('preparationFailed' as const), object, reason: fc.constant('hook') }),
  fc.record({ type: fc.constant('lease' as const), workerId, leaseId }),
  fc.record({ type: fc.constant('renew' as const), object, workerId, leaseId }),
  fc.record({ type: fc.constant('release' as const), object, workerId, leaseId }),
  fc.record({
    type: fc.constant('answer' as const),
    object,
    answer: fc.record({
      workerId,
      leaseId,
      contentHash: fc.constantFrom('x', 'y'),
      acceptedAt: fc.constant(0),
      submittedAt: fc.constant(0),
      secondsWorked: fc.constant(1),
    }),
  }),
  fc.record({
    type: fc.constant('weighed' as const),
    object,
    of: fc.constantFrom('x', 'y', 'x y', 'y x', 'x x', 'y y'),
    suffices: fc.boolean(),
  }),
  fc.record({ type: fc.constant('decline' as const), object, workerId, reason: fc.constant('no') }),
  fc.record({ type: fc.constant('reopen' as const), object, workerId, leaseId }),
  fc.record({
    type: fc.constant('consolidated' as const),
    batch: fc.integer({ min: 1, max: 3 }),
    labeled: fc.array(object),
    failed: fc.array(fc.record({ object, reason: fc.constant('hook') })),
  }),
  fc.constant({ type: 'tick' as const }),
  fc.constant({ type: 'stop' as const }),
);
/** Events with the time that passes before each; some come twice. */
const history = fc.array(fc.record({ event, after: fc.nat({ max: 600 }), twice: fc.boolean() }), { maxLength: 80 });

const fresh = (): Shard => newShard('writer', 0, Array<'queued'>(OBJECTS).fill('queued'));

function run(
  steps: Array<{ event: ShardEvent; after: number; twice: boolean }>,
  see: (shard: Shard) => void = () => {},
) {
  let shard = reduceShard(fresh(), { type: 'open', objects: [0, 1, 2, 3], withHook: false }, 0, settings).shard;
  let now = 0;
  const outcomes: Array<[ShardEvent, ShardOutcome]> = [];
  for (const { event: each, after, twice } of steps) {
    now += after;
    for (let time = 0; time < (twice ? 2 : 1); time++) {
      const reduction = reduceShard(shard, each, now, settings);
      shard = reduction.shard;
      outcomes.push([each, reduction.outcome]);
      see(shard);
    }
  }
  return { shard, outcomes };
}

describe("a shard's ledger under any order, repetition and delay of events", () => {
  it('never counts more answers than asked for, nor one worker twice for an object', () => {
    fc.assert(
      fc.property(history, (steps) => {
        run(steps, (shard) => {
          for (const { answers } of shard.objects) {
            expect(answers.length).toBeLessThanOrEqual(settings.workersPerObject);
            expect(new Set(answers.map((answer) => answer.workerId)).size).toBe(answers.length);
          }
        });
      }),
    );
  });

  it('keeps its counters equal to its facts, and every object in one place', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const { shard } = run(steps);
        const facts = factsOf(shard);
        expect(facts.labeled + facts.failed + facts.unlabeled + facts.labeledBefore).toBe(OBJECTS);
        expect(facts.queued + facts.inFlight + facts.settled).toBe(OBJECTS);
        const effects = shard.outbox.flatMap((effect) => (effect.kind === 'consolidate' ? effect.objects : []));
        const consolidating = shard.objects.flatMap(({ state }, index) => (state === 'consolidating' ? index : []));
        // A consolidation event may name objects that it does not settle; those of a pending batch are never lost.
        for (const index of consolidating.filter((one) => effects.includes(one)))
          expect(shard.objects[index]!.answers.length).toBeGreaterThan(0);
      }),
    );
  });

  it('counts every answer that it says it counted, until the worker changes it', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const { shard, outcomes } = run(steps);
        const last = new Map<string, string>();
        for (const [each, outcome] of outcomes) {
          if (each.type === 'answer' && outcome.type === 'counted')
            last.set(`${each.object} ${each.answer.workerId}`, each.answer.leaseId);
        }
        const held = shard.objects.flatMap(({ answers }, index) =>
          answers.map((answer) => [`${index} ${answer.workerId}`, answer.leaseId] as const),
        );
        expect(new Map(held)).toEqual(last);
      }),
    );
  });

  it('goes on from a stored prefix as if nothing had happened', () => {
    fc.assert(
      fc.property(history, fc.nat({ max: 80 }), (steps, cut) => {
        let now = 0;
        let shard = fresh();
        for (const [index, { event: each, after }] of steps.entries()) {
          now += after;
          shard = reduceShard(shard, each, now, settings).shard;
          if (index === cut) shard = JSON.parse(JSON.stringify(shard)) as Shard;
        }
        let undisturbed = fresh();
        now = 0;
        for (const { event: each, after } of steps) {
          now += after;
          undisturbed = reduceShard(undisturbed, each, now, settings).shard;
        }
        expect(shard).toEqual(undisturbed);
      }),
    );
  });

  it('gives an object whose lease ran out to somebody else, and still takes the late answer while it is needed', () => {
    const one: LedgerSettings = { ...settings, workersPerObject: 1 };
    const opened = reduceShard(fresh(), { type: 'open', objects: [0], withHook: false }, 0, one).shard;
    const ana = reduceShard(opened, { type: 'lease', workerId: 'ana', leaseId: 'l1' }, 0, one);
    expect(reduceShard(ana.shard, { type: 'lease', workerId: 'ben', leaseId: 'l2' }, 399, one).outcome.type).toBe(
      'nothing',
    );
    const ben = reduceShard(ana.shard, { type: 'lease', workerId: 'ben', leaseId: 'l2' }, 401, one);
    expect(ben.outcome).toMatchObject({ type: 'leased', object: 0 });
    const late = (worker: string, lease: string): ShardEvent => ({
      type: 'answer',
      object: 0,
      answer: { workerId: worker, leaseId: lease, contentHash: 'x', acceptedAt: 0, submittedAt: 500, secondsWorked: 1 },
    });
    const counted = reduceShard(ben.shard, late('ana', 'l1'), 500, one);
    expect(counted.outcome.type).toBe('counted');
    expect(reduceShard(counted.shard, late('ben', 'l2'), 501, one).outcome.type).toBe('notNeeded');
  });
});
