/** Numbers from one on. */
export function makeIds(prefix: string): () => string {
  let last = 0;
  return () => `${prefix}${(last += 1)}`;
}

export const nextTicketId = makeIds("T");
