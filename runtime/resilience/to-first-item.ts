/**
 * A stream whose first item is there already, so that policies around the call hear of what goes wrong before it. What is
 * no stream is passed on.
 */
export function toFirstItem(result: unknown): unknown {
  if (typeof result !== "object" || result === null || !(Symbol.asyncIterator in result)) return result;
  const iterator = (result as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  return Promise.resolve(iterator.next()).then((first): AsyncIterable<unknown> => {
    let next: IteratorResult<unknown> | undefined = first;
    const rest: AsyncIterator<unknown> = {
      next: () => {
        const taken = next;
        next = undefined;
        return taken ? Promise.resolve(taken) : iterator.next();
      },
      return: async (value) => (await iterator.return?.(value)) ?? { done: true, value: undefined },
    };
    return { [Symbol.asyncIterator]: () => rest };
  });
}
