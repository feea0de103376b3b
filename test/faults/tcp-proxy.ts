import { type AddressInfo, createServer, type Server, Socket } from "node:net";

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/** What a proxy does to the connections that go through it. */
type Mode =
  | { readonly kind: "pass" }
  /** Nothing goes through, and nobody is told; what is sent waits. */
  | { readonly kind: "blackhole" }
  /** So few bytes of answers go through at a time. */
  | { readonly kind: "trickle"; readonly bytes: number; readonly everyMs: number };

/**
 * A TCP proxy before a server, which does to connections what networks do to them. It knows nothing of what is said on
 * them.
 *
 * Each fault counts in {@link fired} how often it has struck: a test that injects one asserts that it did.
 *
 * @example
 * ```ts
 * const proxy = await TcpProxy.before(server.url());
 * const store = await postgresStore({ connectionString: proxy.url });
 * proxy.swallowReply((sent) => sent.includes("protograph.append"));
 * …
 * expect(proxy.fired).toBe(1);
 * await proxy.close();
 * ```
 */
export class TcpProxy {
  /** How often a fault has struck. */
  fired = 0;
  private mode: Mode = { kind: "pass" };
  private swallowing: ((sent: Buffer) => boolean) | undefined;
  private readonly pairs = new Set<Pair>();
  /** What waits for a network that is there again. */
  private readonly held: (() => void)[] = [];

  private constructor(
    private readonly listener: Server,
    private target: URL,
  ) {}

  /** @param url of the server, with a host and a port. */
  static async before(url: string): Promise<TcpProxy> {
    const listener = createServer({ noDelay: true });
    const proxy = new TcpProxy(listener, new URL(url));
    listener.on("connection", (client) => proxy.join(client));
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  /** The server's address, through this. */
  get url(): string {
    const url = new URL(this.target);
    url.port = String((this.listener.address() as AddressInfo).port);
    return url.href;
  }

  /** How many connections there are. */
  get connections(): number {
    return this.pairs.size;
  }

  /**
   * Once: what a client sends reaches the server, which acts on it; of the answer the client sees nothing, but the end of
   * its connection.
   *
   * @param when whether this is what the client is to have no answer to.
   */
  swallowReply(when: (sent: Buffer) => boolean): void {
    this.swallowing = when;
  }

  /** From now on nothing goes through in either direction, on old connections and new ones, and none is ended. */
  blackhole(): void {
    this.mode = { kind: "blackhole" };
  }

  /** From now on answers come in drops. */
  trickle(bytes: number, everyMs: number): void {
    this.mode = { kind: "trickle", bytes, everyMs };
  }

  /** New connections lead to another server. */
  lead(url: string): void {
    this.target = new URL(url);
  }

  /** Ends all connections at once with a reset. */
  reset(): void {
    for (const { client, server } of this.pairs) {
      this.fired++;
      client.resetAndDestroy();
      server.destroy();
    }
  }

  /** Everything goes through again; what a blackhole has kept comes now, in order. */
  heal(): void {
    this.mode = { kind: "pass" };
    for (const pass of this.held.splice(0)) pass();
  }

  async close(): Promise<void> {
    this.mode = { kind: "pass" };
    const closed = new Promise((resolve) => this.listener.close(resolve));
    for (const { client, server } of this.pairs) {
      client.destroy();
      server.destroy();
    }
    await closed;
  }

  private join(client: Socket): void {
    const server = new Socket().setNoDelay(true).connect(Number(this.target.port), this.target.hostname);
    const pair = { client, server };
    this.pairs.add(pair);
    let swallowed = false;
    client.on("data", (sent: Buffer) => {
      if (this.swallowing?.(sent)) {
        this.swallowing = undefined;
        swallowed = true;
      }
      this.pass(() => server.write(sent));
    });
    server.on("data", (answer: Buffer) => {
      if (!swallowed) {
        this.answer(pair, answer);
        return;
      }
      this.fired++;
      client.resetAndDestroy();
      server.destroy();
    });
    const end = () => {
      this.pairs.delete(pair);
      this.pass(() => {
        client.destroy();
        server.destroy();
      });
    };
    for (const socket of [client, server]) socket.on("error", () => undefined).on("close", end);
  }

  private answer({ client }: Pair, answer: Buffer): void {
    if (this.mode.kind !== "trickle") {
      this.pass(() => client.write(answer));
      return;
    }
    const { bytes, everyMs } = this.mode;
    this.fired++;
    for (let from = 0, drop = 1; from < answer.length; from += bytes, drop++) {
      setTimeout(() => client.write(answer.subarray(from, from + bytes)), drop * everyMs).unref();
    }
  }

  private pass(act: () => void): void {
    if (this.mode.kind === "blackhole") {
      this.fired++;
      this.held.push(act);
    } else act();
  }
}
