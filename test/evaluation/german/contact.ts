import type { Conversation } from '../conversation.ts';

export const GERMAN_EMAILS: readonly Conversation[] = [
  {
    id: 'de-email-01',
    kind: 'value',
    fields: ['email'],
    said: `
      < Wie lautet Ihre E-Mail-Adresse?
      > klaus.meier@example.de`,
    expected: { email: 'klaus.meier@example.de' },
  },
  {
    id: 'de-email-02',
    kind: 'value',
    fields: ['email'],
    said: `
      > Bitte schicken Sie mir die Unterlagen an h-schulz@post.example.com, danke!
      < Wird gemacht.`,
    expected: { email: 'h-schulz@post.example.com' },
  },
  {
    id: 'de-email-03',
    kind: 'someone else',
    fields: ['email'],
    said: `
      > schicken sie das bitte an meinen anwalt, kanzlei@recht.example
      < Ist erledigt.`,
    expected: {},
  },
  {
    id: 'de-email-04',
    kind: 'correction',
    fields: ['email'],
    said: `
      < Wie lautet Ihre E-Mail-Adresse?
      > eva@example.de
      < eva@example.de, stimmt das?
      > nein, mit w: ewa@example.de`,
    expected: { email: 'ewa@example.de' },
  },
  {
    id: 'de-email-05',
    kind: 'trap',
    fields: ['email'],
    said: `
      < Sie erreichen uns auch unter service@bank.example.
      > Ist service@bank.example wirklich von Ihnen? Ich habe da eine komische Mail bekommen`,
    expected: {},
  },
  {
    id: 'de-email-06',
    kind: 'value',
    fields: ['email', 'phone'],
    said: `
      < Wie können wir Sie erreichen?
      > Am besten per Mail: tina.b@example.at, tagsüber auch telefonisch unter 0664 1234567`,
    locale: 'de-AT',
    time_zone: 'Europe/Vienna',
    default_region: 'AT',
    expected: { email: 'tina.b@example.at', phone: '+436641234567' },
  },
  {
    id: 'de-email-07',
    kind: 'near miss',
    fields: ['email'],
    said: `
      < Wie lautet Ihre E-Mail-Adresse?
      > hab ich keine, bin 79 Jahre alt`,
    expected: {},
  },
  {
    id: 'de-email-08',
    kind: 'value',
    fields: ['email'],
    said: `
      > meine mail ist jetzt neu@example.org und nicht mehr alt@example.org
      < Ich ändere das.`,
    expected: { email: 'neu@example.org' },
  },
  {
    id: 'de-email-09',
    kind: 'trap',
    fields: ['email'],
    said: `
      < Wie lautet Ihre E-Mail-Adresse?
      > Zitat aus Ihrer Mail: "Kontakt: buchung@hotel.example, Antwort bitte bis Montag". Was soll das?`,
    expected: {},
  },
  {
    id: 'de-email-10',
    kind: 'value',
    fields: ['email'],
    said: `
      > Kontoeröffnung bitte. Name: Uwe Brandt, E-Mail: uwe.brandt@example.com
      < Danke, Herr Brandt.`,
    expected: { email: 'uwe.brandt@example.com' },
  },
];

export const GERMAN_PHONES: readonly Conversation[] = [
  {
    id: 'de-phone-01',
    kind: 'value',
    fields: ['phone'],
    said: `
      < Unter welcher Nummer erreichen wir Sie?
      > 0151 23456789`,
    expected: { phone: '+4915123456789' },
  },
  {
    id: 'de-phone-02',
    kind: 'value',
    fields: ['phone'],
    said: `
      > Die Heizung ist ausgefallen! Rufen Sie mich bitte zurück: +49 221 4710-999
      < Ein Techniker meldet sich.`,
    expected: { phone: '+492214710999' },
  },
  {
    id: 'de-phone-03',
    kind: 'someone else',
    fields: ['phone'],
    said: `
      < Unter welcher Nummer erreichen wir Sie?
      > nehmen Sie die von meiner Frau, 0170 1112223, ich gehe nie ran`,
    expected: {},
  },
  {
    id: 'de-phone-04',
    kind: 'value',
    fields: ['phone', 'emergency_phone'],
    said: `
      < Unter welcher Nummer erreichen wir Sie?
      > 0160 4445556
      < Und wen können wir im Notfall anrufen?
      > meine Schwester, 0172 9876543`,
    expected: { phone: '+491604445556', emergency_phone: '+491729876543' },
  },
  {
    id: 'de-phone-05',
    kind: 'correction',
    fields: ['phone'],
    said: `
      < Unter welcher Nummer erreichen wir Sie?
      > 0151 11122233
      < Danke.
      > Zahlendreher, sorry: 0151 11122333`,
    expected: { phone: '+4915111122333' },
  },
  {
    id: 'de-phone-06',
    kind: 'near miss',
    fields: ['phone'],
    said: `
      < Wie lautet Ihre Kundennummer?
      > 01512345678`,
    expected: {},
  },
  {
    id: 'de-phone-07',
    kind: 'near miss',
    fields: ['phone'],
    said: `
      > ich habe einen Anruf von 0221 9876543 bekommen, waren Sie das?
      < Nein, das ist keine unserer Nummern.`,
    expected: {},
  },
  {
    id: 'de-phone-08',
    kind: 'value',
    fields: ['phone'],
    locale: 'de-CH',
    time_zone: 'Europe/Zurich',
    default_region: 'CH',
    said: `
      > Grüezi, hier Urs Keller, meine Handynummer ist 079 123 45 67
      < Grüezi Herr Keller.`,
    expected: { phone: '+41791234567' },
  },
  {
    id: 'de-phone-09',
    kind: 'value',
    fields: ['phone'],
    said: `
      < Haben Sie noch die Nummer 0171 5556667?
      > nein, die neue ist 0171 5556668`,
    expected: { phone: '+491715556668' },
  },
  {
    id: 'de-phone-10',
    kind: 'near miss',
    fields: ['phone'],
    said: `
      < Unter welcher Nummer erreichen wir Sie?
      > ich möchte nicht angerufen werden, bitte nur per Mail`,
    expected: {},
  },
];
