import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { describeInBrowser } from './element-page.ts';

const PIXEL = 'data:image/gif;base64,R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=';
const IMAGE = `src="${PIXEL}" header="h" name="n"`;
/** Every element, with what makes it read the attributes that hang on others. */
const EVERYTHING = `<crowd-form>
<crowd-bounding-box ${IMAGE} labels="['a']"></crowd-bounding-box>
<crowd-keypoint ${IMAGE} labels="['a']"></crowd-keypoint>
<crowd-polygon ${IMAGE} labels="['a']"></crowd-polygon>
<crowd-polyline ${IMAGE} labels="['a']"></crowd-polyline><crowd-line ${IMAGE} labels="['a']"></crowd-line>
<crowd-instance-segmentation ${IMAGE} labels="['a']"></crowd-instance-segmentation>
<crowd-semantic-segmentation ${IMAGE} labels="['a']"></crowd-semantic-segmentation>
<crowd-image-classifier ${IMAGE} categories="['a']"></crowd-image-classifier>
<crowd-image-classifier-multi-select ${IMAGE} categories="['a']"></crowd-image-classifier-multi-select>
<crowd-classifier name="n" header="h" categories="['a']"></crowd-classifier>
<crowd-classifier-multi-select name="n" header="h" categories="['a']"></crowd-classifier-multi-select>
<crowd-entity-annotation name="n" header="h" text="t" labels="['a']"></crowd-entity-annotation>
<crowd-video-frames name="n" header="h" labels="['a']" frames="['${PIXEL}', '${PIXEL}']"></crowd-video-frames>
<crowd-input name="n" value="x" min-length="3" auto-validate></crowd-input>
<crowd-text-area name="n" value="x" min-length="3" auto-validate></crowd-text-area>
<crowd-checkbox name="n"></crowd-checkbox><crowd-toggle-button name="n"></crowd-toggle-button>
<crowd-radio-group><crowd-radio-button name="n"></crowd-radio-button></crowd-radio-group>
<crowd-slider name="n" required><crowd-slider-label position="1">1</crowd-slider-label></crowd-slider>
<crowd-text-ranking name="n" text="t" responses="['a']" ordinal-ranking-dimensions="[{name: 'a'}]"></crowd-text-ranking>
<crowd-question-answer-generation name="n" text="t"></crowd-question-answer-generation>
<crowd-button icon="star" form-action="submit"></crowd-button><crowd-button href="#"></crowd-button>
<crowd-button icon="star" variant="icon"></crowd-button>
<crowd-icon-button></crowd-icon-button><crowd-fab></crowd-fab><crowd-icon></crowd-icon><iron-icon></iron-icon>
<crowd-card image="${PIXEL}"></crowd-card><crowd-tabs><crowd-tab></crowd-tab></crowd-tabs><crowd-alert></crowd-alert>
<crowd-badge></crowd-badge><crowd-toast opened></crowd-toast><crowd-modal></crowd-modal>
<crowd-instructions></crowd-instructions></crowd-form>`;
/** Known by their property or in a style sheet or selector, so never read by name. */
const READ_OTHERWISE = ['form-action', 'title', 'invalid'];

async function documented(): Promise<Map<string, string[]>> {
  const page = await readFile(new URL('../../../docs/feature-support/crowd-elements.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \| ([^|]*) \|/gm)];
  const attributesOf = (cell: string) => (cell === '–' ? [] : cell.split(', '));
  return new Map(rows.map(([, element, cell]) => [element!, attributesOf(cell!)]));
}

describeInBrowser('docs/feature-support/crowd-elements.md', (elements) => {
  it('lists the elements that are registered, and of each the attributes that it reads', async () => {
    const page = await elements.open('<crowd-form></crowd-form>');
    const { names, read } = await page.evaluate((template) => {
      const reads = new Set<string>();
      for (const method of ['getAttribute', 'hasAttribute'] as const) {
        const original = Element.prototype[method] as (this: Element, name: string) => never;
        Element.prototype[method] = function (this: Element, name: string): never {
          if (customElements.get(this.localName)) reads.add(`${this.localName} ${name}`);
          return original.call(this, name);
        };
      }
      const holder = document.createElement('div');
      holder.innerHTML = template;
      document.body.append(holder);
      return new Promise<{ names: string[]; read: string[] }>((done) => {
        holder.addEventListener('crowd-ready', () => {
          const elements = [...holder.querySelectorAll('*')].filter(({ localName }) => customElements.get(localName));
          for (const element of elements as Array<Element & { value?: unknown; problem?: unknown }>) {
            element.shadowRoot?.querySelector('input, textarea')?.dispatchEvent(new InputEvent('input'));
            void [element.value, element.problem];
            const { observedAttributes = [] } = element.constructor as { observedAttributes?: string[] };
            for (const name of observedAttributes) reads.add(`${element.localName} ${name}`);
          }
          void (holder.firstElementChild as unknown as { carry: unknown }).carry;
          done({ names: elements.map(({ localName }) => localName), read: [...reads] });
        });
      });
    }, EVERYTHING);
    const table = await documented();
    expect([...new Set(names)].sort()).toEqual([...table.keys()].sort());
    const expected = [...table].flatMap(([element, attributes]) =>
      attributes.filter((name) => !READ_OTHERWISE.includes(name)).map((name) => `${element} ${name}`),
    );
    expect(read.sort()).toEqual(expected.sort());
  });

  it('lists every element that the registry knows', async () => {
    const registry = await readFile(new URL('../../../worker-portal/elements/register.ts', import.meta.url), 'utf8');
    const registered = [...registry.matchAll(/^ {2}'([a-z-]+)': /gm)].map(([, name]) => name!);
    expect(registered.sort()).toEqual([...(await documented()).keys()].sort());
  });
});
