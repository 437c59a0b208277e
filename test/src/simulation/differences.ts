import type { Lane } from './lane.js';
import type { Script } from './operation.js';

/** After how many operations a lane looked otherwise on the two kernels, and how. */
export interface Difference {
  readonly lane: Lane;
  readonly after: number;
  readonly what: readonly string[];
}

/** What differs between two plain objects, one line each. */
export function differences(real: object, simulated: object, path = ''): readonly string[] {
  const simulatedValues = new Map(Object.entries(simulated));
  return Object.entries(real).flatMap(([name, value]: [string, unknown]) => {
    const other: unknown = simulatedValues.get(name);
    if (isObject(value) && isObject(other)) return differences(value, other, `${name} `);
    return value === other
      ? []
      : [`${path}${name}: really ${String(value)}, simulated ${String(other)}`];
  });
}

/** For people: what differs, and the operations that led to it. */
export function explain({ lane, after, what }: Difference, script: Script): string {
  const operations = script.slice(0, after).map((operation) => {
    const { kind, ...traits } = operation;
    const key = 'key' in operation ? ` ${lane.keys[operation.key]}` : '';
    return `  ${kind}${key} ${JSON.stringify(traits)}`;
  });
  return [`lane ${lane.number}, after ${after} operations:`, ...what, ...operations].join('\n');
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
