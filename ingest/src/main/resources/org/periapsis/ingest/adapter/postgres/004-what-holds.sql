-- The product's fields of ObsCore as JSON, without s_region: what holds when its bytes are offered again with other metadata.
-- Null for what was folded before.
alter table product add column obscore text;
