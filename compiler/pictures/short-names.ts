/** The last part of each message's name; the whole of it where another of these messages ends in the same. */
export function shortNames(messages: readonly string[]): (message: string) => string {
  const short = (message: string) => message.slice(message.lastIndexOf(".") + 1);
  const seen = new Map<string, number>();
  for (const message of new Set(messages)) seen.set(short(message), (seen.get(short(message)) ?? 0) + 1);
  return (message) => ((seen.get(short(message)) ?? 0) > 1 ? message : short(message));
}
