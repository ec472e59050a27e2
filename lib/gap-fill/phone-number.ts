import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';

/**
 * A phone number in E.164 form, or nothing when there is no such number. Large: load it through `phone-reader.ts`.
 * @param region where a number without a country code belongs; one that does not exist is as good as none
 */
export function readPhoneNumber(text: string, region: string | undefined): string | undefined {
  const home: CountryCode | undefined =
    region !== undefined && isSupportedCountry(region) ? region : undefined;
  const number = parsePhoneNumberFromString(text, { defaultCountry: home, extract: false });
  return number?.isValid() ? number.number : undefined;
}
