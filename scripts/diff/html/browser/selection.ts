import { all, one, showing, stepOf } from './dom.ts';
import { reveal } from './panes.ts';

/** The chosen step is the address's fragment: it can be linked to, and "back" goes to the one before. */
const chosen = (): string | undefined => /^#step-(\d+)$/.exec(location.hash)?.[1];

let marked: readonly Element[] = [];

/** Marks a step in both drawings, in the list and on the map, with the ways to it and from it. */
function select(): void {
  for (const element of marked) element.classList.remove('selected', 'near');
  for (const open of all('.warnings[open]')) open.removeAttribute('open');
  const step = chosen();
  if (step === undefined) {
    marked = [];
    return;
  }
  const places = showing(step);
  const ways = all(`.pane .line:is([data-from="${step}"], [data-to="${step}"])`);
  for (const element of places) element.classList.add('selected');
  for (const way of ways) way.classList.add('near');
  marked = [...places, ...ways];
  for (const place of places) {
    if (place.matches('.pane *')) reveal(place);
    else if (place.matches('li')) place.scrollIntoView({ block: 'nearest' });
  }
  one('#details', HTMLElement).scrollTop = 0;
}

export function clearSelection(): void {
  if (chosen() !== undefined) location.hash = '';
}

/** Chooses the next change of those that the list shows, or the one before; behind the last comes the first. */
export function goToChange(direction: 1 | -1): void {
  const rows = all('#list li:not([hidden])');
  const changes = rows.filter((row) => row.classList.contains('changed'));
  const here = rows.findIndex((row) => row.getAttribute('data-step') === chosen());
  const ahead = (row: Element): boolean => (rows.indexOf(row) - here) * direction > 0;
  const next = direction > 0 ? changes.find(ahead) : changes.findLast(ahead);
  const row = next ?? (direction > 0 ? changes.at(0) : changes.at(-1));
  if (row) location.hash = `#step-${row.getAttribute('data-step')}`;
}

export function startSelection(): void {
  for (const button of all('[data-go]')) {
    button.addEventListener('click', () => goToChange(button.getAttribute('data-go') === 'on' ? 1 : -1));
  }
  addEventListener('hashchange', select);
  document.addEventListener('pointerover', (event) => {
    for (const element of all('.hover')) element.classList.remove('hover');
    const step = stepOf(event.target);
    if (step === undefined) return;
    for (const element of showing(step)) element.classList.add('hover');
  });
  select();
}
