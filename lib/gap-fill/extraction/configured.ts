import type { Config } from '../../config/config.ts';
import type { ExtractionProvider } from './provider.ts';
import type { ProviderCall, Understanding } from './understanding.ts';

/**
 * Who understands what customers say, as configured. Nothing of it is loaded before something depends on it.
 * @param report is told of every call
 */
export function configuredUnderstanding(
  gapFill: Config['gap_fill'],
  report: (call: ProviderCall) => void,
): Understanding {
  let opened: Promise<ExtractionProvider> | undefined;
  return {
    judges: gapFill.provider === 'bedrock',
    provider() {
      opened ??= open(gapFill);
      return opened;
    },
    report,
  };
}

async function open(gapFill: Config['gap_fill']): Promise<ExtractionProvider> {
  const { provider, bedrock_model_id: modelId, bedrock_region: region } = gapFill;
  if (provider === 'bedrock' && modelId !== undefined) {
    const { bedrockExtractor } = await import('./bedrock/bedrock-extractor.ts');
    return bedrockExtractor({ modelId, region });
  }
  const { localExtractor } = await import('./local/extractor.ts');
  return localExtractor();
}
