// What to run when the data is in Postgres, whose own tools do this better. The address stays in its variable, because it contains a
// password.

import { WrongCallError } from '../explain.ts'

const quoted = (file: string) =>
  /^[\w./:@-]+$/.test(file) ? file : `'${file.replaceAll("'", String.raw`'\''`)}'`

export const backupOfPostgres = (file: string): WrongCallError =>
  new WrongCallError(
    `The data is in Postgres (DATABASE_URL). Back it up with Postgres' own tool; the gateway may run meanwhile:
  pg_dump --format=custom --no-owner --no-privileges --file=${quoted(file)} --dbname="$DATABASE_URL"`,
  )

export const restoreOfPostgres = (file: string): WrongCallError =>
  new WrongCallError(
    `The data is in Postgres (DATABASE_URL). Stop every gateway, then restore with Postgres' own tool:
  pg_restore --clean --if-exists --no-owner --no-privileges --single-transaction --dbname="$DATABASE_URL" ${quoted(file)}
Then check it with: tillside doctor`,
  )
