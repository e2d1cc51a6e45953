import { useRef, useState } from 'preact/hooks';
import { postProject, projects, refresh } from '../console-client.ts';
import { go, pathTo } from '../router.tsx';

const TASKS = [
  ['bounding-box', 'boxes around objects: a model is trained'],
  ['image-classification', 'one class for each image'],
  ['image-classification-multi-label', 'several classes for each image'],
  ['polygon', 'outlines of objects'],
  ['semantic-segmentation', 'every pixel a class'],
  ['instance-segmentation', 'every object painted for itself: ends with a dataset'],
  ['keypoints', 'named points of objects: ends with a dataset'],
  ['named-entities', 'parts of texts: ends with a dataset'],
  ['text-classification', 'one class for each text: ends with a dataset'],
  ['text-classification-multi-label', 'several classes for each text: ends with a dataset'],
] as const;

const unusedName = () => {
  const used = new Set(projects.value.map(({ project }) => project));
  let number = 1;
  while (used.has(`project-${number}`)) number++;
  return `project-${number}`;
};

/** From nothing to a project: its name, its classes, what people do. */
export function NewProjectPage() {
  const [problem, setProblem] = useState('');
  const form = useRef<HTMLFormElement>(null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const data = new FormData(form.current!);
    const text = (key: string) => String(data.get(key) ?? '');
    const labels = text('labels')
      .split(/[,\n]/)
      .map((label) => label.trim())
      .filter(Boolean);
    if (new Set(labels).size !== labels.length) return setProblem('each class only once');
    try {
      const project = text('project');
      await postProject({ project, labels, taskType: text('task'), workersPerObject: Number(text('workers')) });
      await refresh();
      go(pathTo(['projects', project]));
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  return (
    <>
      <div class="title">
        <h1>Begin a project</h1>
      </div>
      <section>
        <form class="form" ref={form} onSubmit={(event) => void submit(event)}>
          <label>
            Classes, in the order of their ids <span class="faint">more can be added later, at the end</span>
            <input name="labels" required placeholder="robin, wren" />
          </label>
          <label>
            What people do
            <select name="task">
              {TASKS.map(([task, words]) => (
                <option key={task} value={task}>
                  {task}: {words}
                </option>
              ))}
            </select>
          </label>
          <label>
            People an image <span class="faint">1 = you alone</span>
            <input name="workers" type="number" min={1} max={9} defaultValue="1" required />
          </label>
          <label>
            Name <span class="faint">a-z, 0-9 and -</span>
            <input
              name="project"
              required
              pattern="[a-z0-9](-?[a-z0-9]){0,23}"
              maxLength={24}
              defaultValue={unusedName()}
            />
          </label>
          {problem && <p class="problem">{problem}</p>}
          <p>
            <button type="submit" class="primary">
              begin
            </button>
          </p>
        </form>
      </section>
    </>
  );
}
