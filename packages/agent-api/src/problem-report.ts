import type { Health } from './health.js';

/** So many are told one by one. */
const MOST = 100;

/** Says in health what is wrong with each of many subjects that come and go under ever new names, and once that it is over. */
export class ProblemReport {
  private readonly scopes = new Map<string, Health>();

  /** @param health each problem gets a scope of its own below this */
  constructor(private readonly health: Health) {}

  /** `problems` by the name of the subject, a line each: all that there are. Of more than 100 only how many more is said. */
  report(problems: Iterable<readonly [string, string]>): void {
    const told = new Map<string, string>();
    let others = 0;
    for (const [name, problem] of problems) {
      if (told.size < MOST || told.has(name)) told.set(name, problem);
      else others++;
    }
    if (others > 0) told.set('others', `${others} more have problems`);
    for (const [name, scope] of this.scopes) {
      if (told.has(name)) continue;
      scope.ok();
      scope.close();
      this.scopes.delete(name);
    }
    for (const [name, problem] of told) {
      const scope = this.health.scope(name);
      this.scopes.set(name, scope);
      scope.degraded(problem);
    }
  }
}
