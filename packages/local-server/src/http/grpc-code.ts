/** The gRPC codes that this server itself answers with. */
export const GrpcCode = {
  unknown: 2,
  invalidArgument: 3,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  failedPrecondition: 9,
  unimplemented: 12,
  internal: 13,
  dataLoss: 15,
  unauthenticated: 16,
} as const;

/** One of the gRPC codes that this server itself answers with. */
export type GrpcCode = (typeof GrpcCode)[keyof typeof GrpcCode];

const HTTP_STATUS: Readonly<Record<number, number>> = {
  0: 200,
  1: 499,
  3: 400,
  4: 504,
  5: 404,
  6: 409,
  7: 403,
  8: 429,
  9: 400,
  10: 409,
  11: 400,
  12: 501,
  14: 503,
  16: 401,
};

/** The HTTP status that goes with a gRPC code; 500 for a code that says no more. */
export function httpStatus(code: number): number {
  return HTTP_STATUS[code] ?? 500;
}
