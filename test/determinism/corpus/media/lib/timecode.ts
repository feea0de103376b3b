export class Timecode {
  constructor(private readonly ms: number) {}

  toString(): string {
    return new Date(this.ms).toLocaleTimeString();
  }
}
