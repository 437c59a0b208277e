import path from 'node:path';

import { EventLog } from './event-log.js';
import { LineProcess } from './line-process.js';

/** An ARP, NS or NA frame, seen on one device. */
export interface Frame {
  readonly kind: 'arp-request' | 'arp-reply' | 'ns' | 'na';
  /** `out`: sent by the host of the device. */
  readonly direction: 'in' | 'out';
  /** Who asks or answers: its IP address. */
  readonly sender: string;
  /** The IP address that is asked for; of a gratuitous ARP that of the sender, of an NA the one that it is about. */
  readonly target: string;
  /** MAC addresses. */
  readonly source: string;
  readonly destination: string;
  /** Milliseconds since the epoch, with a fraction. */
  readonly time: number;
}

const SCRIPT = path.join(import.meta.dirname, '../bin/capture-frames.py');

/** Watches the ARP and ND frames of a device. */
export class FrameCapture {
  private readonly log = new EventLog<Frame>();
  private readonly ready = new EventLog<true>();
  private readonly process: LineProcess;

  private constructor(namespace: string, device: string) {
    const command = ['ip', 'netns', 'exec', namespace, 'python3', SCRIPT, device];
    this.process = new LineProcess(command, (line) => {
      const document = JSON.parse(line) as Frame | { readonly ready: true };
      if ('ready' in document) this.ready.add(true);
      else this.log.add(document);
    });
  }

  /** Resolves once it listens: frames from then on are seen. */
  static async start(namespace: string, device: string): Promise<FrameCapture> {
    const capture = new FrameCapture(namespace, device);
    await capture.ready.until(() => true);
    return capture;
  }

  get frames(): readonly Frame[] {
    return this.log.all;
  }

  /** Questions that the host itself put on the wire: ARP requests and NS, gratuitous ones too. */
  get solicitations(): readonly Frame[] {
    return this.frames.filter(
      ({ kind, direction }) => direction === 'out' && (kind === 'arp-request' || kind === 'ns'),
    );
  }

  /** The first matching frame, seen already or still to come; rejects after `within` milliseconds. */
  until(matches: (frame: Frame) => boolean, within?: number): Promise<Frame> {
    return this.log.until(matches, within);
  }

  stop(): Promise<void> {
    return this.process.stop();
  }
}
