import { ByteReader, ByteWriter, type Field } from "@nakodo/core";
import { customRpc, customRpcMessage, FISH_UPDATE, type FishUpdate, fishUpdates } from "../fish-update.js";
import type { Measurement } from "../harness/row.js";
import { callsPerSecond } from "../harness/throughput.js";

const SAMPLES = 128;
const FIELDS: readonly Field<unknown>[] = FISH_UPDATE;

/** Of the object and of the method: what stands where the tutorial writes their names. */
const PATH_ID = 0x2f6b91c4;
const METHOD = 3;

/** Writing and reading `update_remote_player`: declared field types against the tutorial's JSON. */
export async function rpcCodec(): Promise<Measurement[]> {
  const samples = fishUpdates(SAMPLES);
  const writer = new ByteWriter(256);
  const reader = new ByteReader();
  const args: unknown[] = [];
  // Only writing is measured, not bringing the input buffer into the tutorial's form.
  const messages = samples.map(customRpcMessage);
  const texts = samples.map(customRpc);
  const frames = samples.map((sample) => {
    writer.reset();
    write(writer, sample);
    return writer.copy();
  });
  let at = 0;
  const next = <T>(list: readonly T[]): T => {
    at = (at + 1) % SAMPLES;
    return list[at] as T;
  };
  // What comes out is summed, so that nothing of it can be left out.
  let sum = 0;
  const encode = await callsPerSecond({
    ours() {
      writer.reset();
      write(writer, next(samples));
      sum += writer.length;
    },
    peer() {
      sum += JSON.stringify(next(messages)).length;
    },
  });
  const decode = await callsPerSecond({
    ours() {
      reader.load(next(frames));
      sum += read(reader, args)[5];
    },
    peer() {
      const call = JSON.parse(next(texts)) as { readonly args: FishUpdate };
      sum += call.args[5];
    },
  });
  if (!(sum > 0)) throw new Error("nothing was written or read");
  const unit = "calls/s";
  return [
    { id: "rpc-encode", ...encode, peerName: "JSON.stringify of custom_rpc", unit, better: "higher" },
    { id: "rpc-decode", ...decode, peerName: "JSON.parse of custom_rpc", unit, better: "higher" },
  ];
}

function write(writer: ByteWriter, args: FishUpdate): void {
  writer.u32(PATH_ID);
  writer.varint(METHOD);
  for (let i = 0; i < FIELDS.length; i++) FIELDS[i]?.write(writer, args[i]);
}

/** As the engine reads: into one list for all calls of a method. */
function read(reader: ByteReader, into: unknown[]): FishUpdate {
  if (reader.u32() !== PATH_ID || reader.varint() !== METHOD) throw new Error("another call was read");
  for (let i = 0; i < FIELDS.length; i++) into[i] = FIELDS[i]?.read(reader);
  reader.expectEnd();
  return into as FishUpdate;
}
