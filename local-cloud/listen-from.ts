import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const PORTS_TO_TRY = 100;

/**
 * Lets a server listen on the first free port from `from` up; 0 = any.
 * @returns the port
 */
export async function listenFrom(server: Server, from: number, host = '127.0.0.1'): Promise<number> {
  for (let port = from; ; port++) {
    const error = await new Promise<NodeJS.ErrnoException | undefined>((settle) => {
      server.once('error', settle);
      server.listen(port, host, () => {
        server.off('error', settle);
        settle(undefined);
      });
    });
    if (!error) return (server.address() as AddressInfo).port;
    if (error.code !== 'EADDRINUSE' || port >= from + PORTS_TO_TRY) throw error;
  }
}
