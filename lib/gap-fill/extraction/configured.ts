import type { Config } from '../../config/config.ts';
import type { ExtractionProvider } from './provider.ts';
import type { ProviderCall, Understanding } from './understanding.ts';

/**
 * Who understands what customers say, as configured. Nothing of it is loaded before something depends on it.
 * @param report is told of every call
 */
export function configuredUnderstanding(
  { provider, bedrock_model_id: modelId, bedrock_region: region }: Config['gap_fill'],
  report: (call: ProviderCall) => void,
): Understanding | undefined {
  if (provider !== 'bedrock' || modelId === undefined) return undefined;
  let opened: Promise<ExtractionProvider> | undefined;
  return {
    judges: true,
    provider() {
      opened ??= import('./bedrock/bedrock-extractor.ts').then(({ bedrockExtractor }) =>
        bedrockExtractor({ modelId, region }),
      );
      return opened;
    },
    report,
  };
}
