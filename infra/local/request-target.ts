/** What a request is for, as it came: nothing is resolved, cleaned or decoded. */
export interface RequestTarget {
  readonly path: string;
  /** Without its question mark. */
  readonly query: string;
}

/** @param target as the request line has it; a host in it, as proxies send it, is left out */
export function readTarget(target = '/'): RequestTarget {
  const [path = '', ...query] = target.replace(/^https?:\/\/[^/?]*/i, '').split('?');
  return { path: path === '' ? '/' : path, query: query.join('?') };
}
