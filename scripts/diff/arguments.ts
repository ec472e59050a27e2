export const USAGE = `usage: npm run -s diff -- OLD.json NEW.json [--json] [--all]

What a change of a scenario would mean for the conversations that are in the middle of it.

  OLD.json   the version that sessions are on
  NEW.json   the version that they would go to
  --json     transformation map, summary, checksums and content hashes as JSON
  --all      every step and every warning, not only those that need attention
  --help     this text

Exit status: 0, or 2 with every problem listed when a file is not a valid scenario.
`;

export type Arguments =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problems: readonly string[] }
  | {
      readonly kind: 'diff';
      readonly old: string;
      readonly new: string;
      readonly json: boolean;
      readonly all: boolean;
    };

const FLAGS = new Set(['--json', '--all', '--help', '-h']);

/** Reads the command line; every mistake in it is named. */
export function readArguments(args: readonly string[]): Arguments {
  const end = args.indexOf('--');
  const options = end < 0 ? args : args.slice(0, end);
  const isFlag = (arg: string): boolean => arg.startsWith('-') && arg !== '-';
  const flags = options.filter(isFlag);
  const files = [...options.filter((arg) => !isFlag(arg)), ...(end < 0 ? [] : args.slice(end + 1))];
  if (flags.includes('--help') || flags.includes('-h')) return { kind: 'help' };

  const problems = flags.filter((flag) => !FLAGS.has(flag)).map((flag) => `unknown option ${flag}`);
  const [old, now] = files;
  if (old === undefined || now === undefined || files.length > 2) {
    problems.push(`two files are needed, OLD.json and NEW.json; ${files.length} given`);
    return { kind: 'wrong', problems };
  }
  if (problems.length > 0) return { kind: 'wrong', problems };
  return { kind: 'diff', old, new: now, json: flags.includes('--json'), all: flags.includes('--all') };
}
