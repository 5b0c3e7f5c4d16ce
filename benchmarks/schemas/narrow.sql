-- The six large tables of the Stack Overflow database of 2013 and two that they refer to, :rows rows in all by its shares,
-- with keys, indexes and foreign keys, at some 100 bytes a row on the disk with everything.
create table vote_types (id smallint primary key, name text not null);
create table users (id int not null, reputation int not null, created timestamp not null, name text not null);
create table posts (id int not null, parent_id int, owner_id int, score smallint not null, created timestamp not null,
  title text not null);
create table votes (id int not null, post_id int not null, vote_type_id smallint not null, created date not null);
create table comments (id int not null, post_id int not null, user_id int, created timestamp not null, text text not null);
create table badges (id int not null, user_id int not null, class smallint not null, awarded timestamp not null);
create table post_links (id int not null, post_id int not null, related_id int not null);
create table site (name text);

select (:rows * 0.023)::bigint as users, (:rows * 0.161)::bigint as posts, (:rows * 0.497)::bigint as votes,
  (:rows * 0.231)::bigint as comments, (:rows * 0.076)::bigint as badges, (:rows * 0.012)::bigint as post_links \gset

insert into site values ('narrow');
insert into vote_types select i, 'type ' || i from generate_series(1, 15) i;
insert into users select i, i % 5000, timestamp '2008-08-01' + i * interval '1 minute', 'user' || i
  from generate_series(1, :users) i;
insert into posts select i, case when i % 3 = 0 then i / 3 end, 1 + i % :users, i % 300,
    timestamp '2008-08-01' + i * interval '9 seconds', 'How to do ' || i
  from generate_series(1, :posts) i;
insert into votes select i, 1 + (i * 7919::bigint) % :posts, 1 + i % 15, date '2008-08-01' + (i % 1900)::int
  from generate_series(1, :votes) i;
insert into comments select i, 1 + (i * 104729::bigint) % :posts, 1 + i % :users,
    timestamp '2008-08-01' + i * interval '6 seconds', 'Thanks, ' || i
  from generate_series(1, :comments) i;
insert into badges select i, 1 + i % :users, i % 3, timestamp '2008-08-01' + i * interval '19 seconds'
  from generate_series(1, :badges) i;
insert into post_links select i, 1 + i % :posts, 1 + (i * 31::bigint) % :posts from generate_series(1, :post_links) i;

alter table users add primary key (id);
alter table posts add primary key (id);
alter table votes add primary key (id);
alter table comments add primary key (id);
alter table badges add primary key (id);
alter table post_links add primary key (id);
create index on votes (post_id);
create index on comments (post_id);
create index on posts (owner_id);
alter table posts add foreign key (owner_id) references users;
alter table votes add foreign key (vote_type_id) references vote_types;
alter table votes add foreign key (post_id) references posts;
alter table comments add foreign key (post_id) references posts;
alter table badges add foreign key (user_id) references users;
vacuum analyze;
