export class Calculator {
  fee(amount: number): number {
    return amount * 0.001;
  }
}

export class ProgressiveCalculator extends Calculator {
  override fee(amount: number): number {
    return amount > 10_000 ? super.fee(amount) / 2 : super.fee(amount);
  }
}

export class LotteryCalculator extends Calculator {
  override fee(amount: number): number {
    return Math.random() < 0.01 ? 0 : super.fee(amount);
  }
}

export class GoldCalculator extends LotteryCalculator {
  override fee(amount: number): number {
    return super.fee(amount) * 0.9;
  }
}
