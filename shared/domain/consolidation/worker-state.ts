import type { WorkerState } from '../../contracts/worker-state.ts';
import { addBoxStates, emptyBoxState } from './box-workers.ts';
import { addCalibrations, emptyCalibration } from './calibration.ts';
import { addLabelStates, emptyLabelState, type LabelWorkerState } from './label-workers.ts';
import { addMaskStates } from './mask-workers.ts';

interface Part<State> {
  empty(): State;
  add(a: State, b: State): State;
}

/** The parts of a worker state; what kinds of answers teach goes into one of them each. */
const PARTS: { [Name in Exclude<keyof WorkerState, 'version'>]: Part<WorkerState[Name]> } = {
  boxes: { empty: emptyBoxState, add: addBoxStates },
  keypoints: { empty: emptyBoxState, add: addBoxStates },
  lines: { empty: emptyBoxState, add: addBoxStates },
  entities: { empty: emptyBoxState, add: addBoxStates },
  tracks: { empty: emptyBoxState, add: addBoxStates },
  labels: { empty: emptyLabelState, add: addLabelStates },
  labelSets: { empty: () => ({}), add: addLabelSets },
  masks: { empty: () => ({ workers: {} }), add: addMaskStates },
  calibration: { empty: emptyCalibration, add: addCalibrations },
};

/** Nobody has answered anything yet. */
export const emptyWorkerState = (): WorkerState => ofParts((part) => part.empty());

/** The sum of two states. @param b parts that it lacks add nothing */
export const addWorkerStates = (a: WorkerState, b: Partial<WorkerState>): WorkerState =>
  ofParts((part, name) => {
    const more = b[name];
    return more === undefined ? a[name] : part.add(a[name], more);
  });

/** The table's type says that each value is of its part; TypeScript cannot follow it through `Object.entries`. */
function ofParts(value: (part: Part<unknown>, name: keyof typeof PARTS) => unknown): WorkerState {
  const names = Object.keys(PARTS) as Array<keyof typeof PARTS>;
  const parts = names.map((name) => [name, value(PARTS[name] as Part<unknown>, name)]);
  return { version: 1, ...Object.fromEntries(parts) } as WorkerState;
}

function addLabelSets(a: Record<string, LabelWorkerState>, b: Record<string, LabelWorkerState>) {
  const sum = { ...a };
  for (const [label, state] of Object.entries(b)) sum[label] = sum[label] ? addLabelStates(sum[label], state) : state;
  return sum;
}
