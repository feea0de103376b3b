/**
 * What is written, what reads it, and what must be said of that: worked out from the encoding of protobuf, case by case.
 * Each side is the body of a message. `proto3` is meant where no syntax stands before it.
 */
export interface HandoffCase {
  readonly about: string;
  readonly producer: string;
  readonly consumer: string;
  readonly verdict: "identical" | "compatible" | "incompatible";
  /** The rules that find losses or reasons; other differences are not named. */
  readonly rules: readonly string[];
}

const scalars =
  "int32 int64 uint32 uint64 bool sint32 sint64 fixed32 fixed64 sfixed32 sfixed64 float double string bytes".split(" ");

/** By the type that is written, the other types that read every value of it alike. */
const readAlike: Readonly<Record<string, string>> = {
  int32: "int64",
  uint32: "uint64 int64",
  bool: "int32 int64 uint32 uint64",
  sint32: "sint64",
  string: "bytes",
};

/** By encoding, the types that read each other's bytes, though not every value of them. */
const encodings = ["int32 int64 uint32 uint64 bool", "sint32 sint64", "string bytes"].map((each) => each.split(" "));

const scalarPairs = scalars.flatMap((from) =>
  scalars.map((into): HandoffCase => {
    const about = `${from} to ${into}`;
    const sides = { about, producer: `optional ${from} a = 1;`, consumer: `optional ${into} a = 1;` };
    if (from === into) return { ...sides, verdict: "identical", rules: [] };
    if (readAlike[from]?.split(" ").includes(into)) return { ...sides, verdict: "compatible", rules: [] };
    const rule = encodings.some((each) => each.includes(from) && each.includes(into)) ? "narrowing" : "other-encoding";
    return { ...sides, verdict: "incompatible", rules: [rule] };
  }),
);

const color = "enum Color { COLOR_NONE = 0; COLOR_RED = 1; COLOR_BLUE = 2; }";
const colour = "enum Colour { COLOUR_NONE = 0; COLOUR_RED = 1; COLOUR_BLUE = 2; }";
const fewer = "enum Color { COLOR_NONE = 0; COLOR_RED = 1; }";
const swapped = "enum Color { COLOR_NONE = 0; COLOR_BLUE = 1; COLOR_RED = 2; }";
const late = "enum Color { COLOR_RED = 1; COLOR_BLUE = 2; }";
const line = "message Line { string sku = 1; int32 count = 2; }";
const closed = color.replace("{", "{ option features.enum_type = CLOSED;");
const edition = "edition 2023: ";

/**
 * A case on a line: what it is about | what is written | what reads it | the verdict, and the rules behind it.
 */
const table = `
# Messages as a whole.
nothing to nothing | | | identical
a twin | string id = 1; int32 n = 2; | string id = 1; int32 n = 2; | identical
another order of declaration | string id = 1; int32 n = 2; | int32 n = 2; string id = 1; | identical
another JSON name | string id = 1; | string id = 1 [json_name = "key"]; | identical
reserved numbers | string id = 1; reserved 2; | string id = 1; | identical
deprecated | string id = 1 [deprecated = true]; | string id = 1; | identical
a field more in the consumer | string id = 1; | string id = 1; int32 n = 2; | compatible
a field less in the consumer | string id = 1; int32 n = 2; | string id = 1; | compatible dropped
all fields dropped | string id = 1; | | compatible dropped
nothing in common | string id = 1; | int32 n = 2; | compatible dropped
a number that the producer has reserved | string id = 1; reserved 2; | string id = 1; int32 n = 2; | compatible

# Names and numbers.
renamed | string id = 1; | string key = 1; | incompatible renamed
renamed, in other case | string order_id = 1; | string orderId = 1; | incompatible renamed
renumbered | string id = 1; | string id = 2; | incompatible renumbered
renumbered to a number in use | string id = 1; string n = 2; | string id = 2; | incompatible renumbered renamed
names swapped | string a = 1; string b = 2; | string b = 1; string a = 2; | incompatible renumbered renamed
names moved on | string a = 1; string b = 2; | string b = 1; string c = 2; | incompatible renumbered renamed
renumbered, with another type | string id = 1; | int32 id = 2; | incompatible renumbered
renamed, with another type | string id = 1; | int32 n = 1; | incompatible renamed other-encoding

# Presence in proto3.
implicit alike | int32 n = 1; | int32 n = 1; | identical
implicit to explicit | int32 n = 1; | optional int32 n = 1; | compatible
explicit to implicit | optional int32 n = 1; | int32 n = 1; | compatible presence-lost
explicit to implicit, a text | optional string s = 1; | string s = 1; | compatible presence-lost
explicit to implicit, an enum | ${color} optional Color c = 1; | ${color} Color c = 1; | compatible presence-lost
implicit to explicit, wider | int32 n = 1; | optional int64 n = 1; | compatible
implicit to explicit, narrower | int64 n = 1; | optional int32 n = 1; | incompatible narrowing
implicit bool to number | bool b = 1; | int32 b = 1; | compatible
implicit text to bytes | string s = 1; | bytes s = 1; | compatible

# Lists.
a list alike | repeated int32 n = 1; | repeated int32 n = 1; | identical
a list of texts alike | repeated string s = 1; | repeated string s = 1; | identical
a wider list | repeated int32 n = 1; | repeated int64 n = 1; | compatible
a wider list, packed to expanded | repeated int32 n = 1; | repeated int64 n = 1 [packed = false]; | compatible
a narrower list | repeated int64 n = 1; | repeated int32 n = 1; | incompatible narrowing
a list of another encoding | repeated int32 n = 1; | repeated sint32 n = 1; | incompatible other-encoding
a list of fixed to varint | repeated fixed32 n = 1; | repeated uint32 n = 1; | incompatible other-encoding
texts to bytes | repeated string s = 1; | repeated bytes s = 1; | compatible
bytes to texts | repeated bytes s = 1; | repeated string s = 1; | incompatible narrowing
packed to expanded | repeated int32 n = 1; | repeated int32 n = 1 [packed = false]; | compatible
expanded to packed | repeated int32 n = 1 [packed = false]; | repeated int32 n = 1; | compatible
packed to expanded, fixed | repeated double n = 1; | repeated double n = 1 [packed = false]; | compatible
expanded to packed, an enum | ${color} repeated Color c = 1 [packed = false]; | ${color} repeated Color c = 1; | compatible
a list to one | repeated int32 n = 1; | int32 n = 1; | incompatible list-to-one
a list to one, explicit | repeated int32 n = 1; | optional int32 n = 1; | incompatible list-to-one
a list of texts to one | repeated string s = 1; | string s = 1; | incompatible list-to-one
a list of messages to one | ${line} repeated Line l = 1; | ${line} Line l = 1; | incompatible list-to-one
a list to one, narrower | repeated int64 n = 1; | int32 n = 1; | incompatible narrowing list-to-one
implicit to list | int32 n = 1; | repeated int32 n = 1; | incompatible implicit-to-list
implicit text to list | string s = 1; | repeated string s = 1; | incompatible implicit-to-list
implicit enum to list | ${color} Color c = 1; | ${color} repeated Color c = 1; | incompatible implicit-to-list
implicit to list, narrower | int64 n = 1; | repeated int32 n = 1; | incompatible narrowing implicit-to-list
explicit to list | optional int32 n = 1; | repeated int32 n = 1; | compatible
explicit to expanded list | optional int32 n = 1; | repeated int32 n = 1 [packed = false]; | compatible
explicit to wider list | optional uint32 n = 1; | repeated uint64 n = 1; | compatible
explicit to narrower list | optional uint64 n = 1; | repeated uint32 n = 1; | incompatible narrowing
explicit text to list | optional string s = 1; | repeated string s = 1; | compatible
explicit enum to list | ${color} optional Color c = 1; | ${color} repeated Color c = 1; | compatible
a message to a list of it | ${line} Line l = 1; | ${line} repeated Line l = 1; | compatible
of a oneof to a list | oneof o { int32 n = 1; string s = 2; } | repeated int32 n = 1; string s = 2; | compatible presence-lost

# Messages in messages.
a nested twin | ${line} Line l = 1; | ${line.replace("Line", "Item")} Item l = 1; | identical
a list of nested twins | ${line} repeated Line l = 1; | ${line.replace("Line", "Item")} repeated Item l = 1; | identical
a nested field less | ${line} Line l = 1; | message Line { string sku = 1; } Line l = 1; | compatible dropped
a nested field more | message Line { string sku = 1; } Line l = 1; | ${line} Line l = 1; | compatible
a nested field narrower | message Line { int64 n = 1; } Line l = 1; | message Line { int32 n = 1; } Line l = 1; | incompatible narrowing
a nested field renamed | message Line { int64 n = 1; } Line l = 1; | message Line { int64 m = 1; } Line l = 1; | incompatible renamed
a field of a list's messages renumbered | message L { int64 n = 1; } repeated L l = 1; | message L { int64 n = 2; } repeated L l = 1; | incompatible renumbered
a message to bytes | ${line} Line l = 1; | bytes l = 1; | incompatible other-encoding
bytes to a message | bytes l = 1; | ${line} Line l = 1; | incompatible other-encoding
a message to a text | ${line} Line l = 1; | string l = 1; | incompatible other-encoding
a message to a number | ${line} Line l = 1; | int32 l = 1; | incompatible other-encoding
a number to a message | optional int32 l = 1; | ${line} Line l = 1; | incompatible other-encoding
the same message of a library | google.protobuf.Timestamp t = 1; | google.protobuf.Timestamp t = 1; | identical
a twin of a library's message | google.protobuf.Timestamp t = 1; | message T { int64 seconds = 1; int32 nanos = 2; } T t = 1; | identical
look-alikes of a library | google.protobuf.Timestamp t = 1; | google.protobuf.Duration t = 1; | identical
a wrapper to its value | google.protobuf.Int32Value n = 1; | optional int32 n = 1; | incompatible other-encoding
a wider wrapper | google.protobuf.Int32Value n = 1; | google.protobuf.Int64Value n = 1; | compatible
anything | google.protobuf.Any any = 1; | google.protobuf.Any any = 1; | identical

# Messages that hold themselves.
a chain | message N { N next = 1; int32 n = 2; } N n = 1; | message M { M next = 1; int32 n = 2; } M n = 1; | identical
a wider chain | message N { N next = 1; int32 n = 2; } N n = 1; | message M { M next = 1; int64 n = 2; } M n = 1; | compatible
a narrower chain | message N { N next = 1; int64 n = 2; } N n = 1; | message M { M next = 1; int32 n = 2; } M n = 1; | incompatible narrowing
a chain read as a tree | message N { N next = 1; } N n = 1; | message M { repeated M next = 1; } M n = 1; | compatible
a tree read as a chain | message N { repeated N next = 1; } N n = 1; | message M { M next = 1; } M n = 1; | incompatible list-to-one
two that hold each other, read as one | message A { B next = 1; } message B { A next = 1; } A n = 1; | message M { M next = 1; } M n = 1; | identical
a chain read two links deep | message N { N next = 1; } N n = 1; | message E { } message M { E next = 1; } M n = 1; | compatible dropped

# Enums, open.
an enum alike | ${color} Color c = 1; | ${color} Color c = 1; | identical
an enum's twin | ${color} Color c = 1; | ${colour} Colour c = 1; | identical
more values in the consumer | ${fewer} Color c = 1; | ${color} Color c = 1; | compatible
fewer values in the consumer | ${color} Color c = 1; | ${fewer} Color c = 1; | compatible enum-unnamed
fewer values, in a list | ${color} repeated Color c = 1; | ${fewer} repeated Color c = 1; | compatible enum-unnamed
swapped values | ${color} Color c = 1; | ${swapped} Color c = 1; | incompatible enum-renumbered enum-renamed
swapped values, in a list | ${color} repeated Color c = 1; | ${swapped} repeated Color c = 1; | incompatible enum-renumbered enum-renamed
swapped values, in a oneof | ${color} oneof o { Color c = 1; } | ${swapped} oneof o { Color c = 1; } | incompatible enum-renumbered enum-renamed
a renamed value | ${color} Color c = 1; | ${color.replace("COLOR_RED", "COLOR_PINK")} Color c = 1; | incompatible enum-renamed
a renumbered value | ${fewer} Color c = 1; | ${fewer.replace("RED = 1", "RED = 3")} Color c = 1; | incompatible enum-renumbered enum-unnamed
an alias more | ${color} Color c = 1; | ${color.replace("{", "{ option allow_alias = true; COLOR_NIL = 0;")} Color c = 1; | compatible
an enum to int32 | ${color} Color c = 1; | int32 c = 1; | compatible
an enum to int64 | ${color} Color c = 1; | int64 c = 1; | compatible
an enum to uint32, which has no -1 | ${color} Color c = 1; | uint32 c = 1; | incompatible narrowing
an enum to bool | ${fewer} Color c = 1; | bool c = 1; | incompatible narrowing
an enum to sint32 | ${color} Color c = 1; | sint32 c = 1; | incompatible other-encoding
an enum to a text | ${color} Color c = 1; | string c = 1; | incompatible other-encoding
int32 to an enum | int32 c = 1; | ${color} Color c = 1; | compatible enum-unnamed
int64 to an enum | int64 c = 1; | ${color} Color c = 1; | incompatible narrowing
uint32 to an enum | uint32 c = 1; | ${color} Color c = 1; | incompatible narrowing
a text to an enum | string c = 1; | ${color} Color c = 1; | incompatible other-encoding

# Enums, closed.
closed alike | proto2: ${color} optional Color c = 1; | proto2: ${color} optional Color c = 1; | identical
closed to open | proto2: ${color} optional Color c = 1; | ${color} optional Color c = 1; | compatible
open to closed | ${color} optional Color c = 1; | proto2: ${color} optional Color c = 1; | incompatible narrowing
closed to closed with more | proto2: ${fewer} optional Color c = 1; | proto2: ${color} optional Color c = 1; | compatible
closed to closed with fewer | proto2: ${color} optional Color c = 1; | proto2: ${fewer} optional Color c = 1; | incompatible narrowing
closed to open with fewer | proto2: ${color} optional Color c = 1; | ${fewer} optional Color c = 1; | compatible enum-unnamed
closed lists with fewer | proto2: ${color} repeated Color c = 1; | proto2: ${fewer} repeated Color c = 1; | incompatible narrowing
closed to uint32, none below zero | proto2: ${color} optional Color c = 1; | proto2: optional uint32 c = 1; | compatible
closed to bool, none but 0 and 1 | proto2: ${fewer} optional Color c = 1; | proto2: optional bool c = 1; | compatible
closed to bool | proto2: ${color} optional Color c = 1; | proto2: optional bool c = 1; | incompatible narrowing
closed to uint32, one below zero | proto2: enum E { LOW = -1; NONE = 0; } optional E c = 1 [default = NONE]; | proto2: optional uint32 c = 1; | incompatible narrowing
bool to closed | proto2: optional bool c = 1; | proto2: ${color} optional Color c = 1; | compatible
int32 to closed | proto2: optional int32 c = 1; | proto2: ${color} optional Color c = 1; | incompatible narrowing
other first values | proto2: ${late} optional Color c = 1; | proto2: ${color} optional Color c = 1; | incompatible other-default
other first values, always set | proto2: ${late} required Color c = 1; | proto2: ${color} optional Color c = 1; | compatible
other first values, in a list | proto2: ${late} repeated Color c = 1; | proto2: ${color} repeated Color c = 1; | compatible

# Maps.
a map alike | map<string, int32> m = 1; | map<string, int32> m = 1; | identical
a map of wider values | map<string, int32> m = 1; | map<string, int64> m = 1; | compatible
a map of narrower values | map<string, int64> m = 1; | map<string, int32> m = 1; | incompatible narrowing
a map of wider keys | map<int32, int32> m = 1; | map<int64, int32> m = 1; | compatible
a map of narrower keys | map<uint64, int32> m = 1; | map<int64, int32> m = 1; | incompatible narrowing
a map of other keys | map<string, int32> m = 1; | map<int32, int32> m = 1; | incompatible other-encoding
a map by zigzag keys | map<int32, int32> m = 1; | map<sint32, int32> m = 1; | incompatible other-encoding
a map by bool, read by number | map<bool, int32> m = 1; | map<int32, int32> m = 1; | compatible
a map of other values | map<string, int32> m = 1; | map<string, string> m = 1; | incompatible other-encoding
a map of texts to bytes | map<string, string> m = 1; | map<string, bytes> m = 1; | compatible
a map of twins | ${line} map<string, Line> m = 1; | ${line.replace("Line", "Item")} map<string, Item> m = 1; | identical
a map of messages with a field less | ${line} map<string, Line> m = 1; | message L { string sku = 1; } map<string, L> m = 1; | compatible dropped
a map of narrower messages | message L { int64 n = 1; } map<string, L> m = 1; | message L { int32 n = 1; } map<string, L> m = 1; | incompatible narrowing
a map of enums with fewer values | ${color} map<string, Color> m = 1; | ${fewer} map<string, Color> m = 1; | compatible enum-unnamed
a map of swapped enums | ${color} map<string, Color> m = 1; | ${swapped} map<string, Color> m = 1; | incompatible enum-renumbered enum-renamed
a map of closed enums with fewer values | proto2: ${color} map<string, Color> m = 1; | proto2: ${fewer} map<string, Color> m = 1; | incompatible narrowing
a map to its entries | map<string, int32> m = 1; | message E { string key = 1; int32 value = 2; } repeated E m = 1; | compatible
a map to entries with names of their own | map<string, int32> m = 1; | ${line} repeated Line m = 1; | compatible
a map to entries with presence | map<string, int32> m = 1; | message E { optional string key = 1; optional int32 value = 2; } repeated E m = 1; | compatible
a map to entries that require both | map<string, int32> m = 1; | proto2: message E { required string key = 1; required int32 value = 2; } repeated E m = 1; | compatible
a map to entries that require more | map<string, int32> m = 1; | proto2: message E { optional string key = 1; required int32 n = 3; } repeated E m = 1; | incompatible required-missing dropped
a map to entries without value | map<string, int32> m = 1; | message E { string key = 1; } repeated E m = 1; | compatible dropped
a map to wider entries | map<string, int32> m = 1; | message E { string key = 1; int64 value = 2; } repeated E m = 1; | compatible
a map to narrower entries | map<string, int64> m = 1; | message E { string key = 1; int32 value = 2; } repeated E m = 1; | incompatible narrowing
a map to entries of another key | map<string, int32> m = 1; | message E { int32 key = 1; int32 value = 2; } repeated E m = 1; | incompatible other-encoding
a map to entries that hold key or value | map<string, int32> m = 1; | message E { oneof o { string key = 1; int32 value = 2; } } repeated E m = 1; | incompatible oneof-shared
entries to a map | message E { string key = 1; int32 value = 2; } repeated E m = 1; | map<string, int32> m = 1; | incompatible fills-map
one entry to a map | message E { string key = 1; int32 value = 2; } E m = 1; | map<string, int32> m = 1; | incompatible fills-map
a map to one entry | map<string, int32> m = 1; | message E { string key = 1; int32 value = 2; } E m = 1; | incompatible list-to-one
a map to a number | map<string, int32> m = 1; | int32 m = 1; | incompatible other-encoding list-to-one
a number to a map | optional int32 m = 1; | map<string, int32> m = 1; | incompatible other-encoding fills-map

# Oneofs.
a oneof alike | oneof o { int32 a = 1; string b = 2; } | oneof o { int32 a = 1; string b = 2; } | identical
a oneof of another name | oneof o { int32 a = 1; string b = 2; } | oneof x { int32 a = 1; string b = 2; } | compatible
a oneof with a case more | oneof o { int32 a = 1; } | oneof o { int32 a = 1; string b = 2; } | compatible
a oneof with a case less | oneof o { int32 a = 1; string b = 2; } | oneof o { int32 a = 1; } | compatible dropped
a case renamed | oneof o { int32 a = 1; } | oneof o { int32 b = 1; } | incompatible renamed
a case wider | oneof o { int32 a = 1; } | oneof o { int64 a = 1; } | compatible
a case narrower | oneof o { int64 a = 1; } | oneof o { int32 a = 1; } | incompatible narrowing
a oneof to fields with presence | oneof o { int32 a = 1; string b = 2; } | optional int32 a = 1; optional string b = 2; | compatible
a oneof to fields without presence | oneof o { int32 a = 1; string b = 2; } | int32 a = 1; string b = 2; | compatible presence-lost
a oneof of messages to fields | ${line} oneof o { Line a = 1; Line b = 2; } | ${line} Line a = 1; Line b = 2; | compatible
fields to a oneof | optional int32 a = 1; optional string b = 2; | oneof o { int32 a = 1; string b = 2; } | incompatible oneof-shared
fields without presence to a oneof | int32 a = 1; string b = 2; | oneof o { int32 a = 1; string b = 2; } | incompatible oneof-shared
messages to a oneof | ${line} Line a = 1; Line b = 2; | ${line} oneof o { Line a = 1; Line b = 2; } | incompatible oneof-shared
one field to a oneof | optional int32 a = 1; | oneof o { int32 a = 1; string b = 2; } | compatible
one field without presence to a oneof | int32 a = 1; | oneof o { int32 a = 1; string b = 2; } | compatible
a oneof and a field to a oneof | oneof o { int32 a = 1; int32 b = 2; } optional int32 c = 3; | oneof o { int32 a = 1; int32 b = 2; int32 c = 3; } | incompatible oneof-shared
two oneofs to one | oneof o { int32 a = 1; } oneof p { int32 b = 2; } | oneof o { int32 a = 1; int32 b = 2; } | incompatible oneof-shared
one oneof to two | oneof o { int32 a = 1; int32 b = 2; } | oneof o { int32 a = 1; } oneof p { int32 b = 2; } | compatible
a list to a case | repeated int32 a = 1; | oneof o { int32 a = 1; } | incompatible list-to-one
a oneof read apart by three | oneof o { int32 a = 1; int32 b = 2; int32 c = 3; } | oneof o { int32 a = 1; int32 c = 3; } optional int32 b = 2; | compatible

# proto2: required fields, defaults, groups, extensions.
required alike | proto2: required int32 n = 1; | proto2: required int32 n = 1; | identical
required to optional | proto2: required int32 n = 1; | proto2: optional int32 n = 1; | compatible
required to implicit | proto2: required int32 n = 1; | int32 n = 1; | compatible
required to a list | proto2: required int32 n = 1; | proto2: repeated int32 n = 1; | compatible
required to a packed list | proto2: required int32 n = 1; | proto2: repeated int32 n = 1 [packed = true]; | compatible
optional to required | proto2: optional int32 n = 1; | proto2: required int32 n = 1; | incompatible required-unset
implicit to required | int32 n = 1; | proto2: required int32 n = 1; | incompatible required-unset
a case to required | oneof o { int32 n = 1; } | proto2: required int32 n = 1; | incompatible required-unset
a list to required | proto2: repeated int32 n = 1; | proto2: required int32 n = 1; | incompatible list-to-one
nothing to required | proto2: optional int32 n = 1; | proto2: optional int32 n = 1; required int32 m = 2; | incompatible required-missing
required dropped | proto2: required int32 n = 1; | proto2: | compatible dropped
nested, nothing to required | proto2: message L { } optional L l = 1; | proto2: message L { required int32 n = 1; } optional L l = 1; | incompatible required-missing
a required message | proto2: message L { } optional L l = 1; | proto2: message L { } required L l = 1; | incompatible required-unset
a default alike | proto2: optional int32 n = 1 [default = 5]; | proto2: optional int32 n = 1 [default = 5]; | identical
a default of another width | proto2: optional int32 n = 1 [default = 5]; | proto2: optional int64 n = 1 [default = 5]; | compatible
another default | proto2: optional int32 n = 1 [default = 5]; | proto2: optional int32 n = 1 [default = 6]; | incompatible other-default
a default to none | proto2: optional int32 n = 1 [default = 5]; | proto2: optional int32 n = 1; | incompatible other-default
a default to implicit | proto2: optional int32 n = 1 [default = 5]; | int32 n = 1; | incompatible other-default presence-lost
none to a default | proto2: optional int32 n = 1; | proto2: optional int32 n = 1 [default = 5]; | incompatible other-default
implicit to a default | int32 n = 1; | proto2: optional int32 n = 1 [default = 5]; | incompatible other-default
the zero, written as a default | proto2: optional int32 n = 1 [default = 0]; | proto2: optional int32 n = 1; | identical
another default, always set | proto2: required int32 n = 1 [default = 5]; | proto2: optional int32 n = 1; | compatible
a default to a list | proto2: optional int32 n = 1 [default = 5]; | proto2: repeated int32 n = 1; | incompatible other-default
a default where the producer has no field | proto2: | proto2: optional int32 n = 1 [default = 5]; | compatible
a default text alike | proto2: optional string s = 1 [default = "a"]; | proto2: optional string s = 1 [default = "a"]; | identical
another default text | proto2: optional string s = 1 [default = "a"]; | proto2: optional string s = 1; | incompatible other-default
a default text as bytes | proto2: optional string s = 1 [default = "a"]; | proto2: optional bytes s = 1 [default = "a"]; | compatible
another default enum | proto2: ${color} optional Color c = 1 [default = COLOR_RED]; | proto2: ${color} optional Color c = 1; | incompatible other-default
another default bool | proto2: optional bool b = 1 [default = true]; | proto2: optional bool b = 1; | incompatible other-default
proto2 to proto3, a list | proto2: repeated int32 n = 1; | repeated int32 n = 1; | compatible
proto2 to proto3, a text | proto2: optional string s = 1; | string s = 1; | compatible presence-lost
proto3 to proto2, a text | string s = 1; | proto2: optional string s = 1; | compatible
a group alike | proto2: optional group G = 1 { optional int32 n = 1; } | proto2: optional group G = 1 { optional int32 n = 1; } | identical
a group to a message | proto2: optional group G = 1 { optional int32 n = 1; } | proto2: message G { optional int32 n = 1; } optional G g = 1; | incompatible other-encoding
a message to a group | proto2: message G { optional int32 n = 1; } optional G g = 1; | proto2: optional group G = 1 { optional int32 n = 1; } | incompatible other-encoding
a group to a list of groups | proto2: optional group G = 1 { optional int32 n = 1; } | proto2: repeated group G = 1 { optional int32 n = 1; } | compatible
a narrower group | proto2: optional group G = 1 { optional int64 n = 1; } | proto2: optional group G = 1 { optional int32 n = 1; } | incompatible narrowing
extensions to nothing | proto2: optional int32 n = 1; extensions 100 to 199; | proto2: optional int32 n = 1; | compatible extensions
extensions of another message | proto2: extensions 100 to 199; | proto2: extensions 100 to 199; | compatible extensions
extensions in the consumer | proto2: optional int32 n = 1; | proto2: optional int32 n = 1; extensions 100 to 199; | identical
a field where extensions may be | proto2: extensions 100 to 199; | proto2: optional int32 n = 150; | incompatible extension-number extensions
a field beside where extensions may be | proto2: extensions 100 to 199; | proto2: optional int32 n = 200; | compatible extensions

# Features of editions.
the edition's presence | ${edition}int32 n = 1; | optional int32 n = 1; | identical
field_presence | ${edition}int32 n = 1; | ${edition}int32 n = 1 [features.field_presence = IMPLICIT]; | compatible presence-lost
field_presence, the other way | ${edition}int32 n = 1 [features.field_presence = IMPLICIT]; | ${edition}int32 n = 1; | compatible
field_presence, required | ${edition}int32 n = 1; | ${edition}int32 n = 1 [features.field_presence = LEGACY_REQUIRED]; | incompatible required-unset
field_presence and a list | ${edition}int32 n = 1 [features.field_presence = IMPLICIT]; | ${edition}repeated int32 n = 1; | incompatible implicit-to-list
explicit and a list | ${edition}int32 n = 1; | ${edition}repeated int32 n = 1; | compatible
implicit and a default | ${edition}int32 n = 1 [features.field_presence = IMPLICIT]; | ${edition}int32 n = 1 [default = 7]; | incompatible other-default
repeated_field_encoding | ${edition}repeated int32 n = 1; | ${edition}repeated int32 n = 1 [features.repeated_field_encoding = EXPANDED]; | compatible
repeated_field_encoding, the other way | ${edition}repeated int32 n = 1 [features.repeated_field_encoding = EXPANDED]; | ${edition}repeated int32 n = 1; | compatible
enum_type, open to closed | ${edition}${color} Color c = 1; | ${edition}${closed} Color c = 1; | incompatible narrowing
enum_type, closed to open | ${edition}${closed} Color c = 1; | ${edition}${color} Color c = 1; | compatible
enum_type, closed alike | ${edition}${closed} Color c = 1; | proto2: ${color} optional Color c = 1; | identical
utf8_validation | ${edition}string s = 1 [features.utf8_validation = NONE]; | ${edition}string s = 1; | compatible
utf8_validation, the other way | ${edition}string s = 1; | ${edition}string s = 1 [features.utf8_validation = NONE]; | compatible
message_encoding | ${edition}${line} Line l = 1; | ${edition}${line} Line l = 1 [features.message_encoding = DELIMITED]; | incompatible other-encoding
message_encoding alike | ${edition}${line} Line l = 1 [features.message_encoding = DELIMITED]; | ${edition}${line} Line l = 1 [features.message_encoding = DELIMITED]; | identical
message_encoding, a list | ${edition}${line} repeated Line l = 1 [features.message_encoding = DELIMITED]; | ${edition}${line} repeated Line l = 1; | incompatible other-encoding
message_encoding and a group | ${edition}message L { int32 n = 1; } L l = 1 [features.message_encoding = DELIMITED]; | proto2: optional group L = 1 { optional int32 n = 1; } | identical
`;

export const handoffCases: readonly HandoffCase[] = [
  ...scalarPairs,
  ...table
    .split("\n")
    .filter((line) => line.includes(" | "))
    .map((line): HandoffCase => {
      const [about = "", producer = "", consumer = "", said = ""] = line.split("|").map((cell) => cell.trim());
      const [verdict = "", ...found] = said.split(" ");
      return { about, producer, consumer, verdict: verdict as HandoffCase["verdict"], rules: found };
    }),
];
