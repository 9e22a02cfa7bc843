// The package's types for tools that look beside package.json.
export * from './types/index';
