// The models of one Sequelize instance.

import { Model, ModelType } from './model';
import { Sequelize } from './sequelize';

export class ModelManager {
  sequelize: Sequelize;
  models: (typeof Model)[];
  all: (typeof Model)[];

  constructor(sequelize: Sequelize);

  addModel<T extends ModelType>(model: T): T;
  removeModel(model: ModelType): void;

  /** The model whose property equals `against`; by default the property `name`. */
  getModel(against: unknown, options?: { attribute?: string }): typeof Model;
  /** The first model for which the function answers true. */
  findModel(callback: (model: typeof Model) => boolean): typeof Model | undefined;

  /** Models with referring tables before those they refer to; null when references make a circle. */
  getModelsTopoSortedByForeignKey(): ModelType[] | null;
}

export default ModelManager;
