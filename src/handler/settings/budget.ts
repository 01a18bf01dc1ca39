/** Runs work while there is room for its weight; what does not fit waits its turn. */
export type Budget = { use<T>(weight: number, work: () => Promise<T>): Promise<T> };

/**
 * A budget that work takes its weight from and gives it back to. First come, first served, so that nothing large waits
 * for ever; a weight above the capacity takes all of it, and runs alone.
 */
export function createBudget(capacity: number): Budget {
  let free = capacity;
  const waiting: { weight: number; start: () => void }[] = [];

  const startWaiting = (): void => {
    for (let next = waiting[0]; next && next.weight <= free; next = waiting[0]) {
      waiting.shift();
      free -= next.weight;
      next.start();
    }
  };

  return {
    async use(asked, work) {
      const weight = Math.min(asked, capacity);
      await new Promise<void>((start) => {
        waiting.push({ weight, start });
        startWaiting();
      });
      try {
        return await work();
      } finally {
        free += weight;
        startWaiting();
      }
    },
  };
}
