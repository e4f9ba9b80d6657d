/**
 * Plugins for a match: give them to `OnlineMatch` in its option `plugins`. A game pays only for those that it imports.
 *
 * @packageDocumentation
 */
export { type LoggerOptions, logger } from "./logger.js";
export { NetworkConditions, type NetworkConditionsOptions, networkConditions } from "./network-conditions.js";
export {
  type MethodTraffic,
  type PeerTraffic,
  type Traffic,
  type TrafficSample,
  TrafficStatistics,
  type TrafficStatisticsEvents,
  type TrafficStatisticsOptions,
  trafficStatistics,
} from "./traffic-statistics.js";
export { TransportLayer } from "./transport-layer.js";
