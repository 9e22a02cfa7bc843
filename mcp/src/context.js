// What a call works with: the server's own things, and those of the principal that calls.
import { Access } from './access/access.js';
import { masks } from './access/masks.js';
import { checkRoles, EVERYTHING, rolesOf } from './access/rules.js';
import { Audit } from './audit/audit.js';
import { protectedNames } from './audit/arguments.js';
import { AuditFile } from './audit/file.js';
import { Catalog } from './catalog.js';
import { didYouMean, UsageError } from './config/problem.js';
import { Filter } from './filter.js';
import { Plans } from './plan.js';
import { Seal } from './sealed.js';
import { toolNames } from './tools/index.js';

/** The user of this machine, over stdio or from loopback where there is no authentication. */
export const LOCAL = Object.freeze({ id: 'local', claims: Object.freeze({}) });

export class Contexts {
  #shared;
  #roles;
  #mask;
  #seal = new Seal();
  #plans = new Plans(this.#seal);

  /** @param {{ sequelize: object, roles?: object, maskKey?: string }} shared and what else every call has */
  constructor({ roles, maskKey, ...shared }) {
    this.#shared = shared;
    this.#roles = rolesOf(roles);
    checkRoles(this.#roles, shared.sequelize, toolNames);
    for (const { name, profiles } of this.#roles.values()) {
      const off = [...profiles].filter(profile => !shared.profiles.has(profile));
      if (off.length) shared.log(`The role ${name} has the profile ${off.join(', ')}, which this server does not offer`);
    }
    this.#mask = masks(maskKey);
  }

  /** Which roles does the configuration have? */
  get roles() {
    return { has: name => this.#roles.has(name), size: this.#roles.size };
  }

  /** @param {{ id: string, role?: string, claims: object }} principal without a role: everything that the profiles offer */
  of(principal) {
    const { role: name } = principal;
    if (name !== undefined && !this.#roles.has(name)) throw new UsageError(`There is no role ${JSON.stringify(name)}.${didYouMean(name, [...this.#roles.keys()])}`);
    const { sequelize, profiles: offered } = this.#shared;
    const access = new Access({ role: name === undefined ? EVERYTHING : this.#roles.get(name), principal, sequelize, mask: this.#mask });
    const catalog = new Catalog(sequelize, access);
    const profiles = new Set([...offered].filter(profile => access.role.profiles?.has(profile) ?? true));
    return { ...this.#shared, profiles, principal, access, catalog, filter: new Filter(catalog), seal: this.#seal.of(principal), plans: this.#plans.of(principal) };
  }

  /** From here on every call is written down. */
  openAudit(file, key) {
    const { sequelize, log } = this.#shared;
    const audit = new Audit(new AuditFile(file, { key, say: log }), { names: () => protectedNames(this.#roles, sequelize), log });
    this.#shared = { ...this.#shared, audit };
  }

  close() {
    this.#shared.audit?.close();
  }
}
