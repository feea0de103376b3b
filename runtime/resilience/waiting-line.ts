/** A place in a {@link WaitingLine}. */
export interface Place<Who> {
  readonly who: Who;
  before: Place<Who> | undefined;
  after: Place<Who> | undefined;
  left: boolean;
}

/** Who came first is first, and whoever leaves costs the others nothing, wherever they stood. */
export class WaitingLine<Who> {
  private head: Place<Who> | undefined;
  private tail: Place<Who> | undefined;
  private count = 0;

  get size(): number {
    return this.count;
  }

  get first(): Who | undefined {
    return this.head?.who;
  }

  join(who: Who): Place<Who> {
    const place: Place<Who> = { who, before: this.tail, after: undefined, left: false };
    if (this.tail === undefined) this.head = place;
    else this.tail.after = place;
    this.tail = place;
    this.count++;
    return place;
  }

  /** Who has left already stays away. */
  leave(place: Place<Who>): void {
    if (place.left) return;
    place.left = true;
    const { before, after } = place;
    if (before === undefined) this.head = after;
    else before.after = after;
    if (after === undefined) this.tail = before;
    else after.before = before;
    this.count--;
  }

  /** The first leaves, and is returned. */
  shift(): Who | undefined {
    const place = this.head;
    if (place !== undefined) this.leave(place);
    return place?.who;
  }
}
