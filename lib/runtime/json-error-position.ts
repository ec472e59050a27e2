/** A token other than text. */
const TOKEN = /[{}[\],:]|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const SPACE = /[ \t\n\r]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const FIRST_PRINTABLE = 0x20;

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end';

/**
 * Where text that is not JSON stops being so: the offset of the first token that cannot stand there, or of the
 * end. `JSON.parse` says it for some errors only.
 */
export function jsonErrorPosition(text: string): number {
  const open: string[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    const start = endOf(SPACE, text, at) ?? at;
    if (open.length === 0 && expected === ', or end') return start;
    const isText = text[start] === '"';
    const end = isText ? endOfText(text, start) : endOf(TOKEN, text, start);
    if (end === undefined) return start;
    const next = follow(expected, isText ? 'text' : text.slice(start, end), open);
    if (!next) return start;
    expected = next;
    at = end;
  }
}

/** Where a match that begins exactly at an offset ends. */
function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function endOfText(text: string, quote: number): number | undefined {
  for (let at = quote + 1; at < text.length; ) {
    if (text[at] === '"') return at + 1;
    const next = text[at] === '\\' ? endOf(ESCAPE, text, at) : at + 1;
    if (next === undefined || text.charCodeAt(at) < FIRST_PRINTABLE) return undefined;
    at = next;
  }
  return undefined;
}

const PUNCTUATION = new Set('{}[],:');

/** What may follow a token, or nothing if the token itself cannot stand here. Keeps the brackets that are open. */
function follow(expected: Expected, token: string, open: string[]): Expected | undefined {
  switch (expected) {
    case 'value':
    case 'value or ]':
      if (!PUNCTUATION.has(token)) return ', or end';
      if (token === '[' || token === '{') {
        open.push(token);
        return token === '[' ? 'value or ]' : 'key or }';
      }
      return expected === 'value or ]' && token === ']' ? close('[', open) : undefined;
    case 'key':
    case 'key or }':
      if (token === 'text') return ':';
      return expected === 'key or }' && token === '}' ? close('{', open) : undefined;
    case ':':
      return token === ':' ? 'value' : undefined;
    case ', or end':
      if (token === ',') return open.at(-1) === '[' ? 'value' : 'key';
      if (token === ']') return close('[', open);
      return token === '}' ? close('{', open) : undefined;
  }
}

function close(bracket: string, open: string[]): Expected | undefined {
  return open.pop() === bracket ? ', or end' : undefined;
}
