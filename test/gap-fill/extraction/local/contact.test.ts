import { describe, expect, test } from 'vitest';
import { type Fields, GERMAN, SPANISH, valuesIn } from './find.ts';

const email: Fields = { email: { type: 'email', prompt: 'What is your e-mail address?' } };
const phone: Fields = { phone: { type: 'phone', prompt: 'What is your phone number?' } };
const both: Fields = {
  ...phone,
  recipient_phone: { type: 'phone', prompt: "What is the recipient's phone number?" },
};

const reply = (question: string, words: string): string => `< ${question}\n> ${words}`;

describe('an address is given', () => {
  test.for<[string, string]>([
    ['Jane.Doe+shop@Example.CO.UK', 'Jane.Doe+shop@Example.CO.UK'],
    ['it is jane@example.com.', 'jane@example.com'],
    ['(jane@example.com)', 'jane@example.com'],
    ['not joe@example.com, it is jane@example.com', 'jane@example.com'],
  ])('%s', async ([words, value]) => {
    expect(await valuesIn(email, reply('What is your e-mail address?', words))).toEqual({ email: value });
  });
});

describe('none is given', () => {
  test.for([
    'jane@example',
    'jane at example.com',
    '@jane',
    'jane@@example.com',
    'jane@example.com or joe@example.com',
    "my husband's is joe@example.com",
    "it's not joe@example.com",
    'is it joe@example.com?',
    'I got a mail from scam@evil.example',
    'if it was joe@example.com, would you tell me?',
    'my boss says write to boss@example.com',
  ])('%s', async (words) => {
    expect(await valuesIn(email, reply('What is your e-mail address?', words))).toEqual({});
  });

  test('what the agent said first, at any time, is the agent’s', async () => {
    const said = `
      < Our address is help@shop.example.
      > thanks
      < What is your e-mail address?
      > help@shop.example? I have written there already`;
    expect(await valuesIn(email, said)).toEqual({});
  });
});

describe('a number is given', () => {
  test.for<[string, string, typeof GERMAN | undefined]>([
    ['07400 123456', '+447400123456', undefined],
    ['+49 (0)151 2345 6789', '+4915123456789', undefined],
    ['0151/23456789', '+4915123456789', GERMAN],
    ['0049 151 23456789', '+4915123456789', GERMAN],
    ['612-345-678', '+34612345678', SPANISH],
  ])('%s', async ([words, value, setting]) => {
    expect(await valuesIn(phone, reply('What is your phone number?', words), setting)).toEqual({
      phone: value,
    });
  });
});

describe('no number is given', () => {
  test.for([
    '12345',
    '07400 123456 or 07400 123457',
    'my mother has 07400 123456',
    'your hotline 0800 123 4567 is always busy',
    'somebody called me from 07400 123456',
    'is 07400 123456 yours?',
    'do not call 07400 123456 any more',
    'order 07400123456',
    'GB29 NWBK 6016 1331 9268 19',
  ])('%s', async (words) => {
    expect(await valuesIn(phone, reply('How can I help?', words))).toEqual({});
    expect(await valuesIn(phone, reply('What is your phone number?', words))).toEqual({});
  });
});

test('mine and theirs are told apart', async () => {
  expect(await valuesIn(both, reply('How can I help?', 'my number is 07400 123456, please call'))).toEqual({
    phone: '+447400123456',
  });
  expect(await valuesIn(both, reply("What is the recipient's phone number?", '07400 123456'))).toEqual({
    recipient_phone: '+447400123456',
  });
  expect(
    await valuesIn(both, reply('Which numbers?', 'mine is 07400 111222, hers is 07400 333444')),
  ).toMatchObject({ phone: '+447400111222' });
});
