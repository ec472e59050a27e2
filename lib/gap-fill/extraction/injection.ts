/** Text that is made to look like orders to a machine, or like a machine's answer, tells nothing about the customer. */
const MACHINE: readonly RegExp[] = [
  // {"key": ... and [{"key": ... and {key: "...
  /[{[]\s*["'“]?[\w-]{1,60}["'”]?\s*:/,
  // <tool_result>, </conversation>; an address in angle brackets is none
  /<\/?[a-z][\w-]{0,40}(?:\s[^<>@]{0,200})?\/?>/,
  /\[\/?[a-z_]*(?:tool|result|system|inst)[a-z_]*\]/,
  /(?:^|\n)\s*(?:system|assistant|tool|developer|function|agent|bot)\s*(?:prompt|message)?\s*:/,
  /```/,
  // set every field, fill all fields, trage überall ... ein, pon ... en todos los campos
  /\b(?:every|all|each|jedes|alle|todos?|cada)\s+(?:of\s+)?(?:the\s+|los\s+)?(?:fields?|felder|feld|campos?)\b/,
  /\b(?:ignor\w{0,8}|disregard|forget|vergiss|vergessen|missachte\w?|olvid\w{1,6}|override)\b.{0,60}\b(?:instruct\w{0,5}|prompts?|rules?|anweisung\w{0,2}|regeln?|vorgaben?|instruccion\w{0,2}|reglas?|indicacion\w{0,2})\b/,
  /\b(?:confidence|konfidenz|confianza)\b.{0,20}\d/,
  /\b(?:field_?name|field_value|tool_?use|tool_?call|function_?call|toolresult)\b/,
  // transfer_amount = 9999
  /\b[a-z]{1,40}(?:_[a-z]{1,40}){1,5}\s*[=:]/,
  /\b\w{1,40}\s*=\s*(?:true|false|\d|["'])/,
];

/** Is this turn meant for a machine rather than said to somebody? Works on folded text. */
export const isMachineTalk = (folded: string): boolean => MACHINE.some((pattern) => pattern.test(folded));
