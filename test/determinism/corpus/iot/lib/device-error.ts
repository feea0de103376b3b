export class DeviceError extends Error {
  readonly raisedAt = new Date();

  constructor(readonly deviceId: string) {
    super(`device ${deviceId} failed`);
  }
}

export class SensorError extends Error {
  constructor(readonly sensor: string) {
    super(`sensor ${sensor} failed`);
    this.name = "SensorError";
  }
}
