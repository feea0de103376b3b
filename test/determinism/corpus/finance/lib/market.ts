/** What the market is like just now. */
export class Market {
  readonly name = "XETRA";

  get open(): boolean {
    const hour = new Date().getUTCHours();
    return hour >= 8 && hour < 16;
  }

  get currency(): string {
    return "EUR";
  }
}

export const session = {
  id: 7,
  get token(): string {
    return Math.random().toString(36);
  },
};
