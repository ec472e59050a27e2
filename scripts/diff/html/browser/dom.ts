/** The element that the page has for a selector; the page is made with it, so its absence is a defect. */
export function one<Kind extends Element>(selector: string, kind: new () => Kind): Kind {
  const found = document.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`the page has no ${selector}`);
  return found;
}

export const all = (selector: string): Element[] => [...document.querySelectorAll(selector)];

/** Everything that shows a step, by the step's number. */
const shown = Map.groupBy(all('[data-step]'), (element) => element.getAttribute('data-step') ?? '');

export const showing = (step: string): readonly Element[] => shown.get(step) ?? [];

/** The number of the step that something belongs to. */
export function stepOf(target: EventTarget | null): string | undefined {
  const owner = target instanceof Element ? target.closest('[data-step]') : null;
  return owner?.getAttribute('data-step') ?? undefined;
}
