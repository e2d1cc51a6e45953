import { userInfo } from 'node:os';

/** Who runs the command, for what is kept of it: the account's name on this machine. */
export const operatorName = () => userInfo().username;
