/**
 * Every bound on what a peer can make another peer keep, and every time that the engine waits. PROTOCOL.md, section L,
 * lists them; each has a test at the limit and one past it.
 */
export const LIMITS = {
  /** Peers in one match, dropped ones included. */
  peers: 128,
  /** Bytes of a user name, a user id, a session id or a client version on the wire. */
  nameBytes: 256,
  /** Bytes of an object's path. */
  pathBytes: 512,
  /** Bytes of a message joined from parts. A larger one is refused before sending. */
  messageBytes: 256 * 1024,
  /** Pieces of such a message. */
  pieces: 512,
  /** Control entries in pieces that are being joined, over all connections. */
  assemblies: 16,
  /** Bytes of reliable frames kept for peers that may come back. */
  logBytes: 1024 * 1024,
  /** Calls to paths that are not there yet, over all senders. */
  waitingCalls: 256,
  /** Bytes of their arguments. */
  waitingCallBytes: 256 * 1024,
  /** How long such a call waits. */
  waitingCallMs: 10_000,
  /** Calls of this peer's that wait for their results. */
  asks: 256,
  /** Asks of one peer that this one has not answered yet. */
  answersOwed: 256,
  /** Frames kept from one sender whose claim to be host is not decided yet. */
  heldFrames: 256,
  /** How long they are kept. */
  heldFrameMs: 5_000,
  /** Own calls kept while there is no host to address them to, or no admission yet. */
  pendingCalls: 1024,
  /** Bytes of them. */
  pendingBytes: 1024 * 1024,
  /** Explicit authorities kept by path. */
  authorities: 4096,
  /** UTF-16 units of their paths: what keeps the host's table small enough for one message. */
  authorityUnits: 48 * 1024,
  /** How long a former authority's calls still count, for those that were on their way. */
  formerAuthorityMs: 2_000,
  /** Former authorities that are remembered. */
  formerAuthorities: 256,
  /** Of them, those that one who comes back is told of. */
  formerAuthoritiesTold: 64,
  /** Greetings of one peer on one pair of connections. */
  greets: 8,
  /** Times that this peer lets others tell it to begin anew. */
  cuts: 4,
  /** Connections that may put off a newcomer's or a returning peer's own founding by claiming to be host. */
  namedHosts: 8,
  /** Answers to claims that do not count, for each connection. */
  claimAnswers: 4,
  /** How long after a peer came to a term it may hear another who took itself for the host of the same. */
  youngTermMs: 5_000,
  /** How far a new term may be ahead of ours. */
  termLead: 4096,
  /** Barriers that one peer has reached and that are not passed. */
  barriers: 16,
  /** Barriers that are remembered as passed. */
  passedBarriers: 64,
  /** Bytes of the sentence in a refusal, and of the schema sent with it. */
  refusalBytes: 2048,
  /** Bytes of one sender that a host keeps for passing on. */
  relayedBytes: 256 * 1024,
  /** KiB that wait at a host from which on large messages wait at their senders. */
  relayedKibInBulk: 16,
  /** Large messages of which one sender has sent a part and not all. */
  largeAtOnce: 4,
  /** Bytes of large messages that have not come whole and whose senders are gone. */
  goneBytes: 256 * 1024,
  /** Messages to one receiver at once, over all senders: of a server's queue of 64, a quarter is left to everything else. */
  queuedMessages: 48,
  /** Messages to one receiver a second, on average, over all senders. */
  messagesPerSecond: 1280,
  /** Where more than `queuedMessages` may speak at once, each waits for its turn: in a star one in so many milliseconds. */
  turnMs: 10,
  /** Of one who is not in the match yet, for each other. */
  newcomerTurnMs: 2,
  /** Frames that one sender may send at once, however few others there are. */
  framesPerBurst: 32,
  /** Frames a second, on average, of one sender, however few others there are. */
  framesPerSecond: 120,
  /** Messages that answer one connection's wish to be let in, and wait for nothing. */
  answersToNewcomer: 6,
  /** Frames that a peer which leaves may send at once beyond that, at most. */
  framesBeforeLeaving: 16,
} as const;
