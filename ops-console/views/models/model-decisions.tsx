import { useState } from 'preact/hooks';
import { postDecision, postRollback } from '../../console-client.ts';
import { Question } from '../question.tsx';

interface Props {
  project: string;
  modelName: string;
  /** Name of the one that serves. */
  champion: string | undefined;
  /** It passed the gate and waits for approval. */
  isWaiting: boolean;
  /** It served before. */
  isEarlier: boolean;
  /** It serves again. @param instead what served until then */
  onRolledBack(instead: string): void;
}

/** What a person may decide on a model: whether it goes live, and that it serves again. Both ask for the reason. */
export function ModelDecisions({ project, modelName, champion, isWaiting, isEarlier, onRolledBack }: Props) {
  if (isWaiting)
    return (
      <span class="choices">
        <Question
          action="approve"
          question={`Why may ${modelName} go live? It is scored once more on what serves now first.`}
          suggestion="looked at its errors"
          yes="approve it"
          onYes={async (reason) => {
            await postDecision(project, modelName, 'Approved', reason);
            return 'approved; it goes live within minutes';
          }}
        />
        <Question
          action="reject"
          question={`Why shall ${modelName} not go live? What serves stays.`}
          suggestion=""
          yes="reject it"
          onYes={async (reason) => {
            await postDecision(project, modelName, 'Rejected', reason);
            return 'rejected; what serves stays';
          }}
        />
      </span>
    );
  if (!isEarlier || !champion) return null;
  return (
    <Question
      action="roll back to it"
      question={`Why shall ${modelName} serve again instead of ${champion}?`}
      suggestion="the newer one does worse in use"
      yes="roll back"
      onYes={async (reason) => {
        await postRollback(project, modelName, reason);
        onRolledBack(champion);
      }}
    />
  );
}

/** Says which model serves since a roll-back, and takes that back. */
export function RolledBack({ project, champion, instead }: { project: string; champion: string; instead: string }) {
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);
  if (champion === instead) return null;
  const undo = async () => {
    setBusy(true);
    try {
      await postRollback(project, instead, 'undone in the console');
    } catch (error) {
      setProblem((error as Error).message);
    }
    setBusy(false);
  };
  return (
    <p class="note" role="status">
      <b>{champion}</b> serves now instead of {instead}.{' '}
      <button type="button" disabled={isBusy} onClick={() => void undo()}>
        {isBusy ? `${instead} comes up` : 'undo'}
      </button>{' '}
      {problem && <span class="problem">{problem}</span>}
    </p>
  );
}
