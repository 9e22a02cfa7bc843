// Deprecation warnings; each is printed once per process.

export const noTrueLogging: () => void;
export const noStringOperators: () => void;
export const noBoolOperatorAliases: () => void;
export const noDoubleNestedGroup: () => void;
export const unsupportedEngine: () => void;
