create table sign_in_link (
  code_hash text primary key, subject text not null, roles text[] not null, next text not null,
  expires_at timestamptz not null);

create table cookie_session (
  id_hash text primary key, subject text not null, roles text[] not null, expires_at timestamptz not null);

create table basket (
  basket_id uuid primary key, issuer text not null, subject text not null, version int not null,
  product_ids text[] not null);

create table team (
  team text primary key, title text not null, issuer text not null, subject text not null);

create table member (
  team text not null, issuer text not null, subject text not null, primary key (issuer, subject, team));
