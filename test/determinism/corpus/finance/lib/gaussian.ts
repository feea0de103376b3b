export class Gaussian {
  next(): number {
    return Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * 0.25);
  }

  private uniform(): number {
    return 1 - Math.random();
  }
}
