-- Whom a session's owner has let in, each as issuer and subject with a line end between: found by person.
alter table entity add column people text[] not null default '{}';
create index entity_by_person on entity using gin (people);
