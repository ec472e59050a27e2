/**
 * Ids of the parts that stored headers refer to, wherever in them. By their shape and not by name: a part that only a
 * newer release knows what it is for is not taken for one that nothing refers to.
 */
export function partsReferredTo(value: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const look = (inner: unknown): void => {
    if (typeof inner !== 'object' || inner === null) return;
    if ('id' in inner && 'chunks' in inner && typeof inner.id === 'string') found.add(inner.id);
    for (const each of Object.values(inner)) look(each);
  };
  look(value);
  return found;
}
