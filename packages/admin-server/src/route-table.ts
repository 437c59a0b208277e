import { AgentError, type AdminRoute, type AdminRoutes, contributionsById } from '@kith/agent-api';

/** What there is at a path. */
export interface FoundRoutes {
  readonly byMethod: ReadonlyMap<string, AdminRoute>;
  /** The part of the path that stands in place of a parameter, as it came; empty for a path without. */
  readonly parameter: string;
}

/** A parameter is the last part of a path. */
const PARAMETER = /\/\{[a-z]+\}$/;

/** The routes of all contributions, by path, then by method. */
export class RouteTable {
  readonly #byPath = new Map<string, Map<string, AdminRoute>>();
  /** Those with a parameter, by the path in front of it. */
  readonly #byFolder = new Map<string, Map<string, AdminRoute>>();

  /** @throws AgentError `internal` when two contributions, or two routes, are the same, or a parameter stands elsewhere than last */
  constructor(contributions: readonly AdminRoutes[]) {
    for (const [id, { routes }] of contributionsById(contributions)) {
      for (const route of routes) this.#add(route, id);
    }
  }

  /** What there is at that path; undefined = nothing. */
  at(path: string): FoundRoutes | undefined {
    const exact = this.#byPath.get(path);
    if (exact) return { byMethod: exact, parameter: '' };
    const slash = path.lastIndexOf('/');
    const byMethod = this.#byFolder.get(path.slice(0, slash));
    const parameter = path.slice(slash + 1);
    return byMethod && parameter !== '' ? { byMethod, parameter } : undefined;
  }

  #add(route: AdminRoute, contributor: string): void {
    const folder = route.path.replace(PARAMETER, '');
    if (folder.includes('{')) {
      const message = `${route.path} of "${contributor}" has a parameter that is not its last part`;
      throw new AgentError('internal', message);
    }
    const table = folder === route.path ? this.#byPath : this.#byFolder;
    const byMethod = table.get(folder) ?? new Map<string, AdminRoute>();
    if (byMethod.has(route.method)) {
      throw new AgentError(
        'internal',
        `${route.method} ${route.path} of "${contributor}" is there already`,
      );
    }
    byMethod.set(route.method, route);
    table.set(folder, byMethod);
  }
}
