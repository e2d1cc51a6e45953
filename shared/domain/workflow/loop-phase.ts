/** The chapters of one run of `label-train-deploy`, in order. */
export const PHASES = ['preLabel', 'label', 'train', 'gate', 'endpoint', 'release'] as const;
export type LoopPhase = (typeof PHASES)[number];

/** First match counts. States that only end the machine belong to no chapter of their own. */
const STATES: ReadonlyArray<readonly [RegExp, LoopPhase]> = [
  [/^(StartMode|PreparePreLabels)$|PreLabel/, 'preLabel'],
  [/Label/, 'label'],
  [/^(ClaimTraining|TrainingClaimed|PrepareTraining)$/, 'train'],
  [/^(ReleaseTraining|TrainAgain|RecordFailure)$/, 'release'],
  [/^(PromoteModel|ModelIsRegistered|ApproveModelPackage|BeginDeployment)$/, 'endpoint'],
  [/Approval/, 'gate'],
  [/Training/, 'train'],
  [/Model|Transform|PredictValidation|Challenger/, 'gate'],
  [/Endpoint|SmokeTest/, 'endpoint'],
];

/** The chapter that a state of the machine belongs to; undefined for its ends (`Done`, `Failed`, …). */
export const phaseOfState = (state: string): LoopPhase | undefined =>
  STATES.find(([pattern]) => pattern.test(state))?.[1];

/** Whether the machine waits in this state for somebody to approve a model. */
export const waitsForApproval = (state: string): boolean =>
  ['DescribeModelPackage', 'ApprovalSettled', 'WaitForApproval'].includes(state);
