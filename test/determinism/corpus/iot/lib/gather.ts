/** Runs all, and gives their results as they come. */
export async function gather<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  await Promise.all(
    items.map(async (item) => {
      results.push(await run(item));
    }),
  );
  return results;
}

/** Runs all, and gives their results in the order of the items. */
export async function gatherInOrder<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length);
  await Promise.all(
    items.map(async (item, at) => {
      results[at] = await run(item);
    }),
  );
  return results;
}

/** Gives up after a while. */
export async function within<T>(wait: Promise<unknown>, work: Promise<T>): Promise<T | undefined> {
  return Promise.race([work, wait.then(() => undefined)]);
}
