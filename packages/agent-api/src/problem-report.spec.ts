import { beforeEach, describe, expect, it } from '@jest/globals';

import type { Health } from './health.js';
import { ProblemReport } from './problem-report.js';

/** Keeps what each open scope last said. */
class ScopedHealth implements Health {
  readonly said = new Map<string, string>();

  constructor(
    private readonly name = '',
    private readonly all?: Map<string, string>,
  ) {}

  ok(): void {
    this.all?.set(this.name, 'ok');
  }

  degraded(message: string): void {
    this.all?.set(this.name, message);
  }

  scope(name: string): Health {
    return new ScopedHealth(name, this.said);
  }

  close(): void {
    this.all?.delete(this.name);
  }
}

describe('ProblemReport', () => {
  let health: ScopedHealth;
  let report: ProblemReport;

  beforeEach(() => {
    health = new ScopedHealth();
    report = new ProblemReport(health);
  });

  it('has a scope for each subject with a problem, and none once it is over', () => {
    report.report(
      new Map([
        ['a', 'one'],
        ['b', 'two'],
      ]),
    );
    expect(Object.fromEntries(health.said)).toEqual({ a: 'one', b: 'two' });
    report.report([['b', 'three']]);
    expect(Object.fromEntries(health.said)).toEqual({ b: 'three' });
    report.report([]);
    expect(health.said.size).toBe(0);
  });

  it('tells a hundred, and of the others how many they are', () => {
    const problems = Array.from({ length: 150 }, (_, i) => [`subject ${i}`, 'bad'] as const);
    report.report(problems);
    expect(health.said.size).toBe(101);
    expect(health.said.get('others')).toBe('50 more have problems');
    report.report(problems.slice(0, 100));
    expect(health.said.has('others')).toBe(false);
  });
});
