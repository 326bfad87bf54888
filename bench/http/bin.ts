import { main } from './floor.ts';

main();
