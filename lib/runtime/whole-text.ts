import { BadRequest, type Problem } from '../errors.ts';
import { pathText } from '../problems.ts';

/** A place in a value, kept as the way back to its start: a value may be nested deeply. */
interface Place {
  readonly value: unknown;
  readonly key?: string | number;
  readonly parent?: Place;
}

/** Whoever writes half characters writes them by mistake, and everywhere; some places are as good as all. */
const MAX_PLACES = 20;
/** Deeper than anything that is taken: the place need not be told further. */
const MAX_DEPTH = 70;

/**
 * Sees to it that every text in a value is whole characters. Half a surrogate pair has no UTF-8 form: it could not
 * be stored as it is.
 * @throws BadRequest `malformed_text` with the places
 */
export function expectWholeText(value: unknown): void {
  const problems: Problem[] = [];
  const open: Place[] = [{ value }];
  for (let place = open.pop(); place && problems.length < MAX_PLACES; place = open.pop()) {
    const part = place.value;
    if (typeof part === 'string') {
      if (!part.isWellFormed()) problems.push(problemAt(place));
    } else if (typeof part === 'object' && part !== null) {
      for (const [key, below] of Object.entries(part)) {
        const there: Place = { value: below, key: Array.isArray(part) ? Number(key) : key, parent: place };
        if (key.isWellFormed()) open.push(there);
        else problems.push(problemAt(there));
      }
    }
  }
  if (problems.length > 0) throw BadRequest.of(problems, 'malformed_text');
}

function problemAt(place: Place): Problem {
  const path: (string | number)[] = [];
  for (let at: Place | undefined = place; at?.key !== undefined; at = at.parent) {
    path.push(typeof at.key === 'string' ? at.key.toWellFormed() : at.key);
  }
  return {
    path: pathText(path.reverse().slice(0, MAX_DEPTH)),
    code: 'malformed_text',
    message: 'holds half a character (a lone surrogate); write the character whole',
  };
}
