/** One condition on one field of a ticket. */
export type Term =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "phrase"; readonly text: string }
  | { readonly kind: "wildcard"; readonly pattern: string }
  | { readonly kind: "regexp"; readonly pattern: string }
  | { readonly kind: "fuzzy"; readonly text: string; readonly distance: number }
  | { readonly kind: "number"; readonly text: string; readonly value: number }
  | { readonly kind: "number-range"; readonly range: Range<number> }
  | { readonly kind: "time-range"; readonly range: Range<bigint> };

/** A range open on one side. */
export interface Range<T> {
  readonly side: "above" | "below";
  readonly bound: T;
  readonly inclusive: boolean;
}

/** How a clause takes part: it must hold, it must not, or it may and then counts. */
export type Occurrence = "must" | "must-not" | "should";

/** One part of a query. */
export interface Clause {
  readonly occurrence: Occurrence;
  /** The field's whole name, such as `properties.mode`; empty where none was written, and then nothing matches. */
  readonly field: string;
  readonly term: Term;
  /** What the clause's score is multiplied by; 1 where none was written. */
  readonly boost: number;
}

/** A parsed query: everything, or what its clauses say. */
export type Query =
  | { readonly kind: "everything" }
  | { readonly kind: "clauses"; readonly clauses: readonly Clause[] };
