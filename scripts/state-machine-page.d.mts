export function stateMachinePage(definition: { StartAt: string; States: Record<string, object> }): string;
