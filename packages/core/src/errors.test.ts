import { describe, expect, it } from "vitest";
import { NakodoError } from "./errors.js";

describe("NakodoError", () => {
  it("A9 · is an Error with a code, a name and its cause unchanged", () => {
    const cause = { code: 1006 };
    const error = new NakodoError("connection-lost", "the server closed the socket", {
      cause,
      httpStatus: 503,
      grpcCode: 14,
      socketCode: 3,
      serverMessage: "going down",
    });
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(NakodoError);
    expect([error.name, error.code, error.message]).toEqual([
      "NakodoError",
      "connection-lost",
      "the server closed the socket",
    ]);
    expect(error.cause).toBe(cause);
    expect([error.httpStatus, error.grpcCode, error.socketCode, error.serverMessage]).toEqual([
      503,
      14,
      3,
      "going down",
    ]);
    expect(String(error)).toBe("NakodoError: the server closed the socket");
    expect(error.stack).toContain("errors.test");
  });

  it("A9 · has no cause and no server's words where there are none", () => {
    const error = new NakodoError("closed", "closed");
    expect("cause" in error).toBe(false);
    expect(error.serverMessage).toBeUndefined();
    expect(new NakodoError("closed", "closed", { cause: null }).cause).toBeNull();
  });

  it("A9 · a subclass keeps its own name", () => {
    class BatchError extends NakodoError {
      override readonly name = "BatchError";
    }
    expect(String(new BatchError("timeout", "late"))).toBe("BatchError: late");
  });
});
