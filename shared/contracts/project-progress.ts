/** Where a project stands now. Derived from the services; stored nowhere. */
export interface ProjectProgress {
  /** What happens to the waiting images, and when; for people. */
  next: string;
  /** The budget is spent and images wait for more. */
  isHeld: boolean;
  /** The project's newest execution while it runs. */
  running: RunningExecution | null;
  /** The status of the champion's endpoint, e.g. `InService`; null without a champion. */
  endpointStatus: string | null;
}

export interface RunningExecution {
  executionArn: string;
  name: string;
  /** The state entered last. */
  state: string;
  /** Chapter of the loop that the state belongs to; empty for the machine's ends. */
  phase: string;
  labeling: { status: string; labeled: number; unlabeled: number; failed: number } | null;
  /** `metrics` by name, e.g. `validation:mAP50`. */
  training: { status: string; seconds: number; metrics: Record<string, number> } | null;
}
