/**
 * What a quote says of a value. `stated`: its words or figures are there. `inferred`: somebody had to understand it,
 * and the customer is asked whether it is right. `unsupported`: it says something else.
 */
export type Support = 'stated' | 'inferred' | 'unsupported';
