import { describe, jest } from '@jest/globals';
import { theWorkerApi } from './worker-api-behaviour.ts';
import { inLambda } from './worker-api-home.ts';

/** Generous: other work may share the machine. */
jest.setTimeout(60_000);

/** The engine's second home: test/functions/labeling-api.test.ts has the short of it. */
describe("the worker API in the laptop's Lambda", theWorkerApi(inLambda));
