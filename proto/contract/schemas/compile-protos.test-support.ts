import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createFileRegistry, type FileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";

const buf = join(import.meta.dirname, "../../../node_modules/.bin/buf");

/** Compiles `.proto` files, given by path, as buf does. */
export function compileProtos(files: Readonly<Record<string, string>>): FileRegistry {
  const folder = mkdtempSync(join(tmpdir(), "protograph-protos-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, "protos", path)), { recursive: true });
      writeFileSync(join(folder, "protos", path), text);
    }
    const image = join(folder, "image.binpb");
    execFileSync(buf, ["build", "protos", "--as-file-descriptor-set", "-o", image], { cwd: folder, stdio: "pipe" });
    return createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(image)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file with one message of this body; `proto3` where no syntax stands before it. */
export function protoFile(name: string, described: string): string {
  const [, syntax = "proto3", body = ""] = /^(?:(proto2|edition 2023): ?)?([^]*)$/.exec(described) ?? [];
  const imports = ["timestamp", "duration", "wrappers", "any"]
    .filter(() => body.includes("google.protobuf."))
    .map((each) => `import "google/protobuf/${each}.proto";\n`);
  const head = syntax.startsWith("edition") ? `edition = "2023";` : `syntax = "${syntax}";`;
  const dot = name.lastIndexOf(".");
  return `${head}\npackage ${name.slice(0, dot)};\n${imports.join("")}message ${name.slice(dot + 1)} { ${body} }\n`;
}
