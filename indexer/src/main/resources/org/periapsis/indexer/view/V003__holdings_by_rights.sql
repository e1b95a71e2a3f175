-- What each site holds of each collection and of each kind of rights, so that everybody is told the sums of what they may know of.
-- The columns of rights are named as in `product`: the same condition reads both.
drop table holding_collection;

create table holding_collection (
    site             text collate "C" not null,
    obs_collection   text collate "C" not null,
    data_rights      text collate "C" not null,
    obs_release_date timestamptz,
    archive          text collate "C" not null,
    owner_issuer     text collate "C",
    owner_subject    text collate "C",
    team             text collate "C",
    products         bigint not null,
    bytes            bigint not null
);
-- What is not there is one value too.
create unique index holding_collection_key on holding_collection (site, obs_collection, data_rights, archive,
    coalesce(obs_release_date, 'infinity'::timestamptz), coalesce(owner_issuer, ''), coalesce(owner_subject, ''),
    coalesce(team, ''));

insert into holding_collection (site, obs_collection, data_rights, obs_release_date, archive, owner_issuer, owner_subject, team,
    products, bytes)
select r.site, p.obs_collection, p.data_rights, p.obs_release_date, p.archive, p.owner_issuer, p.owner_subject, p.team,
    count(*), sum(r.size)
from product p join replica r on r.obs_publisher_did = p.obs_publisher_did and r.state = 'held'
group by 1, 2, 3, 4, 5, 6, 7, 8;
