import { describe, expect, it } from '@jest/globals';
import { workerLines } from '../../../../cli/workers/worker-lines.ts';
import { workerPage } from '../../../../cli/workers/worker-page.ts';
import { emptyBoxCounts } from '../../../../shared/domain/consolidation/box-workers.ts';
import { shareInterval, workerFigures } from '../../../../shared/domain/consolidation/worker-figures.ts';
import { emptyWorkerState } from '../../../../shared/domain/consolidation/worker-state.ts';

const state = {
  ...emptyWorkerState(),
  boxes: {
    labels: {},
    workers: {
      ana: { ...emptyBoxCounts(), real: 100, missed: 5, unreal: 20, spurious: 2, placed: 95, answers: 30 },
    },
  },
};
const answer = (workerId: string, day: number, seconds: number) => ({
  workerId,
  submittedAt: `2026-03-0${day}T10:00:00.000Z`,
  seconds,
});

describe('what is known of workers', () => {
  it('counts answers per day, takes the median time and gives rates with intervals', () => {
    const answers = [answer('ana', 1, 4), answer('ana', 1, 10), answer('ana', 2, 6), answer('ben', 2, 3)];
    const gold = [true, true, false].map((passed) => ({ workerId: 'ana', passed }));
    const [ana, ben] = workerFigures({ answers, gold }, state);
    expect(ana).toMatchObject({
      workerId: 'ana',
      answers: 3,
      secondsPerTask: 6,
      answersPerDay: { '2026-03-01': 2, '2026-03-02': 1 },
      missRate: { value: 0.05 },
      spuriousRate: { value: 0.1 },
      agreement: { value: 0.95 },
      goldScore: { value: 2 / 3 },
    });
    expect(ana!.missRate!.low).toBeGreaterThan(0.01);
    expect(ana!.missRate!.high).toBeLessThan(0.12);
    expect(ben).toMatchObject({ answers: 1, missRate: null, offset: null });
  });

  it('says no rate of who always answered alone', () => {
    const alone = { ...emptyBoxCounts(), answers: 12 };
    const [ana] = workerFigures(
      { answers: [], gold: [] },
      { ...state, boxes: { labels: {}, workers: { ana: alone } } },
    );
    expect(ana).toMatchObject({ answers: 12, agreement: null, missRate: null, spuriousRate: null, offset: null });
  });

  it('is unsure about few and says nothing about none', () => {
    expect(shareInterval(0, 0)).toBeNull();
    const few = shareInterval(0, 3)!;
    expect(few.low).toBe(0);
    expect(few.high).toBeGreaterThan(0.5);
  });

  it('draws all workers’ days on one axis, days without answers too', () => {
    const answers = [answer('ana', 1, 1), answer('ana', 1, 1), answer('ben', 4, 1)];
    const page = workerPage('birds', workerFigures({ answers, gold: [] }, state));
    expect(page).toContain('2026-03-01 to 2026-03-04');
    expect(page.match(/2026-03-03: 0/g)).toHaveLength(2);
    expect(page).toContain('highest bar: 2');
  });

  it('knows who labels masks and sets of labels, a mask being one answer however many pixels it has', () => {
    const mask = { inside: 90_000, insidePainted: 81_000, outside: 9e5, outsideUnpainted: 9e5, answers: 10 };
    const yesNo = { confusion: { yes: { yes: 18, no: 2 }, no: { no: 20 } }, answers: 40 };
    const [cleo, dan] = workerFigures(
      { answers: [], gold: [] },
      {
        ...emptyWorkerState(),
        masks: { workers: { dan: mask } },
        labelSets: { cat: { workers: { cleo: yesNo }, labels: {} } },
      },
    );
    expect(cleo).toMatchObject({ workerId: 'cleo', answers: 40, agreement: { value: 0.95 } });
    expect(dan).toMatchObject({ workerId: 'dan', answers: 10, agreement: { value: 0.9 } });
    expect(dan!.agreement!.low).toBeLessThan(0.7);
  });

  it('tells the terminal offsets and days as well', () => {
    const [ana] = workerFigures({ answers: [answer('ana', 1, 4)], gold: [] }, state);
    expect(workerLines(ana!).join('\n')).toMatch(/offset left 0\.0 % \[.*\n {2}a day {2}2026-03-01 1/);
  });

  it('writes a page on which a name cannot be markup', () => {
    const page = workerPage(
      'birds',
      workerFigures({ answers: [answer('<script>x</script>', 1, 1)], gold: [] }, emptyWorkerState()),
    );
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toContain('<script>');
  });
});
