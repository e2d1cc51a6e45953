import { registerElements } from '../elements/register.ts';
import { connectToPortal } from './frame-port.ts';

registerElements();
connectToPortal();
