import { localExtractor } from '../../../../lib/gap-fill/extraction/local/extractor.ts';
import type { Finding } from '../../../../lib/gap-fill/extraction/provider.ts';
import type { FieldDefinition } from '../../../../lib/scenario/model.ts';
import { turnsOf } from '../../../evaluation/conversation.ts';

interface Setting {
  readonly locale?: string;
  readonly timeZone?: string;
  readonly region?: string;
  /** When the first turn was said; `undefined`: not noted. */
  readonly at?: string | undefined;
}

export type Fields = Readonly<Record<string, Partial<FieldDefinition> & Pick<FieldDefinition, 'type'>>>;

/** A Wednesday. */
const AT = '2027-03-10T09:30:00Z';

/** Findings from the threshold on, by field; `said` is written as in the evaluation set. */
export async function find(
  fields: Fields,
  said: string,
  setting: Setting = {},
): Promise<Record<string, Finding>> {
  const { at } = { at: AT, ...setting };
  const findings = await localExtractor().extract(
    {
      fields: Object.entries(fields).map(([name, definition]) => ({
        name,
        definition: { examples: [], ...definition },
      })),
      conversation: turnsOf({ id: 'test', kind: 'value', fields: [], said, expected: {} }, { at }),
      locale: setting.locale ?? 'en-GB',
      time_zone: setting.timeZone ?? 'Europe/London',
      default_region: setting.region ?? 'GB',
    },
    new AbortController().signal,
  );
  return Object.fromEntries(
    findings.filter(({ confidence }) => confidence >= 0.85).map((finding) => [finding.field_name, finding]),
  );
}

/** The values alone. */
export async function valuesIn(
  fields: Fields,
  said: string,
  setting?: Setting,
): Promise<Record<string, unknown>> {
  const found = await find(fields, said, setting);
  return Object.fromEntries(Object.entries(found).map(([name, { value }]) => [name, value]));
}

export const GERMAN: Setting = { locale: 'de-DE', timeZone: 'Europe/Berlin', region: 'DE' };
export const SPANISH: Setting = { locale: 'es-ES', timeZone: 'Europe/Madrid', region: 'ES' };
