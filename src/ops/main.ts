/** `npm run ops`: what an operator types. Every command says more with --help. */
import { EXIT, operate } from './operate.ts';

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (interrupt.signal.aborted) process.exit(EXIT.interrupted); // The second time: at once.
    interrupt.abort();
  });
}
process.exitCode = await operate(process.argv.slice(2), process.env, process, interrupt.signal);
