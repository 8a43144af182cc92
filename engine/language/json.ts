/** What JSON can say. Slots, saved names, tool inputs and results are made of nothing else, so that a snapshot is exact. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }
