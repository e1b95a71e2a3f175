-- How often somebody had been put out of the session when the run got its token: who was put out since may have copied it.
alter table run_token add column put_outs bigint not null default 0;
