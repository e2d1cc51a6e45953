import { describe, jest } from '@jest/globals';
import { theWorkerApi } from './worker-api-behaviour.ts';
import { inMemory } from './worker-api-home.ts';

/** Generous: other work may share the machine. */
jest.setTimeout(60_000);

describe('the worker API in memory', theWorkerApi(inMemory));
