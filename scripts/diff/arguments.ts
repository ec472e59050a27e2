export const USAGE = `usage: npm run -s diff -- OLD.json NEW.json [--json] [--all] [--html FILE]

What a change of a scenario would mean for the conversations that are in the middle of it.

  OLD.json   the version that sessions are on
  NEW.json   the version that they would go to
  --json     transformation map, summary, checksums and content hashes as JSON
  --all      every step and every warning, not only those that need attention
  --html FILE
             besides, both versions drawn side by side, as one page to open in a browser; of more than
             300 steps those that changed, and what is around them
  --help     this text

Exit status: 0, or 2 with every problem listed when a file is not a valid scenario or cannot be written.
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
      /** Where to write the page, if it is wanted. */
      readonly html: string | undefined;
    };

const FLAGS = new Set(['--json', '--all', '--help', '-h']);
const PAGE = '--html';

/** Reads the command line; every mistake in it is named. */
export function readArguments(args: readonly string[]): Arguments {
  const end = args.indexOf('--');
  const { options, html, problems } = takePage(end < 0 ? args : args.slice(0, end));
  const flags = options.filter(isFlag);
  const files = [...options.filter((arg) => !isFlag(arg)), ...(end < 0 ? [] : args.slice(end + 1))];
  if (flags.includes('--help') || flags.includes('-h')) return { kind: 'help' };

  problems.push(...flags.filter((flag) => !FLAGS.has(flag)).map((flag) => `unknown option ${flag}`));
  const [old, now] = files;
  if (old === undefined || now === undefined || files.length > 2) {
    problems.push(`two files are needed, OLD.json and NEW.json; ${files.length} given`);
    return { kind: 'wrong', problems };
  }
  if (problems.length > 0) return { kind: 'wrong', problems };
  return { kind: 'diff', old, new: now, json: flags.includes('--json'), all: flags.includes('--all'), html };
}

const isFlag = (arg: string): boolean => arg.startsWith('-') && arg !== '-';

/** Takes `--html FILE` or `--html=FILE` out of the options. */
function takePage(args: readonly string[]) {
  const options: string[] = [];
  const pages: string[] = [];
  const problems: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    const joined = arg.startsWith(`${PAGE}=`);
    if (arg !== PAGE && !joined) {
      options.push(arg);
      continue;
    }
    const file = joined ? arg.slice(PAGE.length + 1) : args[at + 1];
    if (file === undefined || file === '' || isFlag(file)) {
      problems.push(`${PAGE} needs the name of the file to write`);
      continue;
    }
    pages.push(file);
    if (!joined) at += 1;
  }
  if (pages.length > 1) problems.push(`${PAGE} is given ${pages.length} times`);
  return { options, html: pages[0], problems };
}
