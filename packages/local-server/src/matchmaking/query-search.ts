import { editDistance } from "./edit-distance.js";
import type { Clause, Query, Range, Term } from "./query.js";

/** The value of one field of a ticket, as it can be searched. */
export type FieldValue =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "time"; readonly nanoseconds: bigint };

/** What is searched: the fields of a ticket by their whole names. */
export type SearchDocument = ReadonlyMap<string, FieldValue>;

/** Thrown by a search whose query can be read but not run, such as one with a regular expression that is none. */
export class QueryNotRunnable extends Error {
  override readonly name = "QueryNotRunnable";
}

/** Scores a document; `undefined` when it does not match. */
export type Search = (document: SearchDocument) => number | undefined;

type Scorer = (value: FieldValue) => number | undefined;

interface CompiledClause {
  readonly clause: Clause;
  readonly score: Scorer;
}

/** Largest edit distance that a fuzzy term may ask for. */
const MAX_FUZZINESS = 2;

/**
 * Prepares a query for running. Every condition that holds counts with its boost and nothing else: how rare a word is
 * does not matter.
 *
 * @throws QueryNotRunnable
 */
export function compileQuery(query: Query): Search {
  if (query.kind === "everything") return () => 1;
  const compiled = query.clauses.map((clause) => ({ clause, score: scorer(clause.term, clause.boost) }));
  const of = (occurrence: Clause["occurrence"]): readonly CompiledClause[] =>
    compiled.filter(({ clause }) => clause.occurrence === occurrence);
  const musts = of("must");
  const mustNots = of("must-not");
  const shoulds = of("should");
  return (document) => {
    if (mustNots.some((one) => scoreOf(one, document) !== undefined)) return undefined;
    let total = musts.length === 0 && shoulds.length === 0 ? 1 : 0;
    for (const must of musts) {
      const score = scoreOf(must, document);
      if (score === undefined) return undefined;
      total += score;
    }
    let matched = 0;
    for (const should of shoulds) {
      const score = scoreOf(should, document);
      if (score === undefined) continue;
      matched++;
      total += score;
    }
    return musts.length === 0 && shoulds.length > 0 && matched === 0 ? undefined : total;
  };
}

function scoreOf({ clause, score }: CompiledClause, document: SearchDocument): number | undefined {
  const value = document.get(clause.field);
  return value === undefined ? undefined : score(value);
}

/** Scores are those of the real server's search engine, odd ones too: a plain word counts its boost twice over. */
function scorer(term: Term, boost: number): Scorer {
  switch (term.kind) {
    case "text":
      return onText((text) => (text === term.text ? boost * boost : undefined));
    case "phrase":
      // The real server indexes no positions of words, so a phrase never matches there, not even the very text.
      return () => undefined;
    case "wildcard":
      return onPattern(wildcardPattern(term.pattern), boost);
    case "regexp":
      return onPattern(regexpPattern(term.pattern), boost);
    case "fuzzy":
      return onText(fuzzyScorer(term.text, term.distance, boost));
    case "number":
      return (value) => {
        if (value.kind === "number") return value.value === term.value ? boost : undefined;
        return value.kind === "text" && value.text === term.text ? boost : undefined;
      };
    case "number-range":
      return (value) => (value.kind === "number" && within(value.value, term.range) ? boost : undefined);
    case "time-range":
      return (value) => (value.kind === "time" && within(value.nanoseconds, term.range) ? 1 : undefined);
    default:
      return term satisfies never;
  }
}

function onText(score: (text: string) => number | undefined): Scorer {
  return (value) => (value.kind === "text" ? score(value.text) : undefined);
}

function onPattern(pattern: RegExp, boost: number): Scorer {
  return onText((text) => (pattern.test(text) ? boost : undefined));
}

function within<T extends number | bigint>(value: T, { side, bound, inclusive }: Range<T>): boolean {
  if (value === bound) return inclusive;
  return side === "above" ? value > bound : value < bound;
}

function fuzzyScorer(word: string, distance: number, boost: number): (text: string) => number | undefined {
  if (distance < 0 || distance > MAX_FUZZINESS)
    throw new QueryNotRunnable(`fuzziness ${distance} is not 0 to 2`);
  const wordLength = [...word].length;
  return (text) => {
    if (text === word) return boost * boost;
    const edits = editDistance(word, text, distance);
    if (edits === undefined) return undefined;
    const shorter = Math.min(wordLength, [...text].length);
    return boost * boost * (1 - edits / shorter);
  };
}

function wildcardPattern(pattern: string): RegExp {
  const source = pattern
    .replace(/[+()^$.{}[\]|\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^(?:${source})$`, "u");
}

/** What the real server's engine cannot run: look-around, back-references, word boundaries, anchors, lazy repeats. */
const NOT_RUNNABLE = /\(\?[=!<]|\\[1-9bBAzZ]|(?<!\\)\$|(?<![\\[])\^|[*+?}]\?/;

function regexpPattern(pattern: string): RegExp {
  const ignoresCase = /^\^?\(\?i\)/.test(pattern);
  const source = pattern.replace(/^\^?(\(\?i\))?/, "");
  if (NOT_RUNNABLE.test(source)) throw new QueryNotRunnable("unsupported regular expression");
  try {
    return new RegExp(`^(?:${source})$`, ignoresCase ? "iu" : "u");
  } catch (error) {
    throw new QueryNotRunnable("invalid regular expression", { cause: error });
  }
}
