alter table basket
  add column name text not null default 'Basket',
  add column query text,
  add column teams text[] not null default '{}';

-- Teams that a basket is shared with. No foreign key: its two events may be compacted apart.
create table basket_reader (
  basket_id uuid not null, team text not null, primary key (basket_id, team));
