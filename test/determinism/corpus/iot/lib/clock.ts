/** The gateway's clock. */
export const gatewayClock = {
  offsetMs: 250,
  get nowMs(): number {
    return Date.now() + this.offsetMs;
  },
};
