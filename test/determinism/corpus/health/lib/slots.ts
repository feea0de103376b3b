export function free(clinic: string): number {
  return clinic.length * new Date().getUTCDate();
}

export const perDay = 24;
