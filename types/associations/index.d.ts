// All associations.
export * from './base';
export * from './belongs-to';
export * from './belongs-to-many';
export * from './has-many';
export * from './has-one';
