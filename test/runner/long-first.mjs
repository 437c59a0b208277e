import Sequencer from '@jest/test-sequencer';

/** Of these each takes most of a minute: none of them is to be left over when all others are done. */
const LONG = [
  'scale',
  'parking',
  'self-defence',
  'scale-refresh',
  'refresh-intervals',
  'kubernetes-source',
  'ownership',
  'refresh-turns',
  'next-hops-standby',
  'doctor',
  'silent-moves',
];

/** The order of the scenarios' files on a machine that has not run them yet, and so does not know how long each takes. */
export default class LongFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).toSorted((a, b) => rank(a) - rank(b));
  }
}

function rank({ path }) {
  const index = LONG.findIndex((name) => path.endsWith(`/scenarios/${name}.spec.ts`));
  return index < 0 ? LONG.length : index;
}
