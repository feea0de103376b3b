import type { Reading } from "../../../generated/iot/v1/iot_pb.js";

/** Readings at the pace of the sensor. */
export async function* paced(readings: readonly Reading[]): AsyncGenerator<Reading> {
  for (const reading of readings) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    yield reading;
  }
}

export async function* chunked(readings: readonly Reading[], size: number): AsyncGenerator<readonly Reading[]> {
  for (let at = 0; at < readings.length; at += size) yield readings.slice(at, at + size);
}

export function* noisy(readings: readonly Reading[]): Generator<number> {
  for (const { value } of readings) yield value + (crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) / 1000;
}
