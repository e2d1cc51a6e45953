import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const PORTS_TO_TRY = 100;

/** Another program listens where this one was told to. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  constructor(port: number) {
    super(`port ${port} is taken by another program`);
  }
}

/**
 * Lets a server listen on the first free port from `from` up; 0 = any.
 * @param exactly on this port and on no other
 * @returns the port
 * @throws PortTakenError where there is none
 */
export async function listenFrom(server: Server, from: number, host = '127.0.0.1', exactly = false): Promise<number> {
  for (let port = from; ; port++) {
    const error = await new Promise<NodeJS.ErrnoException | undefined>((settle) => {
      server.once('error', settle);
      server.listen(port, host, () => {
        server.off('error', settle);
        settle(undefined);
      });
    });
    if (!error) return (server.address() as AddressInfo).port;
    if (error.code !== 'EADDRINUSE') throw error;
    if (exactly || port >= from + PORTS_TO_TRY) throw new PortTakenError(port);
  }
}
