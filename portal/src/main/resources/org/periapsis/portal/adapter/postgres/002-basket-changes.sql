-- Ids of the last 20 changes that took effect: a writer finds in them whether its own did.
alter table basket add column changes uuid[] not null default '{}';
