/** Thrown when a party does not do what is asked. The text is the real server's. */
export class PartyRefusal extends Error {
  override readonly name = "PartyRefusal";
}
