import type { Clock } from './clock.ts';
import type { StackDocument } from './cloudformation/stack-document.ts';
import type { CodeFolders } from './lambda/code-folders.ts';
import type { Lambda } from './lambda/lambda.ts';
import { startSchedule } from './schedule.ts';
import type { StepFunctions } from './step-functions/open-step-functions.ts';
import type { Structure } from './template/cloudformation-yaml.ts';
import {
  type EventRule,
  type LaptopTemplate,
  laptopTemplateOf,
  type NotificationFilter,
} from './template/laptop-template.ts';

export interface Runners {
  clock: Clock;
  lambda: Lambda;
  stepFunctions: StepFunctions;
  /** Invokes a function by a schedule. */
  fire(functionName: string, event: object): void;
}

/**
 * What runs of a template: functions, triggers, rules, schedules and the state machine. A deploy replaces it as a
 * whole.
 */
export class WhatRuns {
  /** The same list for ever: whoever holds it sees what was replaced. */
  readonly notifications: NotificationFilter[] = [];
  rules: readonly EventRule[] = [];
  #endSchedules: Array<() => void> = [];

  /** @param template undefined: nothing runs any more */
  replace(template: LaptopTemplate | undefined, { clock, lambda, stepFunctions, fire }: Runners): void {
    this.stop();
    this.notifications.splice(0, this.notifications.length, ...(template?.notifications ?? []));
    this.rules = template?.rules ?? [];
    lambda.replace(template?.functions ?? []);
    if (!template) return;
    stepFunctions.putStateMachine(template.stateMachine);
    this.#endSchedules = template.schedules.map((schedule) =>
      startSchedule(clock, schedule, (event) => fire(schedule.functionName, event)),
    );
  }

  stop(): void {
    for (const end of this.#endSchedules) end();
    this.#endSchedules = [];
  }
}

/**
 * The template of the newest stack that has a state machine, as it stands; undefined when there is none.
 * @param code where the archives are that were deployed: functions run what is in theirs
 */
export function deployedTemplate(stacks: readonly StackDocument[], code: CodeFolders): LaptopTemplate | undefined {
  const whole = ({ resources }: StackDocument) =>
    Object.values(resources).some(({ type }) => type === 'AWS::StepFunctions::StateMachine');
  const stack = stacks.filter(whole).sort((a, b) => b.createdAt - a.createdAt)[0];
  if (!stack) return undefined;
  const resources = Object.entries(stack.resources).map(([logicalId, { type, properties }]) => [
    logicalId,
    { Type: type, Properties: properties },
  ]);
  return laptopTemplateOf(Object.fromEntries(resources), ({ Code }) => code.of(Code as Structure), stack.name);
}
