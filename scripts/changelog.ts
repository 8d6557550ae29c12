// Reads and cuts CHANGELOG.md: its first section, "Unreleased", becomes that of the version.

const heading = '## Unreleased\n'

/** What stands below a heading, up to the next one. */
function sectionOf(changelog: string, title: string): string {
  const [, text = ''] = changelog.split(`\n## ${title}`)
  return (text.split('\n## ')[0] ?? '').replace(/^.*\n/, '').trim()
}

/** Whether "Unreleased" has a line for the people who run Tillside. */
export const hasNews = (changelog: string): boolean => /^- \S/m.test(sectionOf(changelog, 'Unreleased\n'))

/** The changelog with the lines of "Unreleased" under the version, and an empty "Unreleased" above. */
export function cutRelease(changelog: string, { version, date }: { version: string; date: string }): string {
  return changelog.replace(heading, `${heading}\n## ${version} (${date})\n`)
}

/** The lines of a version. Throws if there are none. */
export function notesOf(changelog: string, version: string): string {
  const notes = sectionOf(changelog, `${version} (`)
  if (notes === '') throw new Error(`CHANGELOG.md has no lines for ${version}.`)
  return notes
}
