/** The engine guide's examples: one flow, what changed in it, what the engine sends. */
import type { ReconcileInput } from '../../lib/reconcile/model.ts';
import type { ScenarioInput } from '../../lib/scenario/model.ts';
import { scenario } from '../support/scenario-builder.ts';

type Turn = Omit<ReconcileInput, 'tenant_id' | 'session_id' | 'turn_id'>;

export interface Example {
  readonly title: string;
  /** What was changed in the flow, and what happens to the customer. */
  readonly story: string;
  readonly v2?: ScenarioInput;
  readonly policy?: { readonly step: string; readonly policy: object };
  readonly walk: readonly string[];
  readonly channel?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly profile?: {
    readonly name: string;
    readonly value: unknown;
    readonly needs_confirmation?: boolean;
  };
  /** What the engine sends, turn by turn; all but the last are shown in short. */
  readonly turns: readonly Turn[];
  /** What the engine does with the last answer. */
  readonly does: string;
}

/** `hello -> size -> confirm -> order (an order is sent) -> thanks`. */
const shop = (version: number) => scenario('shop', version);
const withOrder = (flow: ReturnType<typeof shop>) =>
  flow
    .step('confirm', { awaits: true })
    .to('order')
    .step('order', { checkpoint: 'the order was sent' })
    .to('thanks')
    .step('thanks', { awaits: true });

export const FIRST: ScenarioInput = withOrder(
  shop(1)
    .step('hello')
    .to('size')
    .step('size', { collects: ['size'], awaits: true })
    .to('confirm'),
).build();

/** A step between `size` and `confirm`. */
const between = (id: string, parts: Parameters<ReturnType<typeof shop>['step']>[1]) =>
  withOrder(
    shop(2)
      .step('hello')
      .to('size')
      .step('size', { collects: ['size'], awaits: true })
      .to(id)
      .step(id, parts)
      .to('confirm'),
  );
export const WITH_DELIVERY = between('delivery', { collects: ['delivery_date'], awaits: true })
  .field('delivery_date', { type: 'date', prompt: 'When shall we deliver?' })
  .build();

const atConfirm = ['size', 'confirm'];

export const EXAMPLES: readonly Example[] = [
  {
    title: 'Nothing to do',
    story: 'No newer version is published. This is nearly every turn: one read, nothing written.',
    walk: atConfirm,
    turns: [{}],
    does: 'Processes the turn.',
  },
  {
    title: 'Moved silently',
    story: 'A message was inserted before `confirm`. Nothing is missing, so the customer notices nothing.',
    v2: between('news', {}).build(),
    walk: atConfirm,
    turns: [{}],
    does: 'Goes on in version 2, at the step that it is told, and processes the turn.',
  },
  {
    title: 'Asked for data',
    story: 'Version 2 asks for a delivery date before `confirm`, and nobody knows it yet.',
    v2: WITH_DELIVERY,
    walk: atConfirm,
    turns: [{}],
    does: 'Says the prompt and waits. The session stays where it is until the answer comes.',
  },
  {
    title: 'Answered, and moved',
    story: 'The same customer answers. A value that does not fit its definition would be asked for again.',
    v2: WITH_DELIVERY,
    walk: atConfirm,
    turns: [{}, { provided_fields: { delivery_date: '2027-01-14' } }],
    does: 'Goes on in version 2. The date is now a variable of the session and in the profile of the customer.',
  },
  {
    title: 'Found in what was said',
    story: 'The engine sends the conversation along, and the customer had said it before: nobody is asked.',
    v2: WITH_DELIVERY,
    walk: atConfirm,
    turns: [
      {
        conversation: [
          { role: 'agent', text: 'When shall we deliver?', at: '2026-12-28T10:00:00.000Z' },
          { role: 'customer', text: 'On 14 January 2027, please.', at: '2026-12-28T10:01:00.000Z' },
        ],
        locale: 'en-GB',
        time_zone: 'Europe/Vienna',
      },
    ],
    does: 'Goes on in version 2. The date is a variable of the session, and in the profile of the customer with the words that gave it.',
  },
  {
    title: 'Found in what was said, to be confirmed',
    story: 'It can be read that way, and no more: the customer is asked whether it is right.',
    v2: WITH_DELIVERY,
    walk: atConfirm,
    turns: [
      {
        conversation: [
          { role: 'agent', text: 'Which size?', at: '2026-12-28T10:00:00.000Z' },
          {
            role: 'customer',
            text: 'XL please, and deliver it on 14 January.',
            at: '2026-12-28T10:01:00.000Z',
          },
        ],
        locale: 'en-GB',
        time_zone: 'Europe/Vienna',
      },
    ],
    does: 'Puts the value to the customer and sends `"confirmations": {"delivery_date": true}`, or `false`, with the next turn. What is refused is asked for.',
  },
  {
    title: 'Asked to confirm',
    story: 'The profile holds a date that nobody has confirmed.',
    v2: WITH_DELIVERY,
    walk: atConfirm,
    profile: { name: 'delivery_date', value: '2027-01-14', needs_confirmation: true },
    turns: [{}],
    does: 'Puts the value to the customer and sends `"confirmations": {"delivery_date": true}`, or `false`, with the next turn.',
  },
  {
    title: 'Re-routed',
    story: 'Version 2 sends customers who want XXL to a person. This one had said so before.',
    v2: withOrder(
      shop(2)
        .step('hello')
        .to('size')
        .step('size', { collects: ['size'], awaits: true })
        .to('tailor', { when: 'size == "XXL"', fields: ['size'], priority: 1 })
        .to('confirm'),
    )
      .step('tailor', { awaits: true })
      .build(),
    walk: atConfirm,
    variables: { size: 'XXL' },
    turns: [{}],
    does: 'Says `user_message`, goes to `target_step_id` and begins that step (`entry` is `enter`).',
  },
  {
    title: 'An action first',
    story: 'Version 2 checks the stock before `confirm`, and that has to happen.',
    v2: between('check_stock', { performs_action: true, required: true }).build(),
    walk: atConfirm,
    turns: [{}],
    does: 'Executes the step. Then it calls again with `"executed_action_ids": ["check_stock"]`; what it found out goes into `provided_fields`.',
  },
  {
    title: 'Executed, and moved',
    story:
      'The same customer, once the engine has reported it. It is recorded in that call and never asked for again.',
    v2: between('check_stock', { performs_action: true, required: true }).build(),
    walk: atConfirm,
    turns: [{}, { executed_action_ids: ['check_stock'], provided_fields: { in_stock: true } }],
    does: 'Goes on in version 2.',
  },
  {
    title: 'The step is gone',
    story: 'Version 2 has no `confirm`. The customer goes back to the latest step that is still there.',
    v2: shop(2)
      .step('hello')
      .to('size')
      .step('size', { collects: ['size'], awaits: true })
      .to('order')
      .step('order', { checkpoint: 'the order was sent' })
      .to('thanks')
      .step('thanks', { awaits: true })
      .build(),
    walk: atConfirm,
    turns: [{}],
    does: 'Goes to `target_step_id` and begins that step.',
  },
  {
    title: 'Blocked by a checkpoint',
    story: 'Version 2 has no `thanks`. The step before it is `order`, and the order must not be sent twice.',
    v2: shop(2)
      .step('hello')
      .to('size')
      .step('size', { collects: ['size'], awaits: true })
      .to('confirm')
      .step('confirm', { awaits: true })
      .to('order')
      .step('order', { checkpoint: 'the order was sent' })
      .build(),
    walk: ['size', 'confirm', 'order', 'thanks'],
    turns: [{}],
    does: 'Processes the turn in version 1. Whoever watches `CheckpointBlocks` is told.',
  },
  {
    title: 'Pinned by a checkpoint that would be skipped',
    story:
      'Version 2 reserves the goods before `confirm`. The customer is beyond it, and the policy says `pin` (the default).',
    v2: between('reserve', { checkpoint: 'the goods are reserved' }).build(),
    walk: atConfirm,
    turns: [{}],
    does: 'Processes the turn in version 1. With the policy `run` it would be told to execute `reserve` first.',
  },
  {
    title: 'Out of scope',
    story: 'The operator has excluded e-mail from the move.',
    v2: between('news', {}).build(),
    policy: { step: 'confirm', policy: { scope_filter: { exclude_channels: ['email'] } } },
    walk: atConfirm,
    channel: 'email',
    turns: [{}],
    does: 'Processes the turn in version 1, and in every later turn without another decision.',
  },
  {
    title: 'Nowhere to go',
    story: 'Version 2 is another flow: it has none of the steps that the customer was at.',
    v2: shop(2).step('welcome', { awaits: true }).to('menu').step('menu', { awaits: true }).build(),
    walk: atConfirm,
    turns: [{}],
    does: 'Says `user_message` and ends the conversation, or starts another scenario.',
  },
];
