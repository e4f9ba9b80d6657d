/**
 * Recording a match and playing it back through the engine, for bug reports and tests. A game pays for it only when it
 * imports it.
 *
 * @packageDocumentation
 */
export { type PlayBack, type PlayBackOptions, type PlayBackStep, playBack } from "./play-back.js";
export { MatchRecorder, type RecorderOptions, recorder } from "./recorder.js";
