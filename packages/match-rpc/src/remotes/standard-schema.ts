/**
 * What every validator library that follows Standard Schema 1 gives (Zod, Valibot, ArkType and others): see
 * https://standardschema.dev. `Value` goes in and comes out.
 */
export interface StandardSchema<Value = unknown> {
  /** The validator. */
  readonly "~standard": {
    /** Always 1. */
    readonly version: 1;
    /** The library's name. */
    readonly vendor: string;
    /** Gives the checked value, or what is wrong with it. */
    readonly validate: (value: unknown) => StandardResult<Value> | Promise<StandardResult<Value>>;
    /** Only for the type checker. */
    readonly types?: { readonly input: Value; readonly output: Value } | undefined;
  };
}

/** What a validator says. */
export type StandardResult<Value> =
  | { readonly value: Value; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string }[] };
