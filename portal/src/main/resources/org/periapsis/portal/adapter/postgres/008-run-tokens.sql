-- Tokens by which programs of sessions and jobs read as the run's owner, one a run. One that was revoked stays as a mark: the
-- run gets no other. Not a view.
create table run_token (
  grant_id uuid primary key, subject text not null, kind text not null, entity_id uuid not null, run_id text not null,
  epoch int not null, site text not null, created_at timestamptz not null default now(), used_at timestamptz,
  expires_at timestamptz not null, revoked boolean not null default false, unique (entity_id, run_id, epoch));
create index run_token_subject on run_token (subject);

-- Who signed out everywhere, and when: what they had asked for before acts for them no more.
create table signed_out_everywhere (subject text primary key, at timestamptz not null);
