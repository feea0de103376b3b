import { existsSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { DescField, DescMessage } from "@bufbuild/protobuf";
import type { Config } from "../config/config.js";
import type { Span } from "../diagnostics/diagnostic.js";
import { readPlaces } from "./read-places.js";

/**
 * Where messages and fields stand in a project's `.proto` files. Descriptors in generated code do not say, so the files
 * are looked into; a message from elsewhere, or one that has changed since it was generated, has no place.
 */
export class ProtoPlaces {
  private readonly files = new Map<string, ReadonlyMap<string, Span>>();

  constructor(private readonly config: Pick<Config, "root" | "protos">) {}

  /** The declaration of a field, from its label or type to its semicolon. */
  field({ parent, number }: DescField): Span | undefined {
    return this.places(parent).get(`${parent.typeName} ${number}`);
  }

  /** The name of a message where it is declared. */
  message(message: DescMessage): Span | undefined {
    return this.places(message).get(message.typeName);
  }

  private places({ file }: DescMessage): ReadonlyMap<string, Span> {
    const path = join(this.config.protos, file.proto.name);
    let places = this.files.get(path);
    if (!places) {
      const shown = relative(this.config.root, path).split(sep).join("/");
      places = existsSync(path) ? readPlaces(readFileSync(path, "utf8"), shown) : new Map();
      this.files.set(path, places);
    }
    return places;
  }
}
