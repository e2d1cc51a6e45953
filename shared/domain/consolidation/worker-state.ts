import type { WorkerState } from '../../contracts/worker-state.ts';
import { addBoxStates, emptyBoxState } from './box-workers.ts';
import { addCalibrations, emptyCalibration } from './calibration.ts';
import { addLabelStates, emptyLabelState } from './label-workers.ts';
import { addMaskCounts } from './mask-workers.ts';

/** Nobody has answered anything yet. */
export const emptyWorkerState = (): WorkerState => ({
  version: 1,
  boxes: emptyBoxState(),
  labels: emptyLabelState(),
  labelSets: {},
  masks: { workers: {} },
  calibration: emptyCalibration(),
});

/** The sum of two states. */
export function addWorkerStates(a: WorkerState, b: WorkerState): WorkerState {
  const labelSets = { ...a.labelSets };
  for (const [label, state] of Object.entries(b.labelSets)) {
    labelSets[label] = labelSets[label] ? addLabelStates(labelSets[label], state) : state;
  }
  const masks = { ...a.masks.workers };
  for (const [id, counts] of Object.entries(b.masks.workers)) {
    masks[id] = masks[id] ? addMaskCounts(masks[id], counts) : counts;
  }
  return {
    version: 1,
    boxes: addBoxStates(a.boxes, b.boxes),
    labels: addLabelStates(a.labels, b.labels),
    labelSets,
    masks: { workers: masks },
    calibration: addCalibrations(a.calibration, b.calibration),
  };
}
