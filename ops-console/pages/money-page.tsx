import type { ComponentChildren } from 'preact';
import type { ExecutionCost, MoneyOverview, RekognitionMoney } from '../../shared/contracts/money-overview.ts';
import { executions, fetchMoney, postApproval, refresh, type WatchedProject } from '../console-client.ts';
import { Link, pathTo } from '../router.tsx';
import { plural, usd } from '../views/figures.ts';
import { ProjectTabs } from '../views/project-tabs.tsx';
import { Question } from '../views/question.tsx';
import { useLoaded } from '../views/use-loaded.ts';
import { Wide } from '../views/wide.tsx';

/** What is spent, what is held, and what each run costs. */
export function MoneyPage({ name }: { name: string | undefined }) {
  return (
    <ProjectTabs page="Money" name={name} empty="No project yet, so nothing costs anything.">
      {(project) => <Money key={project.project} project={project} />}
    </ProjectTabs>
  );
}

function Money({ project }: { project: WatchedProject }) {
  const name = project.project;
  const running = executions.value.filter(({ status }) => status === 'RUNNING').length;
  const money = useLoaded(
    () => fetchMoney(name),
    [name, project.pending, running, executions.value[0]?.name, project.progress.isHeld],
  );
  if (!money) return <p class="faint">loading</p>;
  const { budget, held, trainings, months, usdPerImage } = money;
  return (
    <>
      {held.images > 0 && budget && <Held project={name} money={money} />}
      <div class="columns-3">
        <section aria-label="labeling budget">
          <h2>Labeling budget</h2>
          {budget ? (
            <>
              <p>
                <b class="large">
                  {usd(budget.spentUsd)} <span class="faint">of {usd(budget.budgetUsd)}</span>
                </b>
              </p>
              <progress
                value={budget.spentUsd}
                max={Math.max(0.01, budget.budgetUsd)}
                aria-label={`${usd(budget.spentUsd)} of ${usd(budget.budgetUsd)} spent`}
              />
              <p class="faint">
                Pays for {plural(budget.imagesLeft, 'more image')} at {usd(usdPerImage)} each: the answers and the fee.
              </p>
            </>
          ) : (
            <p class="faint">
              No limit. An image counts {usd(usdPerImage)}. <code>labelloop config {name} labeling.budgetUsd=50</code>{' '}
              sets one.
            </p>
          )}
        </section>
        <section aria-label="trainings of the month">
          <h2>Trainings in {trainings.month}</h2>
          <p>
            <b class="large">
              {usd(trainings.spentUsd)}{' '}
              <span class="faint">{trainings.maxUsd === null ? 'without a limit' : `of ${usd(trainings.maxUsd)}`}</span>
            </b>
          </p>
          {trainings.maxUsd !== null && (
            <progress
              value={trainings.spentUsd}
              max={Math.max(0.01, trainings.maxUsd)}
              aria-label={`${usd(trainings.spentUsd)} of ${usd(trainings.maxUsd)}`}
            />
          )}
          <p class="faint">
            Each training counts with its longest time.{' '}
            {trainings.maxUsd === null ? (
              <code>labelloop config {name} training.maxUsdPerMonth=20</code>
            ) : (
              'A spent limit stops trainings and deployments, never labels that are paid.'
            )}
          </p>
        </section>
        <section aria-label="when nothing happens">
          <h2>When nothing happens</h2>
          <p>
            <b class="large">
              {usd(money.idleUsdPerMonth)} <span class="faint">a month</span>
            </b>
          </p>
          <p class="faint">
            On AWS, beside the storage of the images and the hours of a real-time endpoint. List prices of{' '}
            {money.region}, gone through on {money.pricesAsOf}; nothing is billed on a laptop.
          </p>
        </section>
      </div>
      {money.rekognition && <Rekognition use={money.rekognition} region={money.region} />}
      {months.length > 0 && (
        <section>
          <h2>By month</h2>
          <CostTable
            rows={months.map((month) => ({
              key: month.month,
              name: <Link to={pathTo(['executions'], { project: name })}>{month.month}</Link>,
              note: plural(month.executions, 'execution'),
              ...month,
            }))}
          />
        </section>
      )}
      <section class={money.executions.length ? '' : 'empty'}>
        <h2>By execution</h2>
        {money.executions.length === 0 && <p>None yet.</p>}
        {money.executions.length > 0 && (
          <CostTable
            rows={money.executions.map((execution) => ({
              ...execution,
              key: execution.name,
              name: <Link to={pathTo(['executions', execution.name])}>{execution.name}</Link>,
              note: execution.status.toLowerCase(),
            }))}
          />
        )}
      </section>
    </>
  );
}

/** Models of Rekognition Custom Labels, which AWS bills by the hour, asked or not. */
function Rekognition({ use, region }: { use: RekognitionMoney; region: string }) {
  return (
    <section aria-label="Rekognition Custom Labels">
      <h2>Rekognition Custom Labels</h2>
      {use.running.map(({ until, units }) => (
        <p key={until} class="note problem">
          <b>
            A model runs on {plural(units, 'inference unit')}, at {usd(use.usdPerHour * units)} an hour
          </b>{' '}
          until {new Date(until).toLocaleString()}. <code>labelloop rekognition stop</code> ends it now.
        </p>
      ))}
      <p>
        <b class="large">
          {usd(use.usd)} <span class="faint">for {use.inferenceHours.toFixed(1)} inference hours</span>
        </b>
      </p>
      <p class="faint">
        {use.months.map(({ month, runs, usd: spent }) => `${month}: ${plural(runs, 'run')}, ${usd(spent)}`).join('; ')}.
        As {region} bills it; a stand-in on a laptop costs nothing. Its trainings:{' '}
        <code>labelloop rekognition status</code>
      </p>
    </section>
  );
}

/** Images that wait for money, and the one button that lets them go. */
function Held({ project, money }: { project: string; money: MoneyOverview }) {
  const { held, budget } = money;
  return (
    <div class="note problem">
      <b>
        {plural(held.images, 'image')} wait for money: {usd(held.usd)} more than the budget of {usd(budget!.budgetUsd)}.
      </b>{' '}
      <Question
        action="let them go on"
        question={`Raise the budget of ${project} by ${usd(held.usd)} and label the ${plural(held.images, 'image')} now? It is kept who did it.`}
        yes="raise and label"
        onYes={async () => {
          const approval = await postApproval(project);
          await refresh();
          return approval ? `${plural(approval.images, 'image')} go to labeling` : 'nothing waits for money any more';
        }}
      />{' '}
      <code>labelloop batch approve {project}</code>
    </div>
  );
}

interface CostRow extends ExecutionCost {
  key: string;
  name: ComponentChildren;
  note: string;
}

function CostTable({ rows }: { rows: readonly CostRow[] }) {
  return (
    <Wide label="costs as a table">
      <table>
        <thead>
          <tr>
            <th scope="col">
              <span class="unseen">what</span>
            </th>
            <th scope="col">
              <span class="unseen">about it</span>
            </th>
            <th scope="col" class="number">
              labeling
            </th>
            <th scope="col" class="number">
              orchestration
            </th>
            <th scope="col" class="number">
              training
            </th>
            <th scope="col" class="number">
              machine labels
            </th>
            <th scope="col" class="number">
              together
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, name, note, labeling, orchestration, training, machine, total }) => (
            <tr key={key}>
              <td>{name}</td>
              <td class="faint">{note}</td>
              <td class="number">{usd(labeling)}</td>
              <td class="number">{usd(orchestration)}</td>
              <td class="number">{usd(training)}</td>
              <td class="number">{usd(machine)}</td>
              <td class="number">
                <b>{usd(total)}</b>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
