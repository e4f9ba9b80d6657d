import { LINKS } from "@nakodo/core/testing";
import { ALL, HOST } from "../../src/ids.js";
import { FRAME } from "../crafted.js";
import { SimulatedMatch, type SimulatedPeer } from "../simulated-match.js";

/** Frames of every kind, as they go over the relay in a lively match, straight and through a host. */
export async function realFrames(): Promise<Uint8Array[]> {
  return [...(await framesOf("mesh")), ...(await framesOf("star"))];
}

async function framesOf(route: "mesh" | "star"): Promise<Uint8Array[]> {
  const match = new SimulatedMatch(11, LINKS.good, { resumeGraceMs: 3000, route });
  const frames: Uint8Array[] = [];
  const prepare = (options = {}): SimulatedPeer => {
    const peer = match.prepare(undefined, options);
    const send = peer.transport.send.bind(peer.transport);
    peer.transport.send = (opCode, bytes, to) => {
      if (opCode === FRAME) frames.push(bytes.slice());
      return send(opCode, bytes, to);
    };
    match.start(peer);
    match.run(600);
    return peer;
  };
  prepare({ entry: "create" });
  for (let i = 0; i < 4; i++) prepare();
  match.run(1500);
  match.peer(0).engine.setSettings({ locked: false, playing: true });
  match.peer(0).engine.setAuthority("/probe", 3);
  match.run(500);
  match.peer(1).call(ALL, "order", "o");
  match.peer(2).call(ALL, "say", "s");
  match.peer(2).call(ALL, "chat", "z".repeat(9000));
  match.peer(3).call(HOST, "move", 1, 2);
  match.peer(3).call(ALL, "blink", 1);
  for (const peer of match.peers) {
    peer.engine.setReady(true);
    peer.engine.reachBarrier("setUp");
  }
  match.run(500);
  const asked = match.peer(1).engine.ask(4, match.peer(1).probe, "say", ["?"], {});
  for (let turn = 0; turn < 10; turn++) {
    match.run(50);
    await Promise.resolve();
  }
  await asked;
  match.peer(3).transport.freeze();
  match.run(1500);
  match.peer(3).transport.thaw();
  match.run(500);
  match.peer(4).transport.cut();
  match.peer(0).engine.handHostOver(4);
  match.run(900);
  match.peer(4).transport.restore();
  match.run(1500);
  match.peer(2).transport.cut();
  match.run(4500);
  match.peer(2).transport.restore();
  match.run(1500);
  match.join(undefined, { clientVersion: "other" });
  match.peer(1).engine.leave();
  match.run(1500);
  return frames;
}
