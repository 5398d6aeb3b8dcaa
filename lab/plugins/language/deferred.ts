/** A promise that is settled from outside, once; what comes later changes nothing. */
export class Deferred<T> {
  readonly promise: Promise<T>;
  declare resolve: (value: T) => void;
  declare reject: (reason: Error) => void;

  constructor() {
    this.promise = new Promise<T>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }
}
