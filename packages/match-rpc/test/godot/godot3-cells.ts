/**
 * What Godot 3.2.3 itself does with each remote call, measured: one server S and three clients A, B, C over ENet on one
 * machine, each cell really called, 882 cells, three runs alike. X is an id that nobody has.
 *
 * A row is one mode of the method, the network master of its node, and the caller; then one cell for each call of
 * {@link GODOT3_CALLS}, in that order. A cell names who ran the method: a capital letter on a later poll, a small letter
 * inside the call (which is the caller); every one of them saw the caller as sender. After `!` stand those who printed
 * that the call is not allowed. `=`: the caller printed that a call on itself is not allowed by the mode; `?`: that the
 * id does not exist. `-`: nothing happened. `_`: not measured.
 */
export const GODOT3_CELLS = `
disabled   S S  !ABC !ABC = ? !A !BC !B !AC !C !AB ? ? !ABC !A _
disabled   S A  !SBC !SBC !S !BC = ? !B !SC !C !SB ? ? !SBC _ !B
disabled   S B  !SAC !SAC !S !AC !A !SC = ? !C !SA ? ? !SAC !A _
disabled   A S  !ABC !ABC = ? !A !BC !B !AC !C !AB ? ? !ABC !A _
disabled   A A  !SBC !SBC !S !BC = ? !B !SC !C !SB ? ? !SBC _ !B
disabled   A B  !SAC !SAC !S !AC !A !SC = ? !C !SA ? ? !SAC !A _
disabled   B S  !ABC !ABC = ? !A !BC !B !AC !C !AB ? ? !ABC !A _
disabled   B A  !SBC !SBC !S !BC = ? !B !SC !C !SB ? ? !SBC _ !B
disabled   B B  !SAC !SAC !S !AC !A !SC = ? !C !SA ? ? !SAC !A _
remote     S S  ABC ABC = ? A BC B AC C AB ? ? ABC A _
remote     S A  SBC SBC S BC = ? B SC C SB ? ? SBC _ B
remote     S B  SAC SAC S AC A SC = ? C SA ? ? SAC A _
remote     A S  ABC ABC = ? A BC B AC C AB ? ? ABC A _
remote     A A  SBC SBC S BC = ? B SC C SB ? ? SBC _ B
remote     A B  SAC SAC S AC A SC = ? C SA ? ? SAC A _
remote     B S  ABC ABC = ? A BC B AC C AB ? ? ABC A _
remote     B A  SBC SBC S BC = ? B SC C SB ? ? SBC _ B
remote     B B  SAC SAC S AC A SC = ? C SA ? ? SAC A _
remotesync S S  sABC sABC s ? A sBC B sAC C sAB ? s? sABC A _
remotesync S A  SaBC SaBC S aBC a ? B SaC C SaB ? a? SaBC _ B
remotesync S B  SAbC SAbC S AbC A SbC b ? C SAb ? b? SAbC A _
remotesync A S  sABC sABC s ? A sBC B sAC C sAB ? s? sABC A _
remotesync A A  SaBC SaBC S aBC a ? B SaC C SaB ? a? SaBC _ B
remotesync A B  SAbC SAbC S AbC A SbC b ? C SAb ? b? SAbC A _
remotesync B S  sABC sABC s ? A sBC B sAC C sAB ? s? sABC A _
remotesync B A  SaBC SaBC S aBC a ? B SaC C SaB ? a? SaBC _ B
remotesync B B  SAbC SAbC S AbC A SbC b ? C SAb ? b? SAbC A _
master     S S  s s s ? !A s !B s !C s ? s s !A _
master     S A  S!BC S!BC S !BC = ? !B S!C !C S!B ? ? S!BC _ !B
master     S B  S!AC S!AC S !AC !A S!C = ? !C S!A ? ? S!AC !A _
master     A S  A!BC A!BC = ? A !BC !B A!C !C A!B ? ? A!BC A _
master     A A  a a !S a a ? !B a !C a ? a a _ !B
master     A B  A!SC A!SC !S A!C A !SC = ? !C A!S ? ? A!SC A _
master     B S  B!AC B!AC = ? !A B!C B !AC !C B!A ? ? B!AC !A _
master     B A  B!SC B!SC !S B!C = ? B !SC !C B!S ? ? B!SC _ B
master     B B  b b !S b !A b b ? !C b ? b b !A _
mastersync S S  s s s ? !A s !B s !C s ? s s !A _
mastersync S A  Sa!BC Sa!BC S a!BC a ? !B Sa!C !C Sa!B ? a? Sa!BC _ !B
mastersync S B  Sb!AC Sb!AC S b!AC !A Sb!C b ? !C Sb!A ? b? Sb!AC !A _
mastersync A S  sA!BC sA!BC s ? A s!BC !B sA!C !C sA!B ? s? sA!BC A _
mastersync A A  a a !S a a ? !B a !C a ? a a _ !B
mastersync A B  Ab!SC Ab!SC !S Ab!C A b!SC b ? !C Ab!S ? b? Ab!SC A _
mastersync B S  sB!AC sB!AC s ? !A sB!C B s!AC !C sB!A ? s? sB!AC !A _
mastersync B A  aB!SC aB!SC !S aB!C a ? B a!SC !C aB!S ? a? aB!SC _ B
mastersync B B  b b !S b !A b b ? !C b ? b b !A _
puppet     S S  ABC ABC = ? A BC B AC C AB ? ? ABC A _
puppet     S A  a!SBC a!SBC !S a!BC a ? !B a!SC !C a!SB ? a? a!SBC _ !B
puppet     S B  b!SAC b!SAC !S b!AC !A b!SC b ? !C b!SA ? b? b!SAC !A _
puppet     A S  s!ABC s!ABC s ? !A s!BC !B s!AC !C s!AB ? s? s!ABC !A _
puppet     A A  SBC SBC S BC = ? B SC C SB ? ? SBC _ B
puppet     A B  b!SAC b!SAC !S b!AC !A b!SC b ? !C b!SA ? b? b!SAC !A _
puppet     B S  s!ABC s!ABC s ? !A s!BC !B s!AC !C s!AB ? s? s!ABC !A _
puppet     B A  a!SBC a!SBC !S a!BC a ? !B a!SC !C a!SB ? a? a!SBC _ !B
puppet     B B  SAC SAC S AC A SC = ? C SA ? ? SAC A _
puppetsync S S  sABC sABC s ? A sBC B sAC C sAB ? s? sABC A _
puppetsync S A  a!SBC a!SBC !S a!BC a ? !B a!SC !C a!SB ? a? a!SBC _ !B
puppetsync S B  b!SAC b!SAC !S b!AC !A b!SC b ? !C b!SA ? b? b!SAC !A _
puppetsync A S  s!ABC s!ABC s ? !A s!BC !B s!AC !C s!AB ? s? s!ABC !A _
puppetsync A A  SaBC SaBC S aBC a ? B SaC C SaB ? a? SaBC _ B
puppetsync A B  b!SAC b!SAC !S b!AC !A b!SC b ? !C b!SA ? b? b!SAC !A _
puppetsync B S  s!ABC s!ABC s ? !A s!BC !B s!AC !C s!AB ? s? s!ABC !A _
puppetsync B A  a!SBC a!SBC !S a!BC a ? !B a!SC !C a!SB ? a? a!SBC _ !B
puppetsync B B  SAbC SAbC S AbC A SbC b ? C SAb ? b? SAbC A _
`;

/** The calls of each row: Godot's function and its target. */
export const GODOT3_CALLS: readonly (readonly [name: string, to: string])[] = [
  ["rpc", "0"],
  ["rpc_id", "0"],
  ["rpc_id", "S"],
  ["rpc_id", "-S"],
  ["rpc_id", "A"],
  ["rpc_id", "-A"],
  ["rpc_id", "B"],
  ["rpc_id", "-B"],
  ["rpc_id", "C"],
  ["rpc_id", "-C"],
  ["rpc_id", "X"],
  ["rpc_id", "-X"],
  ["rpc_unreliable", "0"],
  ["rpc_unreliable_id", "A"],
  ["rpc_unreliable_id", "B"],
];
