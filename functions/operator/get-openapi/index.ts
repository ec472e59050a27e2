import { FUNCTIONS } from '../../catalog.ts';
import { composeHttp } from '../../compose.ts';
import { createHandler } from './handler.ts';

const { runtime } = composeHttp('get-openapi');

export const handler = createHandler({ runtime, routes: FUNCTIONS.flatMap((spec) => spec.routes) });
