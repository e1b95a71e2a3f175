-- Which records of the log name which id: an index into the log, not a copy of it. May be dropped and made anew.
create table history (
  -- the first 8 bytes of SHA-256 of the id
  about bigint not null,
  at timestamptz not null,
  -- the topic's number in event ids, and the site whose topic it is; empty at the hub
  topic smallint not null,
  site text collate "C" not null,
  part int not null,
  pos bigint not null,
  primary key (about, at, topic, site, part, pos));
