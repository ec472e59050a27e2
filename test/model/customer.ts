import type { ReconcileAnswer } from '../../lib/reconcile/model.ts';
import type { ProfileField, Values } from '../../lib/session/model.ts';
import { DEPLOYED_AT, doubtful, NOW, profileField } from '../reconcile/journey.ts';
import { type Case, type Conduct, WRONG } from './cases.ts';
import type { Turn } from './situation.ts';

/** What a customer, and the engine for them, says to what was asked last. */
export function inputFor(
  conduct: Conduct,
  truth: Readonly<Record<string, unknown>>,
  asked: ReconcileAnswer | undefined,
): Turn {
  const { collect_fields: fields = [], execute_action_ids: due = [] } = asked ?? {};
  const doubts = asked?.confirm_fields.map((each) => each.field_name) ?? [];
  const told = (names: readonly string[], values = truth) => byName(names, (name) => values[name]);
  const said = (answer: boolean, names: readonly string[] = doubts) => byName(names, () => answer);
  const silence: Turn = { provided: {}, confirmations: {}, executed: [], now: NOW };
  switch (conduct) {
    case 'everything':
      return { ...silence, provided: told(fields), confirmations: said(true), executed: due };
    case 'talkative':
      return { ...silence, provided: truth, confirmations: said(true), executed: due };
    case 'something':
      return {
        ...silence,
        provided: told(fields.slice(0, 1)),
        confirmations: said(false, doubts.slice(0, 1)),
        executed: due.slice(0, 1),
      };
    case 'wrongly':
      return { ...silence, provided: told(fields, WRONG), confirmations: said(false) };
    case 'nothing':
      return silence;
  }
}

/** What the session knows of a customer before anything is published. */
export const variablesOf = ({ variables, truth }: Case): Values =>
  Object.fromEntries(variables.map((each) => [each.name, knownValue(each, truth)]));

/** What the profile knows. */
export const profileOf = ({ profile, truth }: Case): Record<string, ProfileField> =>
  Object.fromEntries(
    profile.map((each) => {
      const value = knownValue(each, truth);
      if (each.kind.includes('doubtful')) return [each.name, doubtful(value)];
      return [
        each.name,
        { ...profileField(value), ...(each.kind === 'expired' && { expires_at: DEPLOYED_AT }) },
      ];
    }),
  );

function knownValue({ name, kind }: Case['variables'][number], truth: Case['truth']): Values[string] {
  const values: Readonly<Record<string, unknown>> = kind.includes('wrong') ? WRONG : truth;
  return values[name] as Values[string];
}

const byName = <T>(names: readonly string[], make: (name: string) => T): Record<string, T> =>
  Object.fromEntries(names.map((name) => [name, make(name)]));
