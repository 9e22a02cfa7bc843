// Our command line does what sequelize-cli's users are used to.
import { contract } from '../support/cli-contract.mjs';

contract('ours', 'sequelize-native');
