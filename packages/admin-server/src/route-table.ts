import { AgentError, type AdminRoute, type AdminRoutes, contributionsById } from '@kith/agent-api';

/** The routes of all contributions, by path, then by method. */
export class RouteTable {
  readonly #byPath = new Map<string, Map<string, AdminRoute>>();

  /** @throws AgentError `internal` when two contributions, or two routes, are the same */
  constructor(contributions: readonly AdminRoutes[]) {
    for (const [id, { routes }] of contributionsById(contributions)) {
      for (const route of routes) this.#add(route, id);
    }
  }

  /** The routes of that path, by method; undefined = no such path. */
  at(path: string): ReadonlyMap<string, AdminRoute> | undefined {
    return this.#byPath.get(path);
  }

  #add(route: AdminRoute, contributor: string): void {
    const byMethod = this.#byPath.get(route.path) ?? new Map<string, AdminRoute>();
    if (byMethod.has(route.method)) {
      throw new AgentError(
        'internal',
        `${route.method} ${route.path} of "${contributor}" is there already`,
      );
    }
    byMethod.set(route.method, route);
    this.#byPath.set(route.path, byMethod);
  }
}
