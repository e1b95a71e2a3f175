-- What each site holds of each collection, kept by deltas as `holding` is; copies of products that are not known yet are in none.
create table holding_collection (
    site           text collate "C" not null,
    obs_collection text collate "C" not null,
    products       bigint not null,
    bytes          bigint not null,
    primary key (site, obs_collection)
);

insert into holding_collection (site, obs_collection, products, bytes)
select r.site, p.obs_collection, count(*), sum(r.size)
from product p join replica r on r.obs_publisher_did = p.obs_publisher_did and r.state = 'held'
group by 1, 2;
