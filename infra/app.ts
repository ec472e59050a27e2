/** The CDK app: one stack per stage. `cdk synth -c stage=production` */
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ConfigurationError } from '../lib/config/config.ts';
import { readContext } from './context.ts';
import { physicalName } from './names.ts';
import { MidstreamStack } from './stack.ts';

try {
  const app = new App();
  const settings = readContext((key) => app.node.tryGetContext(key));
  new MidstreamStack(app, physicalName(settings.stage), settings);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  // The message names every wrong place; a stack trace would bury it.
  console.error(error.message);
  process.exitCode = 1;
}
