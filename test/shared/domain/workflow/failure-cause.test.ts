import { expect, it } from '@jest/globals';
import { causeMessage } from '../../../../shared/domain/workflow/failure-cause.ts';

it.each([
  ["a function's error", '{"errorType":"Error","errorMessage":"no labels","trace":["at x"]}', 'no labels'],
  ['plain text', 'ClientError: no such image', 'ClientError: no such image'],
  ['nothing', '', ''],
  ['JSON without a message', '{"Status":"Failed"}', '{"Status":"Failed"}'],
  ['JSON whose message is no text', '{"errorMessage":7}', '{"errorMessage":7}'],
  ['JSON null', 'null', 'null'],
])('people read of %s what went wrong', (_, cause, message) => {
  expect(causeMessage(cause)).toBe(message);
});
