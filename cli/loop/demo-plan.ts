import { LOGO_LABELS } from '../../examples/sample-images/logos.ts';
import type { Project } from '../../shared/contracts/project.ts';
import { newProject } from '../../shared/domain/project/new-project.ts';

/** How much the demo drops, trains and tests: as much as fits into four minutes on two cores. */
export const DEMO_PLAN = {
  project: 'logos',
  endpoint: 'logos-live',
  firstDrop: 110,
  secondDrop: 70,
  /** Never dropped. */
  testImages: 48,
  /** Left for the person at the terminal to label. */
  openImages: 10,
  workers: 5,
  /**
   * Steps, not seconds, so that a busy machine takes longer instead of learning less; the seconds end it in any case.
   * The second begins with what the first learned.
   */
  training: { first: { steps: 100, seconds: 60 }, second: { steps: 100, seconds: 80 } },
  confidenceShown: 0.35,
} as const;

/** The demo's project.json for one of its loops. */
export function demoProject(uid: string, seed: number, training: { steps: number; seconds: number }): Project {
  const config = newProject({
    project: DEMO_PLAN.project,
    uid,
    labels: [...LOGO_LABELS],
    taskType: 'bounding-box',
  });
  return {
    ...config,
    labeling: { ...config.labeling, workersPerObject: DEMO_PLAN.workers },
    training: {
      ...config.training,
      hyperparameters: {
        'max-steps': String(training.steps),
        'max-seconds': String(training.seconds),
        seed: String(seed),
        // Logos are small and stand close together: so few steps must teach each of them.
        width: 'full',
        'batch-size': '16',
        // Its validation images judge well enough; a learning curve would take a quarter of the four minutes.
        evidence: 'none',
      },
    },
    gate: { minimumScore: 0.5, tolerance: 0 },
    endpoint: { ...config.endpoint, name: DEMO_PLAN.endpoint },
  };
}
