import { expect, it } from '@jest/globals';
import { parseHyperparameters } from '../../../cli/commands/init.ts';

it('reads hyperparameters as a list, commas in a value included', () => {
  expect(parseHyperparameters(undefined)).toEqual({});
  expect(parseHyperparameters('epochs=60, imgsz=192')).toEqual({ epochs: '60', imgsz: '192' });
  expect(parseHyperparameters('steps=10,20,seed=1')).toEqual({ steps: '10,20', seed: '1' });
  expect(parseHyperparameters('name=a=b')).toEqual({ name: 'a=b' });
});

it.each(['epochs', '=3', 'epochs=', ''])('refuses %j, which names no value', (text) => {
  expect(() => parseHyperparameters(text)).toThrow('--hyperparameters must name each with its value');
});
