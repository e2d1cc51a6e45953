import { openLaptop } from './laptop.ts';

// A laptop that can be killed: prints its client's configuration and stays.
const { client } = await openLaptop(process.argv[2]!);
console.log(JSON.stringify(client));
