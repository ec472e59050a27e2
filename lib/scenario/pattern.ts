/** A field's pattern as a regular expression; undefined when it is none. Unicode rules where it allows them. */
export function compilePattern(pattern: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags);
    } catch {
      // Not one under these rules; old patterns escape more than the Unicode rules permit.
    }
  }
  return undefined;
}
