export interface Policy {
  delayMs(attempt: number): number;
}

class Fixed implements Policy {
  delayMs(): number {
    return 100;
  }
}

class Jittered implements Policy {
  delayMs(attempt: number): number {
    return 2 ** attempt * (0.5 + Math.random());
  }
}

const policies = new Map<string, Policy>([
  ["fixed", new Fixed()],
  ["jittered", new Jittered()],
]);

/** The policy of a name. */
export function policyOf(name: string): Policy {
  const policy = policies.get(name);
  if (policy === undefined) throw new Error(`no policy ${name}`);
  return policy;
}

export class Fees {
  static #instance: Fees | undefined;

  static get shared(): Fees {
    return (Fees.#instance ??= new Fees());
  }

  of(cents: number): number {
    return Math.ceil(cents * 0.014);
  }
}
