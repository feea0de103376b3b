import type { DescMessage, Message } from "@bufbuild/protobuf";
import { absentHash, type HashedInput, messageHash, unaskedHash } from "../canonical/hash.js";
import type { Callee, MemoryNode } from "../engine/callee.js";
import { absent, type Scope } from "../engine/scope.js";
import type { Source } from "../plan/layout.js";
import { type Messages, schemaOf } from "./request.js";
import { hashOf, type Value } from "./values.js";

/** The hashes of the messages of one run: what a step has returned is an input of several others. */
export class RunHashes {
  /** Where the program is plain, by slot: a run of five steps is over before a map of messages would have paid. */
  private readonly bySlot: (Uint8Array | undefined)[] = [];
  private byMessage: WeakMap<Message, Uint8Array> | undefined;

  constructor(private readonly messages: Messages) {}

  /** Notes the hash of what a node has returned. */
  keep({ slot }: MemoryNode, scope: Scope<Callee> | undefined, value: Value, hash: Uint8Array): void {
    if (scope === undefined) this.bySlot[slot] = hash;
    else if (value !== undefined && "$typeName" in value) this.map.set(value, hash);
  }

  /**
   * The inputs of a call, hashed.
   *
   * A lazy message and a stream are not there yet when a step is called: what is kept of such a step says nothing of
   * them, and so is forgotten when its run goes on with another plan.
   *
   * @param slots the messages, where the program is plain.
   */
  inputsOf(node: MemoryNode, scope: Scope<Callee> | undefined, slots: readonly unknown[]): readonly HashedInput[] {
    if (scope === undefined) return node.parameters.map((slot) => this.ofSlot(slot, slots[slot] as Message));
    return (node.place?.sources ?? []).map((source) => this.ofSource(scope, source));
  }

  /** The hash of a message that comes by itself, as an item of a stream does. */
  of(schema: DescMessage, message: Message): Uint8Array {
    const { map } = this;
    let hash = map.get(message);
    if (hash === undefined) {
      hash = messageHash(schema, message);
      map.set(message, hash);
    }
    return hash;
  }

  private get map(): WeakMap<Message, Uint8Array> {
    return (this.byMessage ??= new WeakMap<Message, Uint8Array>());
  }

  private ofSlot(slot: number, message: Message): HashedInput {
    const { $typeName } = message;
    const hash = (this.bySlot[slot] ??= messageHash(schemaOf(this.messages, $typeName), message));
    return { message: $typeName, hash };
  }

  private ofSource(scope: Scope<Callee>, source: Source<Callee>): HashedInput {
    const { message } = source.cell;
    if (source.form === "lazy" || source.form === "stream") return { message, hash: unaskedHash };
    const value = scope.read(source);
    if (value === absent) return { message, hash: absentHash };
    const ofMessage: RunHashes["of"] = (schema, item) => this.of(schema, item);
    return { message, hash: hashOf(schemaOf(this.messages, message), value as Value, ofMessage) };
  }
}
