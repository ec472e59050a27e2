import type { Conversation } from '../conversation.ts';

export const GERMAN_DATES: readonly Conversation[] = [
  {
    id: 'de-date-01',
    kind: 'value',
    fields: ['delivery_date'],
    said: `
      < Guten Tag! Ihre Waschmaschine ist da. Wann dürfen wir sie bringen?
      > am 17. März wäre super`,
    expected: { delivery_date: '2027-03-17' },
  },
  {
    id: 'de-date-02',
    kind: 'correction',
    fields: ['appointment_date'],
    said: `
      < Welcher Tag passt Ihnen?
      > der 12.4.
      < Gerne, der 12. April.
      > nein, doch lieber am 14.`,
    expected: { appointment_date: '2027-04-14' },
  },
  {
    id: 'de-date-03',
    kind: 'value',
    fields: ['birth_date'],
    said: `
      < Wann sind Sie geboren?
      > 03.04.1979`,
    expected: { birth_date: '1979-04-03' },
  },
  {
    id: 'de-date-04',
    kind: 'value',
    fields: ['appointment_date'],
    said: `
      > Hallo, ich bräuchte morgen einen Termin zum Reifenwechsel
      < Welches Auto fahren Sie?
      > einen Golf`,
    expected: { appointment_date: '2027-03-11' },
  },
  {
    id: 'de-date-05',
    kind: 'near miss',
    fields: ['appointment_date'],
    at: undefined,
    said: `
      < Welcher Tag passt Ihnen?
      > übermorgen`,
    expected: {},
  },
  {
    id: 'de-date-06',
    kind: 'value',
    fields: ['incident_date'],
    said: `
      > Mir ist vorgestern jemand ins Auto gefahren
      < Das tut mir leid. Gibt es Zeugen?
      > ja, zwei`,
    expected: { incident_date: '2027-03-08' },
  },
  {
    id: 'de-date-07',
    kind: 'someone else',
    fields: ['birth_date'],
    said: `
      < Was kann ich für Sie tun?
      > Ich möchte meine Tochter mitversichern, sie ist am 9. Januar 2027 geboren
      < Herzlichen Glückwunsch!`,
    expected: {},
  },
  {
    id: 'de-date-08',
    kind: 'value',
    fields: ['departure_date', 'return_date'],
    said: `
      < Wohin soll es gehen?
      > Nach Hamburg, hin am 2. Mai und zurück am 5. Mai`,
    expected: { departure_date: '2027-05-02', return_date: '2027-05-05' },
  },
  {
    id: 'de-date-09',
    kind: 'trap',
    fields: ['delivery_date'],
    said: `
      < An welchem Tag sollen wir liefern?
      > Am 15.3. geht es leider nicht
      < Wann dann?
      > muss ich erst schauen`,
    expected: {},
  },
  {
    id: 'de-date-10',
    kind: 'near miss',
    fields: ['move_in_date'],
    said: `
      > Mein alter Vertrag läuft am 30.06.2027 aus
      < Möchten Sie Strom für eine neue Wohnung anmelden?
      > ja, genau`,
    expected: {},
  },
  {
    id: 'de-date-11',
    kind: 'value',
    fields: ['move_in_date'],
    said: `
      > wir ziehen zum 1. Juni 2027 um und brauchen dort internet
      < Schön! Wie groß ist der Haushalt?
      > zu dritt`,
    expected: { move_in_date: '2027-06-01' },
  },
  {
    id: 'de-date-12',
    kind: 'value',
    fields: ['delivery_date'],
    said: `
      < Wir könnten am Donnerstag oder am Freitag liefern.
      > Freitag passt`,
    expected: { delivery_date: '2027-03-12' },
  },
  {
    id: 'de-date-13',
    kind: 'trap',
    fields: ['appointment_date'],
    said: `
      < Welcher Tag passt Ihnen?
      > Haben Sie am 22. März noch etwas frei?
      < Ich sehe kurz nach.`,
    expected: {},
  },
  {
    id: 'de-date-14',
    kind: 'value',
    fields: ['incident_date'],
    at: '2027-03-10T23:20:00Z',
    said: `
      < Wann ist der Schaden passiert?
      > heute, gerade eben, der Keller steht unter Wasser!`,
    expected: { incident_date: '2027-03-11' },
  },
  {
    id: 'de-date-15',
    kind: 'correction',
    fields: ['departure_date'],
    said: `
      > Ich möchte am 20.03. nach Wien fahren
      < Um wie viel Uhr?
      > So gegen 9. Ach nein, Moment, am 21.03., am 20. ist ja noch die Feier`,
    expected: { departure_date: '2027-03-21' },
  },
  {
    id: 'de-date-16',
    kind: 'value',
    fields: ['birth_date'],
    said: `
      > Guten Abend, hier Petra Lang, geb. 7.11.1964, ich brauche ein Rezept
      < Guten Abend, Frau Lang. Welches Medikament?`,
    expected: { birth_date: '1964-11-07' },
  },
  {
    id: 'de-date-17',
    kind: 'near miss',
    fields: ['delivery_date'],
    said: `
      > Auf der Rechnung steht 4.3.2027, aber ich habe nichts bekommen
      < Ich kümmere mich darum.`,
    expected: {},
  },
  {
    id: 'de-date-18',
    kind: 'value',
    fields: ['appointment_date'],
    said: `
      < Der nächste freie Termin wäre am Montag, den 22. März. Passt Ihnen das?
      > ja, passt`,
    expected: { appointment_date: '2027-03-22' },
  },
];
