-- Sums of what all sites hold may be larger than any one size: they are kept without a bound, and told with one.
-- A size from before there was a bound of one (2^50 bytes) counts as the largest.
alter table holding alter column bytes type numeric;
alter table holding_collection alter column bytes type numeric;

update holding h set bytes = s.bytes
from (select site, sum(least(size, 1125899906842624)) as bytes from replica where state = 'held' group by site) s
where s.site = h.site and s.bytes <> h.bytes;

truncate holding_collection;
insert into holding_collection (site, obs_collection, data_rights, obs_release_date, archive, owner_issuer, owner_subject, team,
    products, bytes)
select r.site, p.obs_collection, p.data_rights, p.obs_release_date, p.archive, p.owner_issuer, p.owner_subject, p.team,
    count(*), sum(least(r.size, 1125899906842624))
from product p join replica r on r.obs_publisher_did = p.obs_publisher_did and r.state = 'held'
group by 1, 2, 3, 4, 5, 6, 7, 8;
