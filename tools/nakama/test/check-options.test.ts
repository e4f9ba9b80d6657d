import { describe, expect, it } from "vitest";
import { startNakama } from "../src/start-nakama.js";

describe("options that cannot be meant", () => {
  it.each([
    [{ port: 80 }, /port is a whole number from 1026 to 65533, not 80/],
    [{ port: 65_534 }, /not 65534/],
    [{ port: 7350.5 }, /not 7350\.5/],
    [{ matchmakerIntervalSec: 0 }, /matchmaker interval is a whole number of seconds from 1 up, not 0/],
    [{ tokenExpirySec: Number.NaN }, /token expiry .* not NaN/],
    [{ refreshTokenExpirySec: 2 ** 31 }, /refresh token expiry .* not 2147483648/],
    [{ temporary: true, dataDir: "data" }, /leave out either/],
    [{ modulesDir: "/no/such/folder" }, /no folder of server modules at \/no\/such\/folder/],
    [{ modulesDir: import.meta.filename }, /no folder of server modules/],
  ])("L2 · %j is refused before anything starts", async (options, message) => {
    await expect(startNakama(options)).rejects.toThrow(message);
  });
});
