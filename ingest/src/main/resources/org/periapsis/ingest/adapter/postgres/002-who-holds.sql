-- Offsets of the events that hold: the log's order decides between instances that write the same at once.
-- Of a product by revision, counted from 1; all events of a product are in one partition.
alter table product add column made_at bigint[] not null default '{}';
alter table replica_object add column made_at bigint not null default -1;

-- Which instance does a task, and until when that counts: it is renewed while the work goes on.
alter table task add column claimed_by text;
alter table task add column claimed_until timestamptz;

-- The first asked for is the first done.
alter table task add column asked_at timestamptz not null default now();
drop index task_open;
create index task_open on task (asked_at, task_id) where not done;
