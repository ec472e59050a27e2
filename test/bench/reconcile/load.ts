/** `node load.ts MODULE` prints how long this thread computes to load a module (ms). */
const before = process.threadCpuUsage();
await import(process.argv[2] ?? '');
const { user, system } = process.threadCpuUsage(before);
process.stdout.write(String((user + system) / 1_000));
