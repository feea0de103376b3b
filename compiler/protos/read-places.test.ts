import { describe, expect, it } from "vitest";
import { readPlaces } from "./read-places.js";

const proto = `edition = "2023";
// message Comment { int32 no = 1; }
package shop.v1;

option java_package = "x = 3; {";

message Order {
  /* int32 no = 9; */
  string id = 1;
  repeated Line lines = 2 [deprecated = true, (my.option) = { a: { b: 7; } }];
  oneof paid {
    Card card = 3;
    bool cash
      = 4;
  }
  map<string, .shop.v1.Order.Line> by_sku = 0x5;
  reserved 6 to 8, 10;
  extensions 100 to 199;
  message Line { string sku = 1; enum Kind { KIND_NONE = 0; } Kind kind = 2; }
  enum State { STATE_NONE = 0; STATE_OPEN = 1; }
  optional group Extra = 11 { optional int32 n = 1; }
}

extend Order { string note = 100; }
service Shop { rpc Buy(Order) returns (Card) { option idempotency_level = IDEMPOTENT; } }
message Card { string number = 1; } ;
`;

const places = readPlaces(proto, "shop.proto");

function textAt(key: string): string | undefined {
  const span = places.get(key);
  if (!span) return undefined;
  const lines = proto.split("\n").slice(span.line - 1, span.endLine);
  lines.push(lines.pop()!.slice(0, span.endColumn - 1));
  return [lines[0]!.slice(span.column - 1), ...lines.slice(1)].join("\n");
}

describe("the places of a .proto file", () => {
  it("has every message and field, and nothing else", () => {
    expect([...places.keys()].sort()).toEqual(
      [
        "shop.v1.Order",
        ...[1, 2, 3, 4, 5, 11].map((number) => `shop.v1.Order ${number}`),
        "shop.v1.Order.Line",
        "shop.v1.Order.Line 1",
        "shop.v1.Order.Line 2",
        "shop.v1.Order.Extra",
        "shop.v1.Order.Extra 1",
        "shop.v1.Card",
        "shop.v1.Card 1",
      ].sort(),
    );
  });

  it.each([
    ["shop.v1.Order", "Order"],
    ["shop.v1.Order 1", "string id = 1;"],
    ["shop.v1.Order 4", "bool cash\n      = 4;"],
    ["shop.v1.Order 5", "map<string, .shop.v1.Order.Line> by_sku = 0x5;"],
    ["shop.v1.Order.Line 2", "Kind kind = 2;"],
    ["shop.v1.Order 11", "optional group Extra = 11 {"],
  ])("says where %s stands", (key, text) => {
    expect(textAt(key)).toBe(text);
  });

  it("counts lines from 1 and columns in UTF-16 units", () => {
    expect(readPlaces("/* 😀 */ message A {}", "a.proto").get("A")).toMatchObject({
      line: 1,
      column: 18,
      endColumn: 19,
    });
  });

  it("finds what it can in what does not compile", () => {
    expect([...readPlaces('message A { string s = 1; } } message "', "a.proto").keys()]).toEqual(["A", "A 1"]);
    expect(readPlaces("}{]=;", "a.proto").size).toBe(0);
  });
});
