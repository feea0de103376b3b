type Constructor<T = object> = new (...args: any[]) => T;

/** Adds an audit line to a class. */
export function Audited<B extends Constructor>(Base: B) {
  return class extends Base {
    audit(text: string): string {
      return `${process.pid} ${text}`;
    }
  };
}
