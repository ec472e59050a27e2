import type { Fields } from './find.ts';

/** A field of every type, each with the question that asks for it. */
export const EVERY_TYPE: Fields = {
  delivery_date: { type: 'date', prompt: 'When shall we deliver?' },
  amount: { type: 'number', prompt: 'How much would you like to send?' },
  guests: { type: 'integer', prompt: 'How many people are you?' },
  smoker: { type: 'boolean', prompt: 'Do you smoke?' },
  email: { type: 'email', prompt: 'What is your e-mail address?' },
  phone: { type: 'phone', prompt: 'What is your phone number?' },
  size: { type: 'enum', prompt: 'Which size do you take?', enum_values: ['S', 'M', 'L', 'XL'] },
  full_name: { type: 'string', prompt: 'What is your name?' },
  order_number: { type: 'string', prompt: 'What is your order number?', pattern: '^[A-Z]{2}-\\d{6}$' },
};
