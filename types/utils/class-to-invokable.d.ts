// Classes that can be called without `new`.

export interface Invokeable<Args extends Array<any>, Instance> {
  new (...args: Args): Instance;
  (...args: Args): Instance;
}

/** The class, callable with and without `new`. */
export function classToInvokable<Args extends Array<any>, Instance extends object>(
  Class: new (...args: Args) => Instance
): Invokeable<Args, Instance>;
