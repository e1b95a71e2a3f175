-- A view of this site's own events: may be dropped and folded again.
create table product (
  product_id text primary key,
  revision int not null,
  archive text not null,
  manifest_sha256 text not null,
  size bigint not null,
  withdrawn boolean not null default false,
  data_rights text not null,
  release_date timestamptz,
  owner_issuer text,
  owner_subject text,
  team text,
  target_name text,
  s_ra double precision,
  s_dec double precision,
  s_fov double precision,
  s_region text
);
create index product_content on product (manifest_sha256, archive);

create table replica_object (
  product_id text not null,
  revision int not null,
  bucket text not null,
  key text not null,
  name text not null,
  size bigint not null,
  sha256 text not null,
  content_type text,
  primary key (product_id, revision, bucket, key)
);

create table refusal (
  refusal_id uuid primary key,
  archive text not null,
  intake text not null,
  source text,
  code text not null,
  field text,
  reason text not null,
  remedy text not null,
  sha256 text,
  size bigint,
  refused_at timestamptz not null
);
create index refusal_by_time on refusal (archive, refused_at desc, refusal_id desc);

-- What the hub's decisions ask of this site; body is null where the end was read before the order.
create table task (
  task_id text primary key,
  kind text not null,
  body bytea,
  done boolean not null default false
);
create index task_open on task (task_id) where not done;
