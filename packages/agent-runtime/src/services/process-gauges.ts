/** What Prometheus expects of every process, by its usual names; read when asked for, free in between. */
export const processGauges = [
  {
    name: 'process_cpu_seconds_total',
    help: 'CPU time of the process, user and system, in seconds.',
    read: (): number => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    },
  },
  {
    name: 'process_resident_memory_bytes',
    help: 'Resident memory of the process, in bytes.',
    read: (): number => process.memoryUsage.rss(),
  },
  {
    name: 'process_uptime_seconds',
    help: 'How long the process has been running, in seconds.',
    read: (): number => process.uptime(),
  },
  {
    name: 'nodejs_heap_size_used_bytes',
    help: 'Memory that JavaScript objects use, in bytes.',
    read: (): number => process.memoryUsage().heapUsed,
  },
] as const;
