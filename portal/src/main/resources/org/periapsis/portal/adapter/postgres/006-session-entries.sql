-- Who has entered which session from which sign-in: signing out takes both with it.
create table session_ticket (
  ticket_hash text primary key,
  cookie_hash text not null references cookie_session (id_hash) on delete cascade,
  session_id uuid not null,
  path text not null,
  expires_at timestamptz not null
);
create index session_ticket_by_cookie on session_ticket (cookie_hash);
create index session_ticket_by_end on session_ticket (expires_at);

create table session_entry (
  entry_hash text primary key,
  cookie_hash text not null references cookie_session (id_hash) on delete cascade,
  session_id uuid not null
);
create index session_entry_by_cookie on session_entry (cookie_hash);
