// The real sequelize-cli, unchanged, with this package installed under the name `sequelize`.
import { contract } from '../support/cli-contract.mjs';

contract('theirs', 'sequelize-cli 6.6');
