import type { Conversation } from '../conversation.ts';

export const SPANISH_DATES: readonly Conversation[] = [
  {
    id: 'es-date-01',
    kind: 'value',
    fields: ['delivery_date'],
    said: `
      < Hola, su lavadora ya está en el almacén. ¿Qué día se la llevamos?
      > el 17 de marzo, por favor`,
    expected: { delivery_date: '2027-03-17' },
  },
  {
    id: 'es-date-02',
    kind: 'correction',
    fields: ['appointment_date'],
    said: `
      < ¿Qué día le viene bien?
      > el 12 de abril
      < Perfecto, el 12.
      > no, perdona, el 14`,
    expected: { appointment_date: '2027-04-14' },
  },
  {
    id: 'es-date-03',
    kind: 'value',
    fields: ['birth_date'],
    said: `
      < ¿Cuál es su fecha de nacimiento?
      > 03/04/1979`,
    expected: { birth_date: '1979-04-03' },
  },
  {
    id: 'es-date-04',
    kind: 'value',
    fields: ['appointment_date'],
    said: `
      > buenas, ¿me puede ver el doctor mañana? tengo mucha fiebre
      < Voy a mirar. ¿Ya es paciente nuestro?
      > sí, desde hace años`,
    expected: { appointment_date: '2027-03-11' },
  },
  {
    id: 'es-date-05',
    kind: 'near miss',
    fields: ['delivery_date'],
    said: `
      < ¿Qué día le entregamos el pedido?
      > me da igual, pero que sea por la mañana`,
    expected: {},
  },
  {
    id: 'es-date-06',
    kind: 'near miss',
    fields: ['appointment_date'],
    at: undefined,
    said: `
      < ¿Qué día le viene bien?
      > pasado mañana`,
    expected: {},
  },
  {
    id: 'es-date-07',
    kind: 'value',
    fields: ['incident_date'],
    said: `
      > Ayer me robaron el móvil en el metro
      < Lo siento mucho. ¿Puso una denuncia?
      > sí, aquí la tengo`,
    expected: { incident_date: '2027-03-09' },
  },
  {
    id: 'es-date-08',
    kind: 'value',
    fields: ['check_in', 'check_out'],
    said: `
      > Quería reservar una habitación, llegamos el 3 de mayo y nos vamos el 8 de mayo
      < ¿Cuántas personas?
      > dos`,
    expected: { check_in: '2027-05-03', check_out: '2027-05-08' },
  },
  {
    id: 'es-date-09',
    kind: 'someone else',
    fields: ['birth_date'],
    said: `
      > quiero dar de alta a mi hijo, nació el 2 de febrero de 2020
      < Muy bien. Necesitaré también sus datos.
      > claro, dígame`,
    expected: {},
  },
  {
    id: 'es-date-10',
    kind: 'trap',
    fields: ['delivery_date'],
    said: `
      < ¿Qué día le entregamos el pedido?
      > el 15 de marzo no puedo
      < ¿Qué otro día?
      > se lo confirmo más tarde`,
    expected: {},
  },
  {
    id: 'es-date-11',
    kind: 'trap',
    fields: ['appointment_date'],
    said: `
      < ¿Qué día le viene bien?
      > ¿tienen algo libre el 22 de marzo?
      < Déjeme ver.`,
    expected: {},
  },
  {
    id: 'es-date-12',
    kind: 'value',
    fields: ['delivery_date'],
    said: `
      < Podemos ir el jueves o el viernes.
      > mejor el viernes`,
    expected: { delivery_date: '2027-03-12' },
  },
  {
    id: 'es-date-13',
    kind: 'near miss',
    fields: ['delivery_date'],
    said: `
      > hice el pedido el 1 de marzo y todavía no ha llegado nada
      < Disculpe las molestias, lo reviso.`,
    expected: {},
  },
  {
    id: 'es-date-14',
    kind: 'value',
    fields: ['incident_date'],
    at: '2027-03-10T03:30:00Z',
    locale: 'es-MX',
    time_zone: 'America/Mexico_City',
    default_region: 'MX',
    said: `
      < ¿Cuándo ocurrió?
      > hoy en la noche, hace como una hora`,
    expected: { incident_date: '2027-03-09' },
  },
  {
    id: 'es-date-15',
    kind: 'correction',
    fields: ['check_in'],
    said: `
      > llegaríamos el 20 de marzo
      < Muy bien, el 20 de marzo.
      > ay, me he equivocado, llegamos el 21 de marzo`,
    expected: { check_in: '2027-03-21' },
  },
  {
    id: 'es-date-16',
    kind: 'value',
    fields: ['birth_date'],
    said: `
      > Hola, soy Carmen Ruiz, nací el 7 de noviembre de 1964 y quiero saber cuándo me puedo jubilar
      < Hola, Carmen. ¿Cuántos años ha cotizado?`,
    expected: { birth_date: '1964-11-07' },
  },
  {
    id: 'es-date-17',
    kind: 'value',
    fields: ['appointment_date'],
    said: `
      < La próxima cita libre es el lunes 22 de marzo. ¿Le viene bien?
      > sí, perfecto`,
    expected: { appointment_date: '2027-03-22' },
  },
];
