import { describe, expect, test } from 'vitest';
import { pathText } from '../../lib/problems.ts';
import { displayNameOf } from '../../lib/scenario/display-name.ts';
import { parseScenario, validateScenario } from '../../lib/scenario/validate.ts';
import { flow } from '../support/flows.ts';
import { scenario } from '../support/scenario-builder.ts';

const problems = (json: unknown): [path: string, code: string][] => {
  const parsed = parseScenario(json);
  return parsed.ok ? [] : parsed.problems.map(({ path, code }) => [path, code]);
};
const minimal = { name: 'n', version: 1, entry_step_id: 'a', steps: [{ id: 'a', name: 'A' }] };

describe('a scenario is refused', () => {
  test.each<[string, object, [string, string][]]>([
    ['without steps', { steps: [] }, [['steps', 'no_steps']]],
    ['when its entry does not exist', { entry_step_id: 'x' }, [['entry_step_id', 'entry_not_found']]],
    [
      'when ids repeat',
      {
        steps: [
          { id: 'a', name: 'A' },
          { id: 'b', name: 'B' },
          { id: 'a', name: 'C' },
        ],
      },
      [['steps[2].id', 'repeated_step_id']],
    ],
    [
      'when a target does not exist',
      { steps: [{ id: 'a', name: 'A', transitions: [{ to_step_id: 'a' }, { to_step_id: 'z' }] }] },
      [['steps[0].transitions[1].to_step_id', 'target_not_found']],
    ],
    [
      'when a checkpoint lacks its description, or has only spaces',
      {
        steps: [
          { id: 'a', name: 'A', is_checkpoint: true },
          { id: 'b', name: 'B', is_checkpoint: true, checkpoint_description: ' \u3000' },
        ],
      },
      [
        ['steps[0].checkpoint_description', 'checkpoint_without_description'],
        ['steps[1].checkpoint_description', 'checkpoint_without_description'],
      ],
    ],
    [
      'when a field definition makes no sense',
      {
        field_definitions: {
          kind: { type: 'enum' },
          code: { type: 'string', pattern: '(' },
          'the age': { type: 'integer', minimum: 3, maximum: 2 },
        },
      },
      [
        ['field_definitions.kind.enum_values', 'enum_without_values'],
        ['field_definitions.code.pattern', 'invalid_pattern'],
        ['field_definitions["the age"].minimum', 'minimum_above_maximum'],
      ],
    ],
    [
      'when a text holds half a surrogate pair',
      { steps: [{ id: 'a', name: 'A\ud800' }] },
      [['steps[0].name', 'ill_formed_text']],
    ],
    [
      'for a field that is not known',
      { colour: 'red', stepz: [] },
      [
        ['colour', 'unknown_field'],
        ['stepz', 'unknown_field'],
      ],
    ],
  ])('%s', (_, change, expected) => {
    expect(problems({ ...minimal, ...change })).toEqual(expected);
  });

  test('with every problem at once, those of its shape and those between its parts', () => {
    const steps = [
      {
        id: 'a',
        name: 'A',
        transitions: [{ to_step_id: 'nowhere', priority: 'high' }, { condition_text: 3 }],
      },
      { id: 'a' },
      { id: 7, name: 'B', is_checkpoint: true },
    ];
    const found = problems({
      version: 0,
      entry_step_id: 'q',
      steps,
      field_definitions: { f: { type: 'colour' } },
    });
    expect(new Set(found.map(([path]) => path))).toEqual(
      new Set([
        'name',
        'version',
        'steps[0].transitions[0].priority',
        'steps[0].transitions[1].to_step_id',
        'steps[0].transitions[1].condition_text',
        'steps[1].name',
        'steps[2].id',
        'field_definitions.f.type',
        'steps[1].id',
        'entry_step_id',
        'steps[0].transitions[0].to_step_id',
        'steps[2].checkpoint_description',
      ]),
    );
  });

  test.each([null, undefined, 3, 'text', [], [minimal], {}])('when it is %j', (json) => {
    expect(parseScenario(json).ok).toBe(false);
  });

  test('with more than 5,000 steps, quickly, however many other problems there are', () => {
    const steps = Array.from({ length: 6_000 }, (_, at) => ({
      id: `s${at % 5_999}`,
      name: '',
      extra: 1,
      transitions: [{ to_step_id: 'z' }],
      is_checkpoint: true,
    }));
    const started = performance.now();
    const found = problems({ ...minimal, steps });
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(found).toContainEqual(['steps', 'too_many_steps']);
    expect(found).toHaveLength(4 * 6_000 + 3);
  });
});

describe('a scenario is accepted with a warning', () => {
  test('when a condition names a field that nothing collects or defines', () => {
    const input = scenario()
      .step('a', { collects: ['age'] })
      .to('b', { when: 'age < 18 && vip && country == "DE"', fields: ['age', 'vip', 'country'] })
      .step('b')
      .field('country', { type: 'string' })
      .build();
    expect(validateScenario(input)).toEqual({
      problems: [],
      warnings: [
        {
          path: 'steps[0].transitions[0].condition_fields[1]',
          code: 'field_never_collected',
          message: 'no step collects vip and no field definition names it',
        },
      ],
    });
  });

  test('when the entry cannot reach a step', () => {
    const { warnings } = validateScenario(scenario().step('a').step('b').to('a').build());
    expect(warnings).toMatchObject([{ path: 'steps[1]', code: 'step_unreachable' }]);
  });

  test('and defaults are filled in', () => {
    const parsed = parseScenario(minimal);
    expect(parsed).toMatchObject({
      ok: true,
      warnings: [],
      scenario: { steps: [{ description: '', transitions: [] }] },
    });
  });

  test('as every published flow is', () => {
    expect(validateScenario(flow('edd-reminders', 10)).problems).toEqual([]);
  });
});

test('paths read as people write them', () => {
  expect(pathText(['steps', 3, 'transitions', 0, 'to_step_id'])).toBe('steps[3].transitions[0].to_step_id');
  expect(pathText(['field_definitions', 'a b', 'type'])).toBe('field_definitions["a b"].type');
  expect(pathText([])).toBe('');
});

test('a field is called by its definition, else by its own name made readable', () => {
  const definitions = {
    field_definitions: { iban: { type: 'string' as const, display_name: 'IBAN', examples: [] } },
  };
  expect(
    ['iban', 'first_name', 'dateOfBirth', 'line2', 'constructor'].map((field) =>
      displayNameOf(definitions, field),
    ),
  ).toEqual(['IBAN', 'First name', 'Date of birth', 'Line2', 'Constructor']);
});
