-- The grant that a link was made or a program confirmed with: when it is revoked first, they give nothing.
alter table sign_in_link add column by_grant uuid;
alter table device_sign_in add column by_grant uuid;
