import type { MigrationScenario } from '../../lib/diff/model.ts';

/** What happens in the demo, in order. */
export interface Chapter {
  readonly title: string;
  readonly releases: readonly Release[];
  /** Of the customers of these flows who do not stay away to the end, so many come back afterwards. */
  readonly comeBack: number;
  /** Those who stayed away so far may come back as well. */
  readonly everybody?: true;
  /** After each turn with a decision, so many go on to the next step where the conversation rests. */
  readonly goOn: number;
}

export interface Release {
  readonly flow: string;
  readonly to: number;
  readonly keep?: KeptBack;
  readonly force?: Forced;
}

/** Customers whom the operator leaves on the version that they are on. */
export interface KeptBack {
  readonly channel: string;
  /** Names of steps. */
  readonly at: readonly string[];
  readonly because: string;
}

/** Steps at which the operator decides how customers move, whatever the plan's classes are. */
export interface Forced {
  readonly scenario: MigrationScenario;
  readonly at: readonly string[];
  readonly because: string;
}

/** Of all customers, how many are in which flow; the folder in `flows`, and the versions that are used, real and own. */
export const FLOWS = [
  { id: 'transfer-money', versions: [1, 2, 3, 4], own: [5], share: 0.78 },
  { id: 'edd-reminders', versions: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], own: [], share: 0.22 },
] as const;

export const STORY: readonly Chapter[] = [
  {
    title: 'Second versions',
    releases: [
      {
        flow: 'transfer-money',
        to: 2,
        keep: {
          channel: 'voice',
          at: ['Ask amount'],
          because: 'a call ends on the script it began with',
        },
        force: {
          scenario: 'gap_fill',
          at: ['utter_transfer_complete'],
          because: 'the money is gone, so nobody is led away from there',
        },
      },
      {
        flow: 'edd-reminders',
        to: 2,
        keep: {
          channel: 'email',
          at: ['EDDMonth / edd_month', 'EDDMonthError / edd_month_error'],
          because: 'the letter with the months is already sent',
        },
      },
    ],
    comeBack: 0.4,
    goOn: 0.15,
  },
  {
    title: 'Third versions',
    releases: [
      { flow: 'transfer-money', to: 3 },
      { flow: 'edd-reminders', to: 3 },
    ],
    comeBack: 0.35,
    goOn: 0.15,
  },
  {
    title: 'A checkpoint, and two versions at once',
    releases: [
      {
        flow: 'transfer-money',
        to: 4,
        force: {
          scenario: 'gap_fill',
          at: ['utter_transfer_complete'],
          because: 'the money is gone, so no decision before it matters any more',
        },
      },
      { flow: 'edd-reminders', to: 4 },
      { flow: 'edd-reminders', to: 5 },
    ],
    comeBack: 0.4,
    everybody: true,
    // Many pay: they pass the checkpoint.
    goOn: 0.7,
  },
  {
    title: 'A version of our own: large transfers take another way',
    releases: [
      { flow: 'transfer-money', to: 5 },
      { flow: 'edd-reminders', to: 6 },
    ],
    comeBack: 0.4,
    everybody: true,
    goOn: 0.15,
  },
  {
    title: 'Four versions more, before anybody writes again',
    releases: [
      { flow: 'edd-reminders', to: 7 },
      { flow: 'edd-reminders', to: 8 },
      { flow: 'edd-reminders', to: 9 },
      { flow: 'edd-reminders', to: 10 },
    ],
    comeBack: 0.6,
    everybody: true,
    goOn: 0.15,
  },
];
