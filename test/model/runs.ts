const number = Number(process.env.PROPERTY_RUNS ?? 1_500);

/** How many cases each property is tried on; `npm run test:soak` asks for many more. */
export const RUNS = { number, timeout: Math.max(120_000, number * 100) } as const;
