import type { TransportEvent } from "@nakodo/core";
import type { AskOptions } from "../engine/asks.js";
import { MatchEngine } from "../engine/engine.js";
import type { EngineOptions } from "../engine/engine-options.js";
import type { NetworkedObject } from "../engine/objects.js";
import type { Settings } from "../wire/control.js";
import { EngineRecorder } from "./engine-recorder.js";
import { type LogWriter, RECORD, TICKS_PER_MS } from "./recording-log.js";

/**
 * An engine that writes down all that it is told and asks for: with the same answers, another engine does the same, bit
 * for bit. Its time is rounded down to sixteenths of a millisecond.
 */
export class RecordedEngine extends MatchEngine {
  readonly #recorder: EngineRecorder;

  constructor(
    options: EngineOptions,
    onListenerError: ((error: unknown) => void) | undefined,
    maxBytes: number,
  ) {
    const recorder = new EngineRecorder(options, maxBytes);
    super(recorder.options, onListenerError);
    this.#recorder = recorder;
    recorder.watch(this.events);
  }

  /** The log. */
  get log(): LogWriter {
    return this.#recorder.log;
  }

  override receive(event: TransportEvent, nowMs: number): void {
    const ticks = toTicks(nowMs);
    this.#recorder.event(event, ticks, () => super.receive(event, ticks / TICKS_PER_MS));
  }

  override advance(nowMs: number): void {
    const ticks = toTicks(nowMs);
    this.#recorder.timed(RECORD.advance, ticks, () => super.advance(ticks / TICKS_PER_MS));
  }

  override flush(nowMs: number): void {
    const ticks = toTicks(nowMs);
    // Within `advance` it is the engine's own doing.
    if (this.#recorder.isWithin) super.flush(ticks / TICKS_PER_MS);
    else this.#recorder.timed(RECORD.flush, ticks, () => super.flush(ticks / TICKS_PER_MS));
  }

  override nextDueMs(nowMs: number): number | undefined {
    return super.nextDueMs(toTicks(nowMs) / TICKS_PER_MS);
  }

  override runWaiting(node: NetworkedObject): void {
    this.#recorder.input(
      RECORD.runWaiting,
      (writer) => writer.string(node.path),
      () => super.runWaiting(node),
    );
  }

  override call(
    target: number,
    object: object,
    method: string,
    args: readonly unknown[],
    runHere: boolean,
  ): void {
    this.#recorder.call(target, object, method, args, runHere, () =>
      super.call(target, object, method, args, runHere),
    );
  }

  override ask(
    target: number,
    object: object,
    method: string,
    args: readonly unknown[],
    options: AskOptions,
  ): Promise<unknown> {
    return this.#recorder.ask(target, object, method, args, options, (recorded) =>
      super.ask(target, object, method, args, recorded),
    );
  }

  override sendData(opCode: number, bytes: Uint8Array, target: number): boolean {
    return this.#recorder.input(
      RECORD.sendData,
      (writer) => {
        writer.f64(opCode);
        writer.bytes(bytes);
        writer.f64(target);
      },
      () => super.sendData(opCode, bytes, target),
    );
  }

  override setAuthority(path: string, peerId: number): void {
    this.#recorder.other("setAuthority", [path, peerId], () => super.setAuthority(path, peerId));
  }

  override setReady(isReady: boolean): void {
    this.#recorder.other("setReady", [isReady], () => super.setReady(isReady));
  }

  override reachBarrier(name: string): boolean {
    return this.#recorder.other("reachBarrier", [name], () => super.reachBarrier(name));
  }

  override setSettings(change: Partial<Settings>): void {
    this.#recorder.other("setSettings", [change], () => super.setSettings(change));
  }

  override kick(peerId: number): void {
    this.#recorder.other("kick", [peerId], () => super.kick(peerId));
  }

  override handHostOver(peerId: number): void {
    this.#recorder.other("handHostOver", [peerId], () => super.handHostOver(peerId));
  }

  override setPatient(isPatient: boolean): void {
    this.#recorder.other("setPatient", [isPatient], () => super.setPatient(isPatient));
  }

  override leave(): void {
    this.#recorder.other("leave", [], () => super.leave());
  }
}

function toTicks(nowMs: number): number {
  return Math.floor(nowMs * TICKS_PER_MS);
}
