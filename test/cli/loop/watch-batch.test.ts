import { expect, it } from '@jest/globals';
import { badEnd } from '../../../cli/loop/watch-batch.ts';

const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:label-train-deploy:birds';

it('says of a loop that ended badly what the error means and the command that helps', () => {
  const cause = '{"errorMessage":"line 3 is not JSON","trace":["at x"]}';
  const error = badEnd('birds', { status: 'FAILED', error: 'InvalidDocumentError', cause, executionArn });
  expect(error.message).toBe('the loop of birds ended with FAILED: InvalidDocumentError');
  expect(error.details.why).toMatch(/^line 3 is not JSON A document does not match its schema/);
  expect(error.details.todo).toContain('labelloop retry birds');
});

it('has advice for an end without an error', () => {
  const error = badEnd('birds', { status: 'ABORTED', error: undefined, cause: undefined, executionArn });
  expect(error.message).toContain('no error is recorded');
  expect(error.details.todo).toMatch(/labelloop|docs\/runbook\.md/);
});
