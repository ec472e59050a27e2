import type { MidstreamClient, ReconcileAnswer, Turn } from '../lib/client/client.ts';

/** What an engine does by itself, for one conversation. */
export interface Conversation {
  readonly sessionId: string;
  /** Keeps where the conversation is; steps are looked up in this version of the graph from now on. */
  adopt(graphVersion: number, stepId: string): Promise<void>;
  /** Answers the message at the step where the conversation is, as it would without Midstream. */
  process(message: Message): Promise<void>;
  /** Begins a step: says what it says, asks what it asks. */
  begin(stepId: string): Promise<void>;
  /** Executes a step without talking about it. Remembers that it did: the same step is never executed twice. */
  execute(stepId: string): Promise<Turn['provided_fields']>;
  say(text: string): Promise<void>;
  /** Reads out of a message what it answers to what was asked. */
  answersIn(message: Message, asked: Asked): Promise<Pick<Turn, 'provided_fields' | 'confirmations'>>;
  /** The conversation has no scenario any more. */
  leave(): Promise<void>;
}

export interface Message {
  readonly id: string;
  readonly text: string;
}

export type Asked = Pick<ReconcileAnswer, 'collect_fields' | 'confirm_fields'>;

/** Actions of one move follow each other; a deployment in between may ask for others. More are a defect. */
const MOST_ROUNDS = 20;

/**
 * A customer has written. Where a call throws, nothing was done with the message: put it back into the queue, and take
 * the turn again; the same turn ids get the same answers. Never process a message without an answer.
 * @param asked what the last turn asked the customer
 * @returns what this turn asked, to be kept until the next message
 */
export async function takeTurn(
  midstream: MidstreamClient,
  conversation: Conversation,
  message: Message,
  asked?: Asked,
): Promise<Asked | undefined> {
  let told: Omit<Turn, 'session_id' | 'turn_id'> = asked ? await conversation.answersIn(message, asked) : {};
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const answer = await midstream.reconcile({
      session_id: conversation.sessionId,
      turn_id: `${message.id}/${round}`,
      ...told,
    });
    const { graph_version, step_id } = answer;
    if (graph_version !== undefined && step_id !== undefined)
      await conversation.adopt(graph_version, step_id);
    if (answer.user_message !== undefined) await conversation.say(answer.user_message);

    switch (answer.action) {
      case 'continue':
        await conversation.process(message);
        return undefined;

      case 'teleport':
        // The same step under another id goes on as if nothing had happened; another step begins.
        if (answer.entry === 'resume') await conversation.process(message);
        else if (step_id !== undefined) await conversation.begin(step_id);
        return undefined;

      case 'collect':
        for (const { text } of answer.prompts) await conversation.say(text);
        for (const { field_name, value } of answer.confirm_fields) {
          await conversation.say(`Is this still right? ${field_name}: ${value}`);
        }
        return answer;

      case 'execute_action': {
        // What they find out is reported with them; then it is asked again.
        const found = [];
        for (const id of answer.execute_action_ids) found.push(await conversation.execute(id));
        told = {
          executed_action_ids: answer.execute_action_ids,
          provided_fields: Object.assign({}, ...found),
        };
        break;
      }

      case 'exit_scenario':
        await conversation.leave();
        return undefined;

      default:
        // A new action does not compile here until it is handled.
        answer.action satisfies never;
    }
  }
  throw new Error(`${conversation.sessionId} was asked for actions ${MOST_ROUNDS} times in a row`);
}
