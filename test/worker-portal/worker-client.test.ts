import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { WorkerClient } from '../../worker-portal/worker-client.ts';

describe('the portal before a gateway', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const answered = (status: number, body: string) => {
    jest.spyOn(globalThis, 'fetch').mockResolvedValue(new Response(body, { status }));
    return new WorkerClient(
      () => 'token',
      () => {},
    ).statistics();
  };

  it.each([
    [413, '{"message":"Request Too Long"}', 'too-large'],
    [429, '{"message":"Too Many Requests"}', 'too-many-requests'],
    [503, '<html>Service Unavailable</html>', 'internal'],
    [403, '{"error":{"code":"bad-ticket","message":"not yours"}}', 'bad-ticket'],
  ])('takes %i %s as %s', async (status, body, code) => {
    await expect(answered(status, body)).rejects.toMatchObject({ name: 'RefusedError', status, code });
  });
});
