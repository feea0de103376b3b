interface Frame {
  readonly url: string;
}

/** Keeps frames as long as nobody needs the memory. */
export class FrameCache {
  private readonly frames: WeakRef<Frame>[] = [];

  keep(frame: Frame): number {
    this.frames.push(new WeakRef(frame));
    return this.frames.length;
  }

  static urlOf(frame: Frame): string {
    return frame.url.trim();
  }
}
