/** When something happened, in seconds. */
export function stampNow(): number {
  return Math.floor(Date.now() / 1000);
}

export function stampOf(ms: number): number {
  return Math.floor(ms / 1000);
}
