alter table node add column structures text[] not null default '{}';
comment on column node.structures is 'Hashes of the structures of DAGs whose code the node has';
