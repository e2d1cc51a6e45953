import { relabel } from '../console-client.ts';
import { Question } from './question.tsx';

/** For images whose label, not the model, is wrong. */
export function RelabelButton(props: { project: string; imageKey: string; suggestion: string }) {
  return (
    <Question
      action="send back to labeling"
      question="What shall the workers correct? They begin with the present labels."
      suggestion={props.suggestion}
      yes="send back"
      onYes={async (note) => {
        const id = await relabel(props.project, props.imageKey, note);
        return id ? `asked for: ${id}` : 'people are labeling it now';
      }}
    />
  );
}
