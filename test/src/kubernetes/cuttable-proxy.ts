import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Passes connections on to a port of this machine, until they are cut. */
export class CuttableProxy {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly to: number,
  ) {
    server.on('connection', (socket) => this.pass(socket));
  }

  static async start(to: number): Promise<CuttableProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new CuttableProxy(server, to);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Breaks what is open; new ones are passed on. */
  cut(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  stop(): void {
    this.server.close();
    this.cut();
  }

  private pass(socket: Socket): void {
    const peer = connect(this.to, '127.0.0.1');
    this.sockets.add(socket);
    socket.once('close', () => {
      this.sockets.delete(socket);
      peer.destroy();
    });
    peer.once('close', () => socket.destroy());
    for (const end of [socket, peer]) end.on('error', () => undefined);
    socket.pipe(peer).pipe(socket);
  }
}
