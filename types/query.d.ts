// The query class, at its short path.
export * from './dialects/abstract/query';
