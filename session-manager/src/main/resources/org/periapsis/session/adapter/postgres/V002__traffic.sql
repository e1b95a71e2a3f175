-- What each run read and each transfer copied, as told last; and the sums by site and hour, kept by deltas of it.
create table traffic_source (
  source text primary key,
  site text not null,
  hour timestamptz not null,
  in_place_bytes bigint not null,
  moved_bytes bigint not null,
  runs int not null
);

create table traffic (
  site text not null,
  hour timestamptz not null,
  in_place_bytes bigint not null,
  moved_bytes bigint not null,
  runs bigint not null,
  primary key (hour, site)
);
