export default async function schedule(clinic: string): Promise<number> {
  return clinic.length + (await import("./slots.js")).free(clinic);
}
