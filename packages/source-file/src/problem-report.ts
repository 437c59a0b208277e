import type { Health } from '@kith/agent-api';

/** Says in health what is wrong with each file, and once that it is over. */
export class ProblemReport {
  private readonly scopes = new Map<string, Health>();

  constructor(private readonly health: Health) {}

  /** `problems` by the name of the file: all that there are. */
  report(problems: ReadonlyMap<string, string>): void {
    for (const [name, scope] of this.scopes) {
      if (problems.has(name)) continue;
      scope.ok();
      // files come and go under ever new names
      scope.close();
      this.scopes.delete(name);
    }
    for (const [name, problem] of problems) {
      const scope = this.health.scope(name);
      this.scopes.set(name, scope);
      scope.degraded(problem);
    }
  }
}
