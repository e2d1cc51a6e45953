import { jest } from '@jest/globals';

// Real processes, ports and browsers on a shared machine: in CI a failure is printed and tried once more, here it fails at once.
if (process.env.CI) jest.retryTimes(1, { logErrorsBeforeRetry: true });
