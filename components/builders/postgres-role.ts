import { ArgumentError } from "../argument-error";

/**
 * Creates the application's role once, when the database is new. It may create its own tables, as migrations do, and
 * nothing of the superuser's. psql reads name and password from the environment and quotes them itself, so that neither
 * stands on a command line; errors end the first start (psql: \getenv, SQL interpolation).
 */
export const roleScript = String.raw`psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
\getenv role APPLICATION_ROLE
\getenv password APPLICATION_PASSWORD
CREATE ROLE :"role" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
GRANT USAGE, CREATE ON SCHEMA public TO :"role";
SQL
`;

/**
 * A name that needs no quotes in SQL.
 * @throws ArgumentError for capital letters, other characters, and more than 63 of them (PostgreSQL, Identifiers).
 */
export function checkedSqlName(path: string, name: string): string {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) {
    const allowed = "at most 63 lower-case letters, digits and _, not beginning with a digit";
    throw new ArgumentError(path, `"${name}"`, allowed, "rename it; other names want quotes wherever they are used");
  }
  return name;
}

/** @throws ArgumentError for no name in SQL, the superuser's, and those that PostgreSQL keeps for itself. */
export function checkedRole(path: string, name: string, superuser: string): string {
  checkedSqlName(path, name);
  if (name === superuser || name === "postgres" || name.startsWith("pg_")) {
    const allowed = `a role besides "${superuser}" and "postgres", not beginning with pg_`;
    throw new ArgumentError(path, `"${name}"`, allowed, "name the application's own role");
  }
  return name;
}
