import { ACCOUNT_ID, REGION } from '../wire/service.ts';

const PREFIX = `arn:aws:states:${REGION}:${ACCOUNT_ID}`;

export const stateMachineArn = (name: string) => `${PREFIX}:stateMachine:${name}`;

/** `arn:aws:states:…:execution:<state machine>:<execution>` */
export const executionArn = (stateMachine: string, name: string) => `${PREFIX}:execution:${stateMachine}:${name}`;
