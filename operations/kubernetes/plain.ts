/** An object of the API as JSON gives it: the client declares classes, and returns plain objects for kinds that it does not know. */
export type Plain<T> = T extends Date
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Plain<Item>[]
    : T extends object
      ? { readonly [K in keyof T]: Plain<T[K]> }
      : T;
