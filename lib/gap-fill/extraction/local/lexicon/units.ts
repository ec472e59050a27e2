/** What may stand behind a number, folded, and what it measures or counts. */
const UNITS: Readonly<Record<string, string>> = {
  money: 'euros? eur € dollars? usd \\$ £ gbp pounds? quid bucks pesos? mxn franken chf fr cents?',
  weight: 'kg kilos? kilogra\\w+ kilogramos?',
  grams: 'g grams? gramm gramos?',
  energy: 'kwh kilowatt\\w* kilovatios?',
  area: 'm2 m² qm sqm quadratmeter\\w* square metros',
  length: 'cm mm km m x × meter metres? meters? centimet\\w+ zentimeter',
  years: 'years? jahre?n? anos? yrs yo',
  duration:
    'minutes? mins? hours? hrs? days? weeks? months? minuten? stunden? tage?n? wochen? monate?n? minutos? horas? dias? semanas? mes meses sekunden seconds',
  clock: "am pm a\\.m p\\.m uhr o'clock h",
  nights: 'nights? nachte?n? noches? ubernachtungen',
  persons:
    'people persons? guests? adults? personen leute gaste erwachsene personas? adultos? huespedes comensales of\\sus tickets? fahrkarten billetes entradas',
  children: 'children kids? child kinder kindern ninos? ninas? hijos? hijas?',
  bags: 'bags? suitcases? luggage koffern? gepackstucke taschen maletas? bultos?',
  rooms: 'rooms? bedrooms? zimmern? raume habitaciones dormitorios',
  times: 'times mal veces',
  mbit: 'mbit mb gb gbit ghz mbps',
};

const KNOWN = Object.entries(UNITS).map(
  ([unit, words]) => [unit, new RegExp(`^\\s{0,2}(?:${words.split(' ').join('|')})(?![a-z])`)] as const,
);

/** Words that may follow a number without being counted by it. */
const PASSING =
  /^(?:and|or|please|but|if|for|in|on|at|from|to|this|today|is|are|was|i|it|we|thanks|thank|depends|works|only|per|a|an|the|with|by|so|of|right|und|oder|bitte|aber|fur|im|am|ab|von|mit|danke|ist|sind|an|ich|meine|pro|genau|das|der|die|laut|wie|zu|y|o|por|para|de|desde|en|al|si|gracias|pero|que|con|el|la|los|las|es|son|a|mas|menos|after|before|last|net|netto|nach|heute|hoy|jetzt|now|ahora|each)$/;

/** What a number counts: a known unit, `things` for any other noun, nothing where it stands alone. */
export function unitBehind(folded: string, end: number): string | undefined {
  const behind = folded.slice(end, end + 24);
  const known = KNOWN.find(([, words]) => words.test(behind));
  if (known) return known[0];
  const next = /^\s([a-z]{2,20})/.exec(behind)?.[1];
  return next === undefined || PASSING.test(next) ? undefined : 'things';
}

/** A currency before it, or words that say what a number is of: "room 12", "a las 5". */
export function unitBefore(folded: string, start: number): string | undefined {
  const before = folded.slice(Math.max(0, start - 24), start);
  if (/(?:[€$£]|\b(?:eur|chf|usd|gbp))\s?$/.test(before)) return 'money';
  if (/\b(?:a las|at|um|gegen|sobre las|around|until|las)\s$/.test(before)) return 'clock';
  if (
    /\b(?:room|number|no|nr|nummer|zimmer|numero|habitacion|platz|gate|line|linea|platform|gleis|flat|apt|hausnummer|in|calle|vor|page|step|model|version|seite|floor|piso|stock|planta)\.?:?\s$/.test(
      before,
    )
  )
    return 'label';
  if (
    /\b(?:table for|tisch fur|mesa para|we are|wir sind(?: zu)?|somos|zu|party of|we'll be|seremos)\s$/.test(
      before,
    )
  )
    return 'persons';
  return undefined;
}
