import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { type FunctionDefinition, functionArn } from './function-definition.ts';

/** A function as GetFunction and ListFunctions describe it. */
export const functionConfiguration = (definition: FunctionDefinition): FunctionConfiguration => ({
  FunctionName: definition.name,
  FunctionArn: functionArn(definition.name),
  Runtime: 'nodejs24.x',
  Handler: definition.handler,
  Timeout: definition.timeoutSeconds,
  MemorySize: definition.memory,
  Environment: { Variables: definition.environment },
  State: 'Active',
  Version: '$LATEST',
  PackageType: 'Zip',
});
