/** Reads a phone number: its E.164 form, or nothing when there is no such number. */
export type PhoneReader = (text: string) => string | undefined;

/**
 * Loads the numbering plans of the world (120 kB): only for a move that needs a phone number.
 * @param region where a number without a country code belongs, such as `AT`
 */
export async function loadPhoneReader(region?: string): Promise<PhoneReader> {
  const { readPhoneNumber } = await import('./phone-number.ts');
  return (text) => readPhoneNumber(text, region);
}

/** Without the numbering plans: only what is written internationally, and only by its length. */
export const readInternational: PhoneReader = (text) => {
  const digits = text.replace(/[\s().\-/]/g, '');
  return /^\+[1-9]\d{6,14}$/.test(digits) ? digits : undefined;
};
