import type { Conversation } from '../conversation.ts';

export const ENGLISH_DATES: readonly Conversation[] = [
  {
    id: 'en-date-01',
    kind: 'value',
    fields: ['delivery_date'],
    said: `
      < Hi, this is Parcel Bee. When can we bring your washing machine?
      > Tuesday 16 March would be great, I'm home all day`,
    expected: { delivery_date: '2027-03-16' },
  },
  {
    id: 'en-date-02',
    kind: 'correction',
    fields: ['delivery_date'],
    said: `
      < On which day should we deliver?
      > March 12th please
      < Got it, the 12th.
      > no, sorry, the 14th`,
    expected: { delivery_date: '2027-03-14' },
  },
  {
    id: 'en-date-03',
    kind: 'value',
    fields: ['appointment_date'],
    said: `
      > hello, can I see the dentist tomorrow? I have awful toothache
      < Oh dear. Let me see what we can do. Have you been with us before?
      > Yes, in 2024`,
    expected: { appointment_date: '2027-03-11' },
  },
  {
    id: 'en-date-04',
    kind: 'near miss',
    fields: ['appointment_date'],
    at: undefined,
    said: `
      < Which day would suit you?
      > tomorrow or so`,
    expected: {},
  },
  {
    id: 'en-date-05',
    kind: 'value',
    fields: ['birth_date', 'delivery_date'],
    said: `
      < To find your account, what is your date of birth?
      > 3 July 1988
      < Thanks. And when shall we deliver the sofa?
      > this Friday if you can`,
    expected: { birth_date: '1988-07-03', delivery_date: '2027-03-12' },
  },
  {
    id: 'en-date-06',
    kind: 'value',
    fields: ['birth_date'],
    locale: 'en-US',
    said: `
      > Hi! Need to add myself to my husband's health plan. I was born 11/28/1990.
      < Welcome! Let's do that.`,
    expected: { birth_date: '1990-11-28' },
  },
  {
    id: 'en-date-07',
    kind: 'near miss',
    fields: ['birth_date'],
    locale: 'en',
    said: `
      < What is your date of birth?
      > 03/04/1979`,
    expected: {},
  },
  {
    id: 'en-date-08',
    kind: 'value',
    fields: ['departure_date', 'return_date'],
    said: `
      < Where would you like to go?
      > Lisbon, leaving on 2 May and coming back on the 9th of May
      < Lovely. How many of you?
      > just me`,
    expected: { departure_date: '2027-05-02', return_date: '2027-05-09' },
  },
  {
    id: 'en-date-09',
    kind: 'someone else',
    fields: ['birth_date'],
    said: `
      < How can I help?
      > I want to add my son to the policy. He was born on 5 June 2019.
      < Congratulations! We will need your details too.`,
    expected: {},
  },
  {
    id: 'en-date-10',
    kind: 'value',
    fields: ['incident_date'],
    said: `
      > Somebody scratched my car yesterday evening in the supermarket car park
      < I'm sorry to hear that. Is the car still drivable?
      > yes it is`,
    expected: { incident_date: '2027-03-09' },
  },
  {
    id: 'en-date-11',
    kind: 'trap',
    fields: ['delivery_date'],
    said: `
      < On which day should we deliver?
      > not on 15 March, I'm away then
      < Alright, which day is better?
      > I'll have to check with my neighbour`,
    expected: {},
  },
  {
    id: 'en-date-12',
    kind: 'near miss',
    fields: ['delivery_date'],
    said: `
      > I ordered a lamp on 28 February and it still hasn't arrived
      < I'm sorry. I can send a new one.
      > yes please`,
    expected: {},
  },
  {
    id: 'en-date-13',
    kind: 'trap',
    fields: ['appointment_date'],
    said: `
      < We are closed from 22 to 26 March. Which day would suit you?
      > Do you have anything on the 29th?
      < Let me check.`,
    expected: {},
  },
  {
    id: 'en-date-14',
    kind: 'correction',
    fields: ['departure_date'],
    said: `
      > I need a flight to Rome on April 3
      < For one person?
      > Yes. Actually, make that April 5, my boss changed his mind`,
    expected: { departure_date: '2027-04-05' },
  },
  {
    id: 'en-date-15',
    kind: 'value',
    fields: ['incident_date'],
    at: '2027-03-10T23:40:00Z',
    time_zone: 'Australia/Sydney',
    locale: 'en-AU',
    default_region: 'AU',
    said: `
      < When did it happen?
      > today, about an hour ago. water is everywhere`,
    expected: { incident_date: '2027-03-11' },
  },
  {
    id: 'en-date-16',
    kind: 'value',
    fields: ['appointment_date'],
    said: `
      < The technician could come on 18 or 19 March. Which day would suit you?
      > the 19th works`,
    expected: { appointment_date: '2027-03-19' },
  },
  {
    id: 'en-date-17',
    kind: 'near miss',
    fields: ['delivery_date'],
    said: `
      < On which day should we deliver?
      > sometime next week, or the week after, whatever is easier for you`,
    expected: {},
  },
  {
    id: 'en-date-18',
    kind: 'value',
    fields: ['delivery_date'],
    said: `
      < I can offer Monday 22 March for your delivery. Is that all right?
      > yes, that's fine`,
    expected: { delivery_date: '2027-03-22' },
  },
];
