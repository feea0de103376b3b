import { type FileHandle, mkdir, open, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { toJsonString } from "@bufbuild/protobuf";
import { RunEventSchema } from "../../generated/protograph/v1/event_pb.js";
import type { Sink } from "./sink.js";

interface Line {
  readonly text: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A sink that appends each event to a file, as one line of protobuf JSON.
 *
 * An event is taken when its line is on the disk (fsync); lines that come at once share that. The file may be renamed,
 * truncated or deleted at any time: the next line goes to a file of the name, which is made where there is none, as its
 * folder is. A line that was cut off by a crash is ended, so that it spoils no other.
 */
export function ndjsonSink(name: string, path: string): Sink {
  const file = new AppendedFile(path);
  return {
    name,
    deliver: (event) => file.append(`${toJsonString(RunEventSchema, event)}\n`),
    close: () => file.close(),
  };
}

class AppendedFile {
  private waiting: Line[] = [];
  private writing: Promise<void> | undefined;
  private handle: FileHandle | undefined;

  constructor(private readonly path: string) {}

  append(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ text, resolve, reject });
      this.writing ??= this.writeAll();
    });
  }

  async close(): Promise<void> {
    await this.writing;
    await this.release();
  }

  private async writeAll(): Promise<void> {
    while (this.waiting.length > 0) {
      const lines = this.waiting;
      this.waiting = [];
      try {
        await this.write(lines.map(({ text }) => text).join(""));
        for (const { resolve } of lines) resolve();
      } catch (error) {
        // What is in the file now nobody knows: it is looked at anew.
        await this.release().catch(() => undefined);
        for (const { reject } of lines) reject(error);
      }
    }
    this.writing = undefined;
  }

  private async write(text: string): Promise<void> {
    for (;;) {
      const handle = await this.current();
      await handle.appendFile(text);
      await handle.datasync();
      // Deleted in the meantime: what was written is gone with it. Renamed, it is kept.
      if ((await handle.stat()).nlink > 0) return;
    }
  }

  /** The file that has the name now. */
  private async current(): Promise<FileHandle> {
    if (this.handle !== undefined) {
      const [named, held] = await Promise.all([
        stat(this.path).catch((error: unknown) => {
          if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
          throw error;
        }),
        this.handle.stat(),
      ]);
      if (named?.ino === held.ino && named.dev === held.dev) return this.handle;
      await this.release();
    }
    const folder = dirname(this.path);
    await mkdir(folder, { recursive: true });
    // Opened for reading, too, to see how it ends.
    this.handle = await open(this.path, "a+");
    await endLine(this.handle);
    await syncFolder(folder);
    return this.handle;
  }

  private async release(): Promise<void> {
    const { handle } = this;
    this.handle = undefined;
    await handle?.close();
  }
}

async function endLine(handle: FileHandle): Promise<void> {
  const { size } = await handle.stat();
  if (size === 0) return;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  if (buffer.toString("latin1") !== "\n") await handle.appendFile("\n");
}

/** A file that was just made is on the disk only when its folder is. Windows cannot, and need not, do that. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
