import { all, one } from './dom.ts';

const search = one('#search', HTMLInputElement);
const scenario = one('#filters select', HTMLSelectElement);
const found = one('#found', HTMLElement);
const rows = all('#list li');

/** Leaves of the list what was asked for, and lets the rest of the drawings step back. */
function apply(): void {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const kinds = all('#filters input:checked').map((box) => box.getAttribute('value') ?? '');
  if (scenario.value !== '') kinds.push(scenario.value);

  const left = new Set<string | null>();
  for (const row of rows) {
    const name = row.getAttribute('data-name') ?? '';
    const fits =
      words.every((word) => name.includes(word)) && kinds.every((kind) => row.classList.contains(kind));
    row.toggleAttribute('hidden', !fits);
    if (fits) left.add(row.getAttribute('data-step'));
  }
  for (const step of all(':is(.pane, #map) [data-step]')) {
    step.classList.toggle('dim', !left.has(step.getAttribute('data-step')));
  }
  const everything = left.size === rows.length;
  for (const line of all('.pane .line')) {
    const ends = [line.getAttribute('data-from'), line.getAttribute('data-to')];
    line.classList.toggle('dim', !everything && !ends.every((end) => left.has(end)));
  }
  found.textContent = everything ? `${rows.length} steps` : `${left.size} of ${rows.length} steps`;
}

export function clearSearch(): void {
  search.value = '';
  apply();
}

export function startFilters(): void {
  one('.find', HTMLElement).addEventListener('input', apply);
  search.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    const first = document.querySelector('#list li:not([hidden]) a');
    if (first instanceof HTMLAnchorElement) first.click();
  });
  // A browser that reloads the page may have kept what was chosen.
  apply();
}
