import { command, given, text } from '../command.ts';
import { UsageError } from '../exitCodes.ts';
import type { Step } from '../account/step.ts';
import { readText } from '../readText.ts';
import { confirm, harmless, print, progress, say, styled } from '../terminal.ts';

const colours = { '+': 'green', '~': 'yellow', '-': 'red' } as const;

function showPlan(steps: readonly Step[]): void {
  for (const { sign, text } of steps) print(styled(colours[sign], `${sign} ${harmless(text)}`));
  const count = steps.length === 0 ? 'Nothing to change' : `${String(steps.length)} to change`;
  say(`${count}.`);
}

/** `service-users apply` */
export const applyCommand = command({
  brief: 'Make service users, roles, teams, shares and trust rules look like a file; shows the plan first',
  more: 'What the file does not name is left alone. Creating service users needs --super-admin.',
  flags: {
    file: text('A YAML file; - for standard input', { short: 'f', placeholder: 'file' }),
    dryRun: given('Only show the plan'),
    yes: given('Do not ask', 'y'),
  },
  run: async ({ api }, _, { file, dryRun, yes }) => {
    if (file === undefined) throw new UsageError('Which file? -f service-users.yaml');
    const [{ readAccountFile }, { readAccount }, { plan }] = await Promise.all([
      import('../account/accountFile.ts'),
      import('../account/accountState.ts'),
      import('../account/plan.ts'),
    ]);
    const wanted = readAccountFile(readText(file));
    const steps = await plan(wanted, await readAccount(await api()));
    showPlan(steps);
    if (dryRun === true || steps.length === 0) return;
    await confirm('Make these changes?', yes);
    await carryOut(steps);
  },
});

/** Stops at the first refusal; what was done stays, and the next run goes on from there. */
async function carryOut(steps: readonly Step[]): Promise<void> {
  const line = progress();
  let done = 0;
  try {
    for (const { text, run } of steps) {
      line.show(`[${String(done + 1)}/${String(steps.length)}] ${text}`);
      await run();
      done += 1;
    }
  } finally {
    line.done();
    say(`${String(done)} of ${String(steps.length)} done.`);
  }
}

/** `service-users export` */
export const exportCommand = command({
  brief: 'Write service users, roles, teams, shares and trust rules as a file for apply',
  run: async ({ api }) => {
    const [{ exportAccount }, { writeAccountFile }] = await Promise.all([
      import('../account/exportAccount.ts'),
      import('../account/accountFile.ts'),
    ]);
    const line = progress();
    const { file, withoutAccess } = await exportAccount(await api(), line.show);
    line.done();
    print(writeAccountFile(file).trimEnd());
    if (withoutAccess.length > 0)
      say(`Without shares and trust rules, which you may not see: ${withoutAccess.join(', ')}`);
  },
});
