export interface Limits {
  low: number;
  high: number;
}

/** Where no limit is set the gateway's own is taken. */
export const gatewayLimits: Limits = { low: 0, high: Number(process.env["MAX_READING"] ?? 100) };

export const factoryLimits: Readonly<Limits> = Object.freeze({ low: 0, high: 100 });
