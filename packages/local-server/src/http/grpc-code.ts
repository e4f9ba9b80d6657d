/** The gRPC codes that this server answers with. */
export const GrpcCode = {
  invalidArgument: 3,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  failedPrecondition: 9,
  unimplemented: 12,
  internal: 13,
  unauthenticated: 16,
} as const;

/** One of the gRPC codes that this server answers with. */
export type GrpcCode = (typeof GrpcCode)[keyof typeof GrpcCode];

const HTTP_STATUS: Readonly<Record<GrpcCode, number>> = {
  3: 400,
  5: 404,
  6: 409,
  7: 403,
  9: 400,
  12: 501,
  13: 500,
  16: 401,
};

/** The HTTP status that goes with a gRPC code. */
export function httpStatus(code: GrpcCode): number {
  return HTTP_STATUS[code];
}
