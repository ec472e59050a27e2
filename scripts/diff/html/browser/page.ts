/** Runs on the page. Whatever is known is in the page already: this finds, marks and moves, and makes no markup. */
import { startFilters } from './filters.ts';
import { startKeys } from './keys.ts';
import { startPanes } from './panes.ts';
import { startSelection } from './selection.ts';

startPanes();
startFilters();
startSelection();
startKeys();
