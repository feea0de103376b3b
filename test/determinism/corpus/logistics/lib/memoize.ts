export function memoize<R>(compute: (from: string, to: string) => R): (from: string, to: string) => R {
  const known = new Map<string, R>();
  return (from, to) => {
    const key = `${from} ${to}`;
    const value = known.get(key) ?? compute(from, to);
    known.set(key, value);
    return value;
  };
}
