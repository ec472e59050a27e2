import { html, type Markup } from './markup.ts';

/** A text in parts between which a line may be broken: identifiers and conditions have few spaces. */
export const breakable = (text: string): string[] =>
  text.match(/[^\s_/.:-]*[\s_/.:-]+|[^\s_/.:-]+/gu) ?? [text];

/** A text that may be broken between its parts. */
export const broken = (text: string): Markup => html`${breakable(text).map((part) => html`${part}<wbr>`)}`;

/** A condition, which is often one long word. */
export const code = (text: string): Markup => html`<code>${broken(text)}</code>`;
