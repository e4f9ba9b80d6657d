/**
 * Every bound on what a peer can make another peer keep, and every time that the engine waits. PROTOCOL.md, section L,
 * lists them; each has a test at the limit and one past it.
 *
 * Imported as `LIMITS`: constants of a module cost a game nothing but their numbers.
 */

/** Peers in one match, dropped ones included. */
export const peers = 128;
/** Bytes of a user name, a user id, a session id or a client version on the wire. */
export const nameBytes = 256;
/** Bytes of an object's path. */
export const pathBytes = 512;
/** Bytes of a message joined from parts. A larger one is refused before sending. */
export const messageBytes = 256 * 1024;
/** Pieces of such a message. */
export const pieces = 512;
/** Control entries in pieces that are being joined, over all connections. */
export const assemblies = 16;
/** Bytes of reliable frames kept for peers that may come back. */
export const logBytes = 1024 * 1024;
/** Calls to paths that are not there yet, over all senders. */
export const waitingCalls = 256;
/** Bytes of their arguments. */
export const waitingCallBytes = 256 * 1024;
/** How long such a call waits. */
export const waitingCallMs = 10_000;
/** Calls of this peer's that wait for their results. */
export const asks = 256;
/** Asks of one peer that this one has not answered yet. */
export const answersOwed = 256;
/** Frames kept from one sender whose claim to be host is not decided yet. */
export const heldFrames = 256;
/** How long they are kept. */
export const heldFrameMs = 5_000;
/** Own calls kept while there is no host to address them to, or no admission yet. */
export const pendingCalls = 1024;
/** Bytes of them. */
export const pendingBytes = 1024 * 1024;
/** Explicit authorities kept by path. */
export const authorities = 4096;
/** UTF-16 units of their paths: what keeps the host's table small enough for one message. */
export const authorityUnits = 48 * 1024;
/** How long a former authority's calls still count, for those that were on their way. */
export const formerAuthorityMs = 2_000;
/** Former authorities that are remembered. */
export const formerAuthorities = 256;
/** Of them, those that one who comes back is told of. */
export const formerAuthoritiesTold = 64;
/** Greetings of one peer on one pair of connections. */
export const greets = 8;
/** Times that this peer lets others tell it to begin anew. */
export const cuts = 4;
/** Connections that may put off a newcomer's or a returning peer's own founding by claiming to be host. */
export const namedHosts = 8;
/** Answers to claims that do not count, for each connection in one term. */
export const claimAnswers = 4;
/** How long after a peer came to a term it may hear another who took itself for the host of the same. */
export const youngTermMs = 5_000;
/** Decisions on authorities that a host keeps of such others, until somebody says that it followed one of them. */
export const undecidedAuthorities = 64;
/** How far a new term may be ahead of ours. */
export const termLead = 4096;
/** Barriers that one peer has reached and that are not passed. */
export const barriers = 16;
/** Barriers that are remembered as passed. */
export const passedBarriers = 64;
/** Bytes of the sentence in a refusal, and of the schema sent with it. */
export const refusalBytes = 2048;
/** Bytes of one sender that a host keeps for passing on. */
export const relayedBytes = 256 * 1024;
/** KiB that wait at a host from which on large messages wait at their senders. */
export const relayedKibInBulk = 16;
/** Large messages of which one sender has sent a part and not all. */
export const largeAtOnce = 4;
/** Bytes of large messages that have not come whole and whose senders are gone. */
export const goneBytes = 256 * 1024;
/** Messages to one receiver at once, over all senders: of a server's queue of 64, a quarter is left to everything else. */
export const queuedMessages = 48;
/** Messages to one receiver a second, on average, over all senders. */
export const messagesPerSecond = 1280;
/** Where more than `queuedMessages` may speak at once, each waits for its turn: in a star one in so many milliseconds. */
export const turnMs = 10;
/** Of one who is not in the match yet, for each other. */
export const newcomerTurnMs = 2;
/** Frames that one sender may send at once, however few others there are. */
export const framesPerBurst = 32;
/** Frames a second, on average, of one sender, however few others there are. */
export const framesPerSecond = 120;
/** Messages that answer one connection's wish to be let in, and wait for nothing. */
export const answersToNewcomer = 6;
/** Frames that a peer which leaves may send at once beyond that, at most. */
export const framesBeforeLeaving = 16;
