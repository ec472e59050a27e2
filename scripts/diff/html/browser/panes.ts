import { all, one } from './dom.ts';

/** Both drawings move and grow together: a step and its image are always beside each other. */
const panes = [one('#old', HTMLElement), one('#now', HTMLElement)] as const;
const [first] = panes;
const map = one('#map', SVGSVGElement);
const frame = one('#view', SVGRectElement);
const root = document.documentElement;

const { width, height } = map.viewBox.baseVal;
const SMALLEST = 0.05;
const LARGEST = 2;
/** Below this, names cannot be read. */
const READABLE = 0.42;
const BEGIN = 0.85;
let zoom = 1;

/** Where a pane was put by this script, so that its own scroll event is not taken for somebody's scrolling. */
const put = new Map<HTMLElement, { readonly left: number; readonly top: number }>();

function moveTo(left: number, top: number, which: readonly HTMLElement[] = panes): void {
  for (const pane of which) {
    pane.scrollLeft = left;
    pane.scrollTop = top;
    put.set(pane, { left: pane.scrollLeft, top: pane.scrollTop });
  }
}

/** The other pane follows the one that is scrolled, which is left alone: it may be in the middle of its movement. */
function follow(pane: HTMLElement): void {
  const { scrollLeft: left, scrollTop: top } = pane;
  const at = put.get(pane);
  put.delete(pane);
  if (at?.left !== left || at.top !== top) {
    moveTo(
      left,
      top,
      panes.filter((other) => other !== pane),
    );
  }
  updateFrame();
}

/** What the small map shows of the drawings. */
function updateFrame(): void {
  frame.setAttribute('x', String(first.scrollLeft / zoom));
  frame.setAttribute('y', String(first.scrollTop / zoom));
  frame.setAttribute('width', String(Math.min(width, first.clientWidth / zoom)));
  frame.setAttribute('height', String(Math.min(height, first.clientHeight / zoom)));
}

/** Resizes the drawings; a point of the panes (their middle, unless told) keeps its place. */
function zoomTo(value: number, x = first.clientWidth / 2, y = first.clientHeight / 2): void {
  const before = zoom;
  zoom = Math.min(LARGEST, Math.max(SMALLEST, value));
  const [left, top] = [first.scrollLeft + x, first.scrollTop + y];
  root.style.setProperty('--zoom', String(zoom));
  root.classList.toggle('far', zoom < READABLE);
  moveTo((left / before) * zoom - x, (top / before) * zoom - y);
  updateFrame();
}

const zoomThatFits = (): number =>
  Math.min(1, (first.clientWidth - 4) / width, (first.clientHeight - 4) / height);

export const zoomBy = (factor: number): void => zoomTo(zoom * factor);
export const zoomToFit = (): void => zoomTo(zoomThatFits());

/** Brings a point of the drawing to the middle of the panes. */
function centre(x: number, y: number): void {
  moveTo(x * zoom - first.clientWidth / 2, y * zoom - first.clientHeight / 2);
}

/** Brings a step into view, if it is not there already. */
export function reveal(step: Element): void {
  if (!(step instanceof HTMLElement)) return;
  const [left, top] = [step.offsetLeft * zoom - first.scrollLeft, step.offsetTop * zoom - first.scrollTop];
  const isInside =
    left >= 0 &&
    top >= 0 &&
    left + step.offsetWidth * zoom <= first.clientWidth &&
    top + step.offsetHeight * zoom <= first.clientHeight;
  if (!isInside) centre(step.offsetLeft + step.offsetWidth / 2, step.offsetTop + step.offsetHeight / 2);
}

/** Begins where the flow does: everything if it can be read so, else its beginning. */
export function startPanes(): void {
  zoomTo(Math.max(zoomThatFits(), BEGIN));
  const entry = first.querySelector('.step') ?? document.querySelector('.pane .step');
  if (entry instanceof HTMLElement) centre(entry.offsetLeft + entry.offsetWidth / 2, 0);

  for (const pane of panes) {
    pane.addEventListener('scroll', () => follow(pane));
    pane.addEventListener(
      'wheel',
      (event) => {
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        const { left, top } = pane.getBoundingClientRect();
        zoomTo(zoom * Math.exp(-event.deltaY / 300), event.clientX - left, event.clientY - top);
      },
      { passive: false },
    );
    panByDragging(pane);
  }
  for (const button of all('[data-zoom]')) {
    button.addEventListener('click', () => {
      const kind = button.getAttribute('data-zoom');
      if (kind === 'fit') zoomToFit();
      else zoomBy(kind === 'in' ? 1.25 : 0.8);
    });
  }
  moveByMap();
  new ResizeObserver(updateFrame).observe(first);
}

function panByDragging(pane: HTMLElement): void {
  pane.addEventListener('pointerdown', (event) => {
    const isBackground = !(event.target instanceof Element && event.target.closest('a'));
    if (event.pointerType !== 'mouse' || event.button !== 0 || !isBackground) return;
    pane.setPointerCapture(event.pointerId);
    pane.classList.add('panning');
  });
  pane.addEventListener('pointermove', (event) => {
    if (!pane.hasPointerCapture(event.pointerId)) return;
    moveTo(pane.scrollLeft - event.movementX, pane.scrollTop - event.movementY);
  });
  pane.addEventListener('lostpointercapture', () => pane.classList.remove('panning'));
}

function moveByMap(): void {
  const go = (event: PointerEvent): void => {
    const toScreen = map.getScreenCTM();
    if (!toScreen) return;
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(toScreen.inverse());
    centre(x, y);
  };
  map.addEventListener('pointerdown', (event) => {
    map.setPointerCapture(event.pointerId);
    go(event);
  });
  map.addEventListener('pointermove', (event) => {
    if (map.hasPointerCapture(event.pointerId)) go(event);
  });
}
