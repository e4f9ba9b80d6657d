/** What TypeDoc may leave without a comment, each for a reason. */
const EXEMPT: readonly RegExp[] = [
  // Members of a nameless object type belong to the comment of what has the type.
  /\.__type\.\w+ \(Property\).* does not have any documentation$/,
  // nakama-js's own calls: the comment of OnlineApi says what differs.
  /\bOnlineApi\.\w+ \(CallSignature\).* does not have any documentation$/,
  // The calls of the API by their names: what each answers with is documented where it is declared.
  /\bApiResults\.\w+ \(Property\).* does not have any documentation$/,
  // Steps of types that are computed: who uses those sees what they come to.
  /\b(NAMES|Parameters|TakesContext), defined in .* but not included in the documentation$/,
  // Nakama's own socket messages and tickets, as hooks of the embedded server get them: its protocol describes them.
  /\b(MessageName|MessageBody|MatchedEntry), defined in @nakodo\/local-server\/.* but not included in the documentation$/,
];

/** The faults in what TypeDoc wrote: every warning and error, but for what needs no comment. */
export function docWarnings(output: string): string[] {
  const lines = output.split("\n").map((line) => line.trimEnd());
  return lines.filter(
    (line) =>
      /\[(warning|error)\]/.test(line) &&
      !/\[warning\] Found \d+ errors? and \d+ warnings?$/.test(line) &&
      !EXEMPT.some((pattern) => pattern.test(line)),
  );
}
