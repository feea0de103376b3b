import { cpus } from "node:os";

/** Settings of the encoder, as good as the machine allows. */
export class Encoder {
  readonly threads = cpus().length;
  static readonly codecs: readonly string[] = ["h264", "av1"];

  encode(title: string): string {
    return `${title}@${this.threads}`;
  }
}
