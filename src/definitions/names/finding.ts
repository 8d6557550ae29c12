// What the check of names finds. A problem makes the configuration unusable; a warning is logged, and `doctor` prints it.

export type Finding = { isProblem: boolean; text: string }

export const problem = (text: string): Finding => ({ isProblem: true, text })
export const warning = (text: string): Finding => ({ isProblem: false, text })

export const textsOf = (findings: readonly Finding[], { areProblems }: { areProblems: boolean }): string[] =>
  findings.filter(({ isProblem }) => isProblem === areProblems).map(({ text }) => text)
