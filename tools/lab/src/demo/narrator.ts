import type { Agent } from '../agent.js';
import { eventually } from '../eventually.js';
import type { Host } from '../host.js';

const BOLD = 1;
const GREEN = 32;
const CYAN = 36;

/** Tells the story of the demo: what is done, how long its effect took, and the tables after it. */
export class Narrator {
  private chapters = 0;

  constructor(private readonly stdout: NodeJS.WriteStream) {}

  say(text: string): void {
    this.stdout.write(`${text}\n`);
  }

  chapter(title: string): void {
    this.chapters++;
    this.say(`\n${this.paint(BOLD, `${this.chapters}. ${title}`)}`);
  }

  /** A command, as one would type it in that host. */
  shows(host: Host, command: string): void {
    this.say(`${this.paint(CYAN, `${host.name} #`)} ${command}`);
  }

  /** Runs `ip` in a host, and shows it. */
  async ip(host: Host, command: string): Promise<void> {
    this.shows(host, `ip ${command}`);
    await host.ip(command);
  }

  /** Waits until it is so, and says how long that took. @throws Error with what was seen instead */
  async waits(what: string, check: () => Promise<boolean>): Promise<void> {
    const elapsed = await eventually(check, { describe: what });
    this.say(this.paint(GREEN, `${what}: after ${Math.round(elapsed)} ms`));
  }

  /** The kernel's table, and the agent's view of it. */
  async tables(agent: Agent): Promise<void> {
    const { host } = agent;
    this.shows(host, 'ip neigh');
    this.indented((await host.neighborLines()).join('\n') || '(empty)');
    await this.kith(agent, 'neighbors');
  }

  /** Asks the agent, as a user would. */
  async kith(agent: Agent, command: string, ...args: readonly string[]): Promise<void> {
    this.shows(agent.host, `kith ${[command, ...args].join(' ')}`);
    this.indented((await agent.cli(command, ...args)).stdout);
  }

  private indented(text: string): void {
    this.say(text.trimEnd().replace(/^(?=.)/gm, '  '));
  }

  private paint(code: number, text: string): string {
    const isColored = this.stdout.isTTY && !process.env['NO_COLOR'];
    return isColored ? `\u001b[${code}m${text}\u001b[0m` : text;
  }
}
