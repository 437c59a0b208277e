export { FakeClock } from './fake-clock.js';
export { FakeConfig } from './fake-config.js';
export { FakeHealth } from './fake-health.js';
export { FakeInstanceLocks } from './fake-instance-locks.js';
export { FakeJobGroup } from './fake-job-group.js';
export { FakeReadiness } from './fake-readiness.js';
export { MemoryLogger } from './memory-logger.js';
export { MemoryMetrics } from './memory-metrics.js';

export type { LogEntry } from './memory-logger.js';
