import { all, one, showing, stepOf } from './dom.ts';
import { clearSearch } from './filters.ts';
import { zoomBy, zoomToFit } from './panes.ts';
import { clearSelection, goToChange } from './selection.ts';

const search = one('#search', HTMLInputElement);

/** Keys that do the same wherever the focus is, but not while something is typed. */
const EVERYWHERE: Readonly<Record<string, () => void>> = {
  '/': () => search.focus(),
  '+': () => zoomBy(1.25),
  '-': () => zoomBy(0.8),
  '0': zoomToFit,
  n: () => goToChange(1),
  p: () => goToChange(-1),
};

/**
 * The tab key stops once in the list and once at each drawing; from there the arrow keys lead on: through the list,
 * along the ways of a drawing, and over to the other drawing.
 */
export function startKeys(): void {
  for (const link of all('#list a, .pane .step')) link.setAttribute('tabindex', '-1');
  document.querySelector('#list a')?.setAttribute('tabindex', '0');
  for (const pane of all('.pane')) pane.querySelector('.step')?.setAttribute('tabindex', '0');

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') {
      clearSearch();
      clearSelection();
      return;
    }
    const { target } = event;
    if (target instanceof HTMLInputElement && target.type === 'search') return;
    if (target instanceof HTMLSelectElement) return;
    const action = EVERYWHERE[event.key];
    const next = target instanceof Element ? neighbour(target, event.key) : undefined;
    if (!action && !next) return;
    event.preventDefault();
    action?.();
    if (next) focus(next);
  });
}

/** The one link of the list, or step of a drawing, that the tab key stops at is the one that had the focus last. */
function focus(link: HTMLElement): void {
  const group = link.closest('#list, .pane');
  for (const other of group?.querySelectorAll('a[tabindex="0"]') ?? []) other.setAttribute('tabindex', '-1');
  link.setAttribute('tabindex', '0');
  link.focus();
}

function neighbour(from: Element, key: string): HTMLElement | undefined {
  if (from.matches('#list a')) return inList(from, key);
  if (from.matches('.pane .step')) return inDrawing(from, key);
  return undefined;
}

function inList(from: Element, key: string): HTMLElement | undefined {
  const links = all('#list li:not([hidden]) a');
  const at = links.indexOf(from);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[key];
  const link = to === undefined ? undefined : links[to];
  return link instanceof HTMLElement ? link : undefined;
}

function inDrawing(from: Element, key: string): HTMLElement | undefined {
  const step = stepOf(from);
  const pane = from.closest('.pane');
  if (step === undefined || !pane) return undefined;
  const inPane = (number: string | null | undefined, owner: Element): HTMLElement | undefined =>
    showing(number ?? '').find(
      (place): place is HTMLElement =>
        place instanceof HTMLElement && place.matches('.step') && owner.contains(place),
    );
  switch (key) {
    case 'ArrowDown':
      return inPane(pane.querySelector(`.line[data-from="${step}"]`)?.getAttribute('data-to'), pane);
    case 'ArrowUp':
      return inPane(pane.querySelector(`.line[data-to="${step}"]`)?.getAttribute('data-from'), pane);
    case 'ArrowLeft':
    case 'ArrowRight': {
      const other = one(key === 'ArrowLeft' ? '#old' : '#now', HTMLElement);
      return other === pane ? undefined : inPane(step, other);
    }
    default:
      return undefined;
  }
}
