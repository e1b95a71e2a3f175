-- No foreign keys: the rows come from different topics, in any order.
create table entity (
  id uuid primary key,
  kind text,
  owner_iss text,
  owner_sub text,
  team text,
  requested_at timestamptz,
  over boolean not null,
  doc jsonb not null
);
create index entity_by_kind on entity (kind, requested_at desc, id desc) where requested_at is not null;
create index entity_by_owner on entity (owner_sub, owner_iss, kind, requested_at desc, id desc);
create index entity_by_team on entity (team, kind, requested_at desc, id desc);

create table run (
  entity_id uuid not null,
  run_id text not null,
  epoch int not null,
  site text not null,
  phase text not null,
  outcome text,
  reason text,
  first_entry int not null,
  tasks int not null,
  succeeded int not null,
  failed int not null,
  local_bytes bigint not null,
  moved_bytes bigint not null,
  doc jsonb not null,
  primary key (entity_id, run_id)
);

create table site (
  site text primary key,
  lost boolean not null,
  doc jsonb not null
);

create table datalab (
  id text not null,
  version text not null,
  state text not null,
  drafted_at timestamptz,
  doc jsonb not null,
  primary key (id, version)
);

create table moment (
  entity_id uuid not null,
  at timestamptz not null,
  topic text not null,
  part int not null,
  pos bigint not null,
  type text not null,
  run_id text,
  epoch int,
  site text,
  text text not null,
  primary key (entity_id, at, topic, part, pos)
);
