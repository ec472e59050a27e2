import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PROJECT_ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where `npm run build` leaves the bundled functions and the stack looks for them. */
export const DEFAULT_ASSETS = join(PROJECT_ROOT, 'dist', 'functions');
