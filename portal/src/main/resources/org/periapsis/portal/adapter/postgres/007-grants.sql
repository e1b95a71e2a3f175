-- What a person's acts rest on, for them to see and to revoke: sign-ins of browsers, and tokens of programs. Not a view: who is
-- not here is signed out.
alter table cookie_session
  add column grant_id uuid not null default gen_random_uuid(),
  add column label text not null default '',
  add column created_at timestamptz not null default now(),
  add column used_at timestamptz;
create unique index cookie_session_grant on cookie_session (grant_id);
create index cookie_session_subject on cookie_session (subject);

create table program_token (
  grant_id uuid primary key, parent uuid, subject text not null, roles text[] not null, label text not null,
  created_at timestamptz not null default now(), used_at timestamptz, expires_at timestamptz not null);
create index program_token_parent on program_token (parent);
create index program_token_subject on program_token (subject);

-- A link that somebody makes for themselves gives no more time than they have.
alter table sign_in_link add column not_after timestamptz;
-- What a program that waits calls itself and asks for, and until when the person is signed in who confirms it.
alter table device_sign_in
  add column label text not null default '', add column life_s int not null default 43200,
  add column not_after timestamptz;
