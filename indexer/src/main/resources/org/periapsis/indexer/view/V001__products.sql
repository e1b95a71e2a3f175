-- The view that people search. Everything here can be dropped and replayed from the log.
-- No foreign keys: rows come from different topics, and a replica may arrive before its product.

create table product (
    -- IVOA ObsCore 1.1, names as in the standard
    obs_publisher_did   text collate "C" primary key,
    obs_id              text,
    obs_collection      text collate "C" not null,
    dataproduct_type    text collate "C",
    dataproduct_subtype text,
    calib_level         int,
    obs_title           text,
    target_name         text,
    s_ra                double precision,
    s_dec               double precision,
    s_fov               double precision,
    s_region            text,
    s_resolution        double precision,
    s_xel1              bigint,
    s_xel2              bigint,
    t_min               double precision,
    t_max               double precision,
    t_exptime           double precision,
    t_resolution        double precision,
    t_xel               bigint,
    em_min              double precision,
    em_max              double precision,
    em_res_power        double precision,
    em_xel              bigint,
    o_ucd               text,
    pol_states          text,
    pol_xel             bigint,
    access_url          text,
    access_format       text,
    access_estsize      bigint,
    facility_name       text collate "C",
    instrument_name     text collate "C",
    data_rights         text collate "C" not null,
    obs_release_date    timestamptz,
    -- where it lies: derived from the above when the event is applied
    healpix29           bigint,
    footprint           int8multirange,
    all_sky             boolean not null,
    t_span              int8range,
    words               tsvector not null,
    -- what the platform knows beside ObsCore
    revision            int not null,
    bytes_revision      int not null,
    withdrawn           boolean not null,
    archive             text collate "C" not null,
    site                text collate "C" not null,
    owner_issuer        text collate "C",
    owner_subject       text collate "C",
    team                text collate "C",
    size                bigint not null,
    manifest_sha256     text collate "C" not null,
    files               text not null,
    intake              text not null,
    job_id              uuid,
    provenance          text,
    input_ids           text[],
    ingested_at         timestamptz not null,
    revised_at          timestamptz not null,
    -- ce_id of the event that won each revision, from 1: tells the loser of a race when it is read again
    event_ids           text[] not null
);

comment on column product.bytes_revision is 'the revision since which the bytes are the same: older replicas hold other bytes';
comment on column product.footprint is 'order-29 nested HEALPix pixels that cover s_region; null without one and for the whole sky';
comment on column product.t_span is 't_min to t_max in milliseconds of MJD, outward: two bounds in one index, with an estimate that holds';

create index product_position   on product (healpix29) where healpix29 is not null;
create index product_footprint  on product using gist (footprint) where footprint is not null;
create index product_all_sky    on product (obs_publisher_did) where all_sky;
create index product_words      on product using gin (words);
-- Without the id: equal keys share their entries, and a value so common that its ids need no sorting is found by id.
create index product_collection on product (obs_collection);
create index product_instrument on product (instrument_name);
create index product_facility   on product (facility_name);
create index product_archive    on product (archive);
create index product_type       on product (dataproduct_type);
create index product_time       on product ((coalesce(t_min, '-infinity'::double precision)), obs_publisher_did);
create index product_span       on product using gist (t_span) where t_span is not null;
create index product_job        on product (job_id) where job_id is not null;
create index product_inputs     on product using gin (input_ids) where input_ids is not null;
create index product_owner      on product (owner_subject, owner_issuer, obs_publisher_did) where owner_subject is not null;

create table replica (
    obs_publisher_did text collate "C" not null,
    site              text collate "C" not null,
    state             text collate "C" not null check (state in ('held', 'lost', 'removed')),
    revision          int not null,
    kind              text not null,
    objects           text not null,
    path              text,
    size              bigint not null,
    transfer_id       uuid,
    added_at          timestamptz not null,
    verified_at       timestamptz,
    reason            text,
    primary key (obs_publisher_did, site)
);
create index replica_site on replica (site, obs_publisher_did) where state = 'held';

-- Sums of the held replicas, kept by deltas: a sum over ten million rows is no answer to a request.
create table holding (
    site     text collate "C" primary key,
    products bigint not null,
    bytes    bigint not null
);
