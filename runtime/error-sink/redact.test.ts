import { readFileSync } from "node:fs";
import { create, equals, fromBinary, toBinary } from "@bufbuild/protobuf";
import { WireType } from "@bufbuild/protobuf/wire";
import { anyPack } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { ParcelSchema, PersonSchema } from "../../test/messages/generated/pipes/v1/pipes_pb.js";
import { redact } from "./redact.js";

const ann = { name: "Ann", phone: "1" };
const bob = { name: "Bob", phone: "2", friend: ann };

describe("a message that leaves the program", () => {
  it("lacks its sensitive fields, also those in messages, lists and maps", () => {
    const parcel = create(ParcelSchema, {
      id: "p",
      pin: "1234",
      note: "behind the door",
      sender: bob,
      receivers: [ann, bob],
      agents: { x: bob },
      passwords: ["a", "b"],
      proof: { case: "witness", value: ann },
    });
    const before = toBinary(ParcelSchema, parcel);
    const { message, fields } = redact(ParcelSchema, parcel);
    const open = { name: "Bob", friend: { name: "Ann" } };
    expect(toBinary(ParcelSchema, message as typeof parcel)).toEqual(
      toBinary(
        ParcelSchema,
        create(ParcelSchema, { id: "p", sender: open, receivers: [{ name: "Ann" }, open], agents: { x: open } }),
      ),
    );
    expect(fields).toEqual([
      "sender.phone",
      "sender.friend.phone",
      "receivers.phone",
      "receivers.friend.phone",
      "agents.phone",
      "agents.friend.phone",
      "pin",
      "note",
      "witness",
      "passwords",
    ]);
    expect(toBinary(ParcelSchema, parcel)).toEqual(before);
  });

  it("keeps what is not sensitive, and says that nothing was taken out", () => {
    const parcel = create(ParcelSchema, { id: "p", weight: 0, proof: { case: "receipt", value: "r" } });
    const { message, fields } = redact(ParcelSchema, parcel);
    expect(equals(ParcelSchema, message as typeof parcel, parcel)).toBe(true);
    expect(fields).toEqual([]);
  });

  it("lacks what nobody can look into: an Any, and fields that the schema does not have", () => {
    const newer = create(ParcelSchema, { id: "p", attached: anyPack(PersonSchema, create(PersonSchema, ann)) });
    newer.$unknown = [{ no: 99, wireType: WireType.LengthDelimited, data: Uint8Array.of(1, 42) }];
    const { message, fields } = redact(ParcelSchema, fromBinary(ParcelSchema, toBinary(ParcelSchema, newer)));
    expect(fields).toEqual(["attached"]);
    expect(toBinary(ParcelSchema, message as typeof newer)).toEqual(
      toBinary(ParcelSchema, create(ParcelSchema, { id: "p" })),
    );
  });

  it("is marked with the option that projects copy", () => {
    const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
    expect(read("../../test/messages/proto/protograph/v1/options.proto")).toBe(
      read("../../proto/protograph/v1/options.proto"),
    );
  });
});
