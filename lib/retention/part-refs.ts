/**
 * Ids of the parts that a header refers to, wherever in it. By their shape and not by name: a part that headers will
 * refer to one day is not taken for one that nothing refers to.
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
