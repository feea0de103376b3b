export const clock = {
  get now(): number {
    return performance.now();
  },
};
