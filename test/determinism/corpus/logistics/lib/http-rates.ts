export interface Rates {
  cents(carrier: string): Promise<number>;
}

/** Asks the rate server; what a step is given as a service. */
export class HttpRates implements Rates {
  async cents(carrier: string): Promise<number> {
    const response = await fetch(`https://rates.example/${carrier}`);
    return Number(await response.text());
  }
}
