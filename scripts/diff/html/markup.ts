/** Markup that is safe to send: only `html` makes it, and `html` escapes what is put into it. */
export class Markup {
  readonly #text: string;

  constructor(parts: readonly string[], values: readonly Content[]) {
    this.#text = parts.map((part, at) => part + render(values[at])).join('');
  }

  toString(): string {
    return this.#text;
  }
}

/** What may stand in a template; nothing is drawn for `undefined` and `false`. */
export type Content = Markup | string | number | undefined | false | readonly Content[];

/**
 * A template of HTML. Texts that are put into it are escaped, for contents as for attributes in double quotes.
 * Never for the contents of `script` and `style`, nor for addresses.
 */
export const html = (parts: TemplateStringsArray, ...values: readonly Content[]): Markup =>
  new Markup(parts, values);

function render(content: Content): string {
  if (content === undefined || content === false) return '';
  if (content instanceof Markup) return content.toString();
  if (typeof content === 'object') return content.map(render).join('');
  return escaped(String(content));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters have no place in HTML, and no meaning for a reader. */
const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? '').replace(/[^\P{Cc}\t\n\r]/gu, '\uFFFD');
