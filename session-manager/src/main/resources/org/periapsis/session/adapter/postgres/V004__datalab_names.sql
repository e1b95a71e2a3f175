-- Whose a datalab's name is: of who drafted a version of it first on the log. What others drafted under it counts for nothing.
create table datalab_name (
  id text primary key,
  issuer text not null,
  subject text not null
);
insert into datalab_name (id, issuer, subject)
select distinct on (id) id, doc->'party'->>'issuer', doc->'party'->>'subject' from datalab
where drafted_at is not null order by id, drafted_at, version;
delete from datalab d using datalab_name n
where d.id = n.id and (d.doc->'party'->>'issuer', d.doc->'party'->>'subject') <> (n.issuer, n.subject);
