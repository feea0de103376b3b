export class Meter {
  static bootedAt: number;
  static {
    this.bootedAt = Date.now();
  }

  static kilowatts(watts: number): number {
    return watts / 1000;
  }
}

export abstract class Device {
  protected readonly serial: string;

  constructor(prefix: string) {
    this.serial = `${prefix}-${Math.random().toString(16).slice(2)}`;
  }

  describe(): string {
    return this.serial;
  }
}

export class Inverter extends Device {
  readonly phases = 3;
}

export default class Tariff {
  constructor(private readonly cents: number) {}

  price(kilowattHours: number): number {
    return Math.round(this.cents * kilowattHours);
  }

  spot(kilowattHours: number): number {
    return this.price(kilowattHours) * (process.uptime() > 3600 ? 2 : 1);
  }
}
