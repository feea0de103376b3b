import { describe, expect, it } from "vitest";
import { isPublicAddress, publicLookup } from "./public-address.js";

describe("an address", () => {
  it.each([
    "127.0.0.1",
    "127.8.9.10",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "192.0.2.1",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "fd00::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "2001:0:1::",
    "localhost",
    "",
    "1.2.3",
    "0x7f000001",
  ])("%s is not public", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each([
    "8.8.8.8",
    "1.1.1.1",
    "172.15.0.1",
    "172.32.0.1",
    "100.63.0.1",
    "192.167.0.1",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "2001:4860:4860::8888",
    "2a00:1450:4001::1",
  ])("%s is public", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe("looking up a name for a connection", () => {
  /** What a name leads to, the first time, the second time, and so on. */
  function lookupOf(...answers: readonly (readonly string[])[]) {
    let asked = 0;
    const lookup = publicLookup((_, options, callback) => {
      expect(options.all).toBe(true);
      const addresses = answers[asked++] ?? [];
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      );
    });
    return (all: boolean) =>
      new Promise((resolve) => {
        lookup("hooks.test", { all }, (error, address) => resolve(error ?? address));
      });
  }

  it("gives its addresses, as it is asked to", async () => {
    const lookup = lookupOf(["8.8.8.8", "2606:4700:4700::1111"], ["8.8.8.8"]);
    expect(await lookup(true)).toEqual([
      { address: "8.8.8.8", family: 4 },
      { address: "2606:4700:4700::1111", family: 6 },
    ]);
    expect(await lookup(false)).toBe("8.8.8.8");
  });

  it("refuses a name that was public a moment ago and is not now", async () => {
    const lookup = lookupOf(["8.8.8.8"], ["169.254.169.254"]);
    expect(await lookup(false)).toBe("8.8.8.8");
    expect(await lookup(false)).toMatchObject({ code: "INTERNAL_ADDRESS" });
  });

  it("refuses a name where only some of its addresses are internal, or that has none", async () => {
    expect(await lookupOf(["8.8.8.8", "::1"])(true)).toMatchObject({ code: "INTERNAL_ADDRESS" });
    expect(await lookupOf([])(true)).toMatchObject({ code: "INTERNAL_ADDRESS" });
  });

  it("passes on that a name is not known", async () => {
    const unknown = Object.assign(new Error("no such name"), { code: "ENOTFOUND" });
    const lookup = publicLookup((_, __, callback) => callback(unknown, []));
    const found = await new Promise((resolve) => lookup("hooks.test", {}, (error) => resolve(error)));
    expect(found).toBe(unknown);
  });

  it("is not made up: localhost is internal", async () => {
    const lookup = publicLookup();
    const found = await new Promise((resolve) => lookup("localhost", {}, (error) => resolve(error)));
    expect(found).toMatchObject({ code: "INTERNAL_ADDRESS" });
  });
});
