// Who asks: what a transaction held open is bound to.

/** @returns {string} the same for every call of one principal in one role */
export const principalOf = ({ principal: { id, role } }) => JSON.stringify([id, role ?? null]);
