-- Not a view: selections that an archive's page posted, for as long as a launch link to them works (docs/adr/0006).
create table launch_set (
  set_id text primary key, ids text[] not null, bytes int not null, expires_at timestamptz not null);
create index launch_set_expiry on launch_set (expires_at);
