-- Programs that wait for somebody to confirm them in a browser (RFC 8628).
create table device_sign_in (
  device_hash text primary key, user_code text not null unique, state text not null default 'PENDING',
  subject text, roles text[], interval_s int not null, polled_at timestamptz, expires_at timestamptz not null);
create index device_sign_in_end on device_sign_in (expires_at);
