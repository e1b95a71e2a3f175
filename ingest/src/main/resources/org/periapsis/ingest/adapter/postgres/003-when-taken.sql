-- When bytes of the present revision were taken whose replica is written a little later. Null for those that need not have one,
-- and for what was folded before.
alter table product add column taken_at timestamptz;
