import { readFileSync } from 'node:fs';
import {
  blocksOf,
  type Definition,
  type State,
  type StatesBlock,
} from '../../local-cloud/step-functions/definition.ts';

const url = new URL('../../statemachine/label-train-deploy.asl.json', import.meta.url);
const lastRelease = new URL('./last-release.asl.json', import.meta.url);

/** As CloudFormation deploys it outside China and GovCloud; functions' ARNs are still to be put in. */
export const definitionText = readFileSync(url, 'utf8').replaceAll(/arn:\$\{Partition\}:/g, 'arn:aws:');

/** A fresh copy each time: asl-validator writes into what it checks. */
export const readDefinition = () => JSON.parse(definitionText) as Definition;

/**
 * As it was in the last release: executions that began with it go on with it for weeks, against the functions of today.
 */
export const readLastRelease = () => JSON.parse(readFileSync(lastRelease, 'utf8')) as Definition;

/** Every state, those inside Maps too. */
export const allStates = (block: StatesBlock): Array<[string, State]> =>
  Object.entries(block.States).flatMap(([name, state]) => [
    [name, state] as [string, State],
    ...blocksOf(state).flatMap(allStates),
  ]);

export const stateNames = (block: StatesBlock) => allStates(block).map(([name]) => name);
