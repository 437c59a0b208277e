import { symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, expect, it } from '@jest/globals';
import { type AgentConfig, eventually, type Host, Lab } from '@kith/lab';

import { neighbors } from './ask.js';
import { lan, nodes } from './lan.js';

interface Finding {
  readonly check: string;
  readonly severity: string;
  readonly what: string;
  readonly where: string;
  readonly why: string;
  readonly cure: string;
}

interface Diagnosis {
  readonly code: number;
  readonly findings: readonly Finding[];
  readonly fine: readonly { readonly check: string; readonly says: string }[];
}

const KITH = path.join(import.meta.dirname, '../../../apps/kith/bin/kith.js');
const BOTH = { node2: ['10.0.0.2', '10.1.0.2', 'fd00::2'] };

/** What no namespace but the first one shows. */
const UNSEEN = ['unseen gc-thresholds', 'unseen backlog'];

/** What the doctor would say to set, is set. */
function wellSet(device: string): readonly (readonly [name: string, value: number])[] {
  const ofBoth = ['ipv4', 'ipv6'].flatMap((family) => [
    [`net.${family}.conf.${device}.forwarding`, 1] as const,
    [`net.${family}.conf.${device}.ignore_routes_with_linkdown`, 1] as const,
    [`net.${family}.neigh.${device}.mcast_resolicit`, 3] as const,
  ]);
  return [
    ...ofBoth,
    [`net.ipv4.conf.${device}.arp_evict_nocarrier`, 0],
    [`net.ipv6.conf.${device}.ndisc_evict_nocarrier`, 0],
  ];
}

/** A host on which nothing is wrong but what a test does to it, and a doctor for it. */
class Patient {
  private constructor(
    readonly lab: Lab,
    readonly node: Host,
    readonly peer: Host,
    private readonly folder: string,
  ) {}

  /** Runs with one that is gone afterwards. */
  static async treat(treatment: (patient: Patient) => Promise<void>): Promise<void> {
    const lab = new Lab();
    try {
      const { node, peer } = await lan(lab);
      await node.ip('addr add fd00::1/64 dev eth0 nodad');
      await node.sysctls(['eth0', 'eth1'].flatMap(wellSet));
      await treatment(new Patient(lab, node, peer, await lab.folder()));
    } finally {
      await lab.dispose();
    }
  }

  /** Asks the doctor, run through `wrapper` (as `setpriv ...`), about an agent with this config. */
  async diagnose(config: AgentConfig = nodes(BOTH), ...wrapper: string[]): Promise<Diagnosis> {
    const file = path.join(this.folder, 'kith.yaml');
    const agent = { socket: path.join(this.folder, 'kith.sock'), http: 'off' };
    await writeFile(file, JSON.stringify({ agent, ...config }));
    const command = [...wrapper, process.execPath, KITH, 'doctor', '--json', '-c', file];
    const { code, stdout, stderr } = await this.node.exec(command, { mayFail: true });
    if (stdout === '') throw new Error(`the doctor said nothing: ${stderr}`);
    return { code, ...(JSON.parse(stdout) as Omit<Diagnosis, 'code'>) };
  }

  /** The one finding that is neither of what cannot be seen here. */
  async finding(config?: AgentConfig, ...wrapper: string[]): Promise<Finding> {
    const { code, findings } = await this.diagnose(config, ...wrapper);
    const [found, ...others] = findings.filter((finding) => !UNSEEN.includes(short(finding)));
    expect(others).toEqual([]);
    expect(code).toBe(found?.severity === 'problem' ? 1 : 0);
    if (!found) throw new Error('nothing was found');
    return found;
  }

  /** Nothing is found any more. */
  async isWell(config?: AgentConfig): Promise<void> {
    const { code, findings } = await this.diagnose(config);
    expect({ code, findings: findings.map(short) }).toEqual({ code: 0, findings: UNSEEN });
  }
}

const short = ({ severity, check }: Finding): string => `${severity} ${check}`;

describe('kith doctor', () => {
  it('finds nothing where nothing is wrong, and leaves everything as it is', () =>
    Patient.treat(async (patient) => {
      const { node } = patient;
      await node.sysctl('net.ipv4.conf.eth0.arp_evict_nocarrier', 1);
      const state = async (): Promise<readonly string[]> => {
        // some can be read by nobody
        const list = 'grep -rs . /proc/sys/net/ipv[46]/conf';
        const { stdout } = await node.exec(['sh', '-c', list], { mayFail: true });
        return [...stdout.split('\n'), ...(await node.neighborLines()), await node.ip('addr')];
      };
      const before = await state();
      // what an agent would change, the doctor does not
      await patient.isWell(nodes(BOTH, { 'kernel-state': { keepOnCarrierLoss: true } }));
      expect(await state()).toEqual(before);
    }));

  it('says what is fine', () =>
    Patient.treat(async (patient) => {
      const { fine } = await patient.diagnose();
      expect(Object.fromEntries(fine.map(({ check, says }) => [check, says]))).toMatchObject({
        targets: '3 targets through 3 neighbors on eth0, eth1',
        forwarding: 'eth0, eth1 forward',
        freshness: 'a MAC that changed in silence is found within 58 s',
      });
    }));

  it('tells a person, in lines', () =>
    Patient.treat(async ({ node }) => {
      const { code, stdout } = await node.kith('doctor', '--node=a=10.0.0.2');
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: expect.stringMatching(/^fine +capabilities, .*\n\nLinux .*no problem/m),
      });
    }));

  it.each([
    ['net.ipv4.conf.eth0.forwarding', 0, 'problem forwarding'],
    ['net.ipv6.conf.eth0.forwarding', 0, 'problem forwarding'],
    ['net.ipv4.conf.eth1.ignore_routes_with_linkdown', 0, 'advice carrier-loss'],
    ['net.ipv6.neigh.eth0.mcast_resolicit', 0, 'advice freshness'],
    ['net.ipv4.neigh.eth0.delay_first_probe_time', 60, 'advice freshness'],
    ['net.ipv4.neigh.eth0.base_reachable_time_ms', 300_000, 'advice freshness'],
  ])('has a cure for %s=%i', (name, value, expected) =>
    Patient.treat(async (patient) => {
      await patient.node.sysctl(name, value);
      const found = await patient.finding();
      expect(short(found)).toBe(expected);
      await patient.node.exec(['sh', '-c', found.cure]);
      await patient.isWell();
    }),
  );

  it.each(['net.ipv4.conf.eth0.arp_evict_nocarrier', 'net.ipv6.conf.eth0.ndisc_evict_nocarrier'])(
    'has keepOnCarrierLoss for %s=1',
    (name) =>
      Patient.treat(async (patient) => {
        await patient.node.sysctl(name, 1);
        const found = await patient.finding();
        expect(found).toMatchObject({
          severity: 'advice',
          where: 'eth0',
          cure: 'set kernel-state.keepOnCarrierLoss to true',
        });
        await patient.isWell(nodes(BOTH, { 'kernel-state': { keepOnCarrierLoss: true } }));
      }),
  );

  it('compares the period with the reachable time, under agent-refresh', () =>
    Patient.treat(async (patient) => {
      const config = (period: string): AgentConfig =>
        nodes(BOTH, {
          'neighbor-controller': { strategy: 'agent-refresh' },
          'refresh-controller': { period },
        });
      await patient.isWell(config('30s'));
      const found = await patient.finding(config('60s'));
      expect(found).toMatchObject({ check: 'freshness', where: 'eth0, eth1' });
      await patient.node.exec(['sh', '-c', found.cure.replace(/^.*or: /, '')]);
      await patient.isWell(config('60s'));
    }));
});

describe('kith doctor, of link-local addresses', () => {
  /** eth0 loses the one it has; the kernel looks for duplicates of the next, for long. */
  async function withoutLinkLocal({ node }: Patient): Promise<void> {
    await node.ip('-6 addr flush dev eth0 scope link');
    await node.sysctl('net.ipv6.conf.eth0.accept_dad', 1);
  }

  it('has one made where there is none', () =>
    Patient.treat(async (patient) => {
      await patient.node.ip('-6 addr flush dev eth0 scope link');
      const found = await patient.finding();
      expect(found).toMatchObject({ severity: 'problem', what: 'it has no link-local address' });
      await patient.node.exec(['sh', '-c', found.cure]);
      await patient.isWell();
    }));

  it('knows one that is not ready', () =>
    Patient.treat(async (patient) => {
      await withoutLinkLocal(patient);
      await patient.node.sysctl('net.ipv6.conf.eth0.dad_transmits', 600);
      await patient.node.ip('-6 addr add fe80::77/64 dev eth0');
      expect(await patient.finding()).toMatchObject({
        severity: 'advice',
        what: expect.stringContaining('fe80::77 is not ready yet'),
      });
    }));

  it('knows one that somebody else has, and takes another', () =>
    Patient.treat(async (patient) => {
      const { node, peer } = patient;
      await withoutLinkLocal(patient);
      await peer.ip('-6 addr add fe80::77/64 dev eth0 nodad');
      await node.ip('-6 addr add fe80::77/64 dev eth0');
      await eventually(async () => expect(await node.ip('addr show eth0')).toContain('dadfailed'));
      const found = await patient.finding();
      expect(found).toMatchObject({
        severity: 'problem',
        what: expect.stringContaining('fe80::77 (dadfailed)'),
      });
      await node.exec(['sh', '-c', found.cure.replace(/^.*: /, '')]);
      await eventually(() => patient.isWell());
    }));

  it('switches IPv6 on where it is off', () =>
    Patient.treat(async (patient) => {
      const { node, peer } = patient;
      await peer.ip('addr add fe80::1/64 dev eth1 nodad');
      await node.ip('route add 10.8.0.0/16 via inet6 fe80::1 dev eth1');
      await node.sysctl('net.ipv6.conf.eth1.disable_ipv6', 1);
      const config = nodes({ node2: '10.8.0.1' });
      const found = await patient.finding(config);
      expect(found).toMatchObject({
        severity: 'problem',
        where: 'eth1',
        what: 'IPv6 is off (disable_ipv6)',
      });
      await node.exec(['sh', '-c', found.cure]);
      await patient.isWell(config);
    }));
});

describe('kith doctor, of an unnumbered device', () => {
  // without an address it is served by name only
  const config = nodes({ node2: '10.0.0.2' }, { 'neighbor-controller': { devices: ['eth+'] } });

  /** eth1 has an address, eth0 none; lo has this many. */
  async function unnumber({ node }: Patient, addresses = 0): Promise<void> {
    await node.ip('addr flush dev eth0 scope global');
    await node.ip('route add 10.0.0.0/24 dev eth0');
    for (let i = 0; i < addresses; i++) await node.ip(`addr add 10.9.0.${i}/32 dev lo`);
  }
  it.each([
    ['arp_ignore', 1, 'problem'],
    ['arp_filter', 1, 'advice'],
  ])('looks at %s', (leaf, value, severity) =>
    Patient.treat(async (patient) => {
      await unnumber(patient);
      await patient.isWell(config);
      for (const device of ['all', 'eth0']) {
        await patient.node.sysctl(`net.ipv4.conf.${device}.${leaf}`, value);
      }
      const found = await patient.finding(config);
      expect(found).toMatchObject({ check: 'unnumbered', severity, where: 'eth0' });
      await patient.node.exec(['sh', '-c', found.cure]);
      await patient.isWell(config);
    }),
  );

  it('looks at arp_announce where there are several addresses to ask with', () =>
    Patient.treat(async (patient) => {
      await unnumber(patient, 2);
      const found = await patient.finding(config);
      expect(found).toMatchObject({ check: 'unnumbered', severity: 'advice', where: 'eth0' });
      await patient.node.exec(['sh', '-c', found.cure]);
      await patient.isWell(config);
    }));

  it('is answered with arp_ignore=0 only: the neighbor cannot resolve this host', () =>
    Patient.treat(async (patient) => {
      const { node, peer } = patient;
      await unnumber(patient, 1);
      await peer.ip('route add 10.9.0.0/32 dev eth0 src 10.0.0.2');
      const resolve = async (): Promise<string> => {
        await peer.ip('neigh replace 10.9.0.0 dev eth0 use nud none');
        let state = '';
        await eventually(async () => {
          const rows = await peer.neighbors('eth0');
          state = rows.find((row) => row.address === '10.9.0.0')?.state ?? '';
          expect(['REACHABLE', 'FAILED']).toContain(state);
        });
        await peer.ip('neigh del 10.9.0.0 dev eth0');
        return state;
      };
      expect(await resolve()).toBe('REACHABLE');
      await node.sysctl('net.ipv4.conf.eth0.arp_ignore', 1);
      expect(await resolve()).toBe('FAILED');
    }));
});

describe('kith doctor, of other agents', () => {
  it('knows Cilium by its process', () =>
    Patient.treat(async (patient) => {
      const cilium = path.join(await patient.lab.folder(), 'cilium-agent');
      await symlink('/bin/sleep', cilium);
      const wrapper = ['sh', '-c', `${cilium} 60 & "$@"; code=$?; kill $!; exit $code`, 'sh'];
      expect(await patient.finding(undefined, ...wrapper)).toMatchObject({
        severity: 'advice',
        where: 'cilium-agent',
      });
    }));

  it('names entries that somebody else keeps, with their protocol', () =>
    Patient.treat(async (patient) => {
      const { node } = patient;
      await node.ip(
        'neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev eth0 extern_learn proto zebra',
      );
      expect(await patient.finding()).toMatchObject({
        severity: 'advice',
        where: '10.0.0.9 dev eth0',
        what: expect.stringContaining('proto 11'),
      });
    }));

  it('is content with the agent of this config, not with another that has its mark', () =>
    Patient.treat(async (patient) => {
      const { node, lab } = patient;
      const agent = await lab.agent(node, nodes(BOTH));
      const { code, json } = await agent.cli('doctor', '--json');
      const { findings, fine } = json as Diagnosis;
      expect({ code, findings: findings.map(short) }).toEqual({ code: 0, findings: UNSEEN });
      expect(fine.find(({ check }) => check === 'other-agents')?.says).toContain(
        `pid ${agent.pid}`,
      );

      expect(await patient.finding()).toMatchObject({
        check: 'other-agents',
        severity: 'problem',
        where: `pid ${agent.pid}`,
      });
    }));
});

it('kith doctor and kith plan do not wait for what the agent that runs has parked', () =>
  Patient.treat(async ({ node, lab }) => {
    const parking = { 'refresh-controller': { parking: { after: 1, min: '5m' } } };
    const agent = await lab.agent(node, nodes({ dead: '10.0.0.99' }, parking));
    await eventually(async () =>
      expect(await neighbors(agent)).toMatchObject([{ status: 'parked' }]),
    );
    expect(await agent.cli('plan')).toMatchObject({ code: 0, stderr: '' });
    const { code, json } = await agent.cli('doctor', '--json');
    expect({ code, found: (json as Diagnosis).findings.map(short) }).toEqual({
      code: 0,
      found: UNSEEN,
    });
  }));

describe('kith doctor, of what keeps an agent from its work', () => {
  it('hears what the agent would say: a device that is not there', () =>
    Patient.treat(async (patient) => {
      const config = nodes(BOTH, { 'neighbor-controller': { directRoutingDevice: 'eno9' } });
      expect(await patient.finding(config)).toMatchObject({
        check: 'health',
        severity: 'advice',
        what: expect.stringContaining('there is no device eno9'),
      });
    }));

  it('knows that nothing is configured, or served', () =>
    Patient.treat(async (patient) => {
      expect(await patient.finding({ plugins: {} })).toMatchObject({
        severity: 'problem',
        what: 'no source is configured',
      });
      const { findings } = await patient.diagnose(
        nodes(BOTH, { 'neighbor-controller': { devices: ['eno+'] } }),
      );
      expect(findings[0]).toMatchObject({
        severity: 'problem',
        where: 'eth0 is not named by devices, eth1 is not named by devices',
      });
    }));

  it('says that it lacks a privilege, and what it sees without', () =>
    Patient.treat(async (patient) => {
      await patient.node.sysctl('net.ipv4.conf.eth0.forwarding', 0);
      const drop = ['setpriv', '--bounding-set=-net_admin', '--inh-caps=-net_admin'];
      const { code, findings } = await patient.diagnose(undefined, ...drop);
      expect({ code, findings: findings.map(short) }).toEqual({
        code: 1,
        findings: ['problem capabilities', 'problem forwarding', ...UNSEEN],
      });
    }));

  it('says which setting it cannot read, and looks at the others', () =>
    Patient.treat(async (patient) => {
      await patient.node.sysctl('net.ipv4.conf.eth1.forwarding', 0);
      const file = '/proc/sys/net/ipv4/conf/eth0/forwarding';
      const hide = ['sh', '-c', `mount --bind /dev/null ${file} && exec "$@"`, 'sh'];
      const { findings } = await patient.diagnose(undefined, ...hide);
      expect(findings).toMatchObject([
        { severity: 'problem', where: 'eth1' },
        { severity: 'unseen', where: 'net.ipv4.conf.eth0.forwarding' },
        {},
        {},
      ]);
    }));

  it('refuses a bad config with exit code 2', () =>
    Patient.treat(async ({ node }) => {
      expect(await node.kith('doctor', '--devices=a/b')).toMatchObject({ code: 2, stdout: '' });
    }));
});
