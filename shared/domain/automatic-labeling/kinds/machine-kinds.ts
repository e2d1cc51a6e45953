import type { TaskType } from '../../../contracts/project.ts';
import { boxLabels } from './box-labels.ts';
import { classLabels } from './class-labels.ts';
import type { MachineKind } from './machine-kind.ts';
import { maskLabels } from './mask-labels.ts';

/**
 * What a machine may label, by the last part of `LabelingJobAlgorithmSpecificationArn`. Text classification is the one
 * of AWS's four that is not here: nothing of ours learns from text.
 */
export const MACHINE_KINDS = {
  'object-detection': boxLabels as MachineKind,
  'image-classification': classLabels as MachineKind,
  'semantic-segmentation': maskLabels as MachineKind,
} as const satisfies Record<string, MachineKind>;

export type MachineTask = keyof typeof MACHINE_KINDS;

export const isMachineTask = (name: string): name is MachineTask => Object.hasOwn(MACHINE_KINDS, name);

/** AWS's name of what labels a type of project's images; undefined: no machine does. */
export const machineTaskOf = (taskType: TaskType): MachineTask | undefined =>
  (Object.keys(MACHINE_KINDS) as MachineTask[]).find((name) => MACHINE_KINDS[name].taskType === taskType);
