import { duration, key } from '@kith/agent-api';
import * as z from 'zod';

const interval = duration().refine(
  (ms) => ms === 0 || ms >= 1000,
  'is too short; write 1s or longer, or 0 for never',
);

const pause = duration().refine((ms) => ms >= 1000, 'is too short; write 1s or longer');

const classInterval = (who: string): z.ZodOptional<typeof interval> =>
  key(interval.optional(), {
    description: `Instead of \`period\`, for ${who}; 0 = never.`,
    reload: 'live',
  });

const parking = z
  .strictObject({
    after: key(z.int().min(1).max(100_000).default(3), {
      description: 'Failed rounds of probes in a row after which a neighbor is parked.',
      reload: 'live',
    }),
    min: key(pause.prefault('5s'), {
      description:
        'How often a parked neighbor is asked for at first, and a gateway always; then twice as long each time.',
      reload: 'live',
    }),
    max: key(pause.prefault('5m'), {
      description: 'How often a parked neighbor is asked for at last.',
      reload: 'live',
    }),
  })
  .refine(({ min, max }) => min <= max, 'max is shorter than min; make it at least as long');

export const refreshControllerConfig = z.strictObject({
  profile: key(z.enum(['default', 'fast']).default('default'), {
    description:
      'fast = each neighbor is confirmed every 1.5 s, under any strategy, so that a MAC that changed in silence is found within 5 s (default: 35 s); it costs two frames in three seconds each.',
    reload: 'restart',
  }),
  period: key(interval.prefault('30s'), {
    description:
      'How often an idle neighbor is resolved anew under agent-refresh, 1s or longer; 0 = no refresh at all.',
    reload: 'live',
    flag: { name: 'arping-refresh-period', value: 'DURATION' },
  }),
  intervals: key(
    z
      .strictObject({
        gateway: classInterval('next hops that are gateways'),
        node: classInterval('nodes'),
        other: classInterval('all others'),
      })
      .prefault({}),
    { description: 'Intervals of their own, by class.', reload: 'live' },
  ),
  framesPerSecond: key(z.int().min(1).max(1_000_000).default(2000), {
    description: 'Neighbors resolved anew a second and device at most; one frame each.',
    reload: 'live',
  }),
  broadcastsPerSecond: key(z.int().min(1).max(1_000_000).default(20), {
    description:
      'Broadcast frames a second and device at most, to ask again for neighbors that do not answer; three each.',
    reload: 'live',
  }),
  parking: key(parking.prefault({}), {
    description:
      'What does not answer for long is asked for less and less often, under any strategy.',
    reload: 'live',
  }),
});

export type RefreshControllerConfig = z.infer<typeof refreshControllerConfig>;
