import { describe, expect, it } from 'vitest';
import { turnQuoted } from '../../../lib/gap-fill/extraction/quotes.ts';

const said = (...texts: string[]) => texts.map((text) => ({ role: 'customer', text }));
const isQuoted = (quote: string, ...texts: string[]) => turnQuoted({ quote }, said(...texts)) !== undefined;

describe('a quote', () => {
  it('is what a customer said, whatever the white space and the form of its characters', () => {
    expect(isQuoted('the 14th of March', 'Make it  the 14th\nof\u00a0March, please')).toBe(true);
    expect(isQuoted('José', 'I am Jose\u0301')).toBe(true);
  });

  it('is nothing that only somebody else said', () => {
    const conversation = [
      { role: 'agent', text: 'Is it red?' },
      { role: 'tool', text: 'red' },
      { role: 'user', text: 'Blue' },
    ];
    expect(turnQuoted({ quote: 'red' }, conversation)).toBeUndefined();
    expect(turnQuoted({ quote: 'Blue' }, conversation)).toBe(conversation[2]);
  });

  it('is made of whole words, where a script has words', () => {
    expect(isQuoted('14', 'in 2014')).toBe(false);
    expect(isQuoted('14', 'in 2014, or 14')).toBe(true);
    expect(isQuoted('Ann', 'Anna')).toBe(false);
    expect(isQuoted('東京', '私は東京に住んでいます')).toBe(true);
  });

  it('is not empty', () => {
    expect(isQuoted('', 'anything')).toBe(false);
    expect(isQuoted(' \n', 'any thing')).toBe(false);
  });

  it('is found in the newest turn that has it', () => {
    const conversation = said('Monday', 'Monday', 'Tuesday');
    expect(turnQuoted({ quote: 'Monday' }, conversation)).toBe(conversation[1]);
  });
});
