import { AgentError, type AdminRoute, AdminRoutes, plainText } from '@kith/agent-api';
import { HeldRemovals } from '@kith/neighbor-api';
import { inject, injectable } from 'inversify';
import * as z from 'zod';

const confirmation = z.strictObject({ source: z.string().optional() });

/** Where an operator says that what a source took away at once is meant. */
@injectable()
export class RemovalRoutes implements AdminRoutes {
  readonly id = 'removals';
  readonly routes: readonly AdminRoute[] = [
    {
      method: 'POST',
      path: '/v1/removals/confirm',
      handle: ({ body }) => this.confirm(body),
    },
  ];

  constructor(@inject(HeldRemovals) private readonly held: HeldRemovals) {}

  private confirm(body: unknown): unknown {
    const checked = confirmation.safeParse(body ?? {});
    if (!checked.success) {
      throw new AgentError('bad-request', 'expected { "source": "NAME" }, or nothing for all');
    }
    const { source } = checked.data;
    const names = this.held.heldRemovals.map((held) => held.source);
    // as likely a name that is not quite right as one that was confirmed before
    if (source !== undefined && names.length > 0 && !names.includes(source)) {
      throw new AgentError(
        'not-found',
        `nothing is held of "${plainText(source)}"; it is of ${names.join(', ')}`,
      );
    }
    return { confirmed: this.held.confirmRemovals(source) };
  }
}
