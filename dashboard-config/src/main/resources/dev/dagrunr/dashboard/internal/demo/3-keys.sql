-- Keys, indexes, foreign keys, checks, sequence values and statistics, after the rows.
alter table post_types add primary key (id), add unique (name);
alter table vote_types add primary key (id), add unique (name);
alter table link_types add primary key (id);
alter table close_reason_types add primary key (id);
alter table post_history_types add primary key (id);
alter table users add primary key (id);
alter table badges add primary key (id);
alter table posts add primary key (id);
alter table comments add primary key (id);
alter table votes add primary key (id);
alter table post_history add primary key (id);
alter table post_links add primary key (id);
alter table tags add primary key (id), add constraint tags_name_is_unique unique (tag_name);
alter table post_tags add primary key (post_id, tag_id);
alter table review_tasks add primary key (id);

create index users_display_name on users (lower(display_name));
create index users_reputation on users (reputation desc) include (display_name);
create index users_creation_date on users (creation_date);
create unique index users_email_hash on users (email_hash);
create index badges_user_id on badges (user_id);
create index badges_name on badges (name, class) where not is_tag_based;
create index posts_owner_user_id on posts (owner_user_id);
create index posts_parent_id on posts (parent_id) where parent_id is not null;
create index posts_creation_date on posts using brin (creation_date);
create index posts_type_and_score on posts (post_type_id, score desc nulls last);
create index posts_tags on posts using gin (tags);
create index posts_metadata on posts using gin (metadata jsonb_path_ops);
create index posts_title on posts using hash (title);
create index comments_post_id on comments (post_id);
create index comments_user_id on comments (user_id) where user_id is not null;
create index comments_creation_date on comments using brin (creation_date);
create index votes_post_id_and_type on votes (post_id, vote_type_id);
create index votes_creation_date on votes (creation_date);
create index post_history_post_id on post_history (post_id);
create unique index post_history_revision_guid on post_history (revision_guid);
create index post_history_user_id on post_history (user_id);
create index post_links_post_id on post_links (post_id);
create index post_links_related_post_id on post_links (related_post_id, link_type_id);
create index post_tags_tag_id on post_tags (tag_id);
create index review_tasks_queue on review_tasks (queue, opened_at);
create index review_tasks_lines on review_tasks using gist (lines_changed);
create index access_log_occurred_at on access_log (occurred_at);

alter table users
  add constraint users_reputation_is_positive check (reputation >= 1),
  add check (views >= 0 and up_votes >= 0 and down_votes >= 0);
alter table badges
  add constraint badges_class_is_a_medal check (class between 1 and 3),
  add foreign key (user_id) references users (id) on delete cascade;
alter table posts
  add constraint only_questions_have_titles check (title is null or post_type_id = 1),
  add foreign key (post_type_id) references post_types (id),
  add foreign key (owner_user_id) references users (id) on delete set null,
  add foreign key (last_editor_user_id) references users (id) on delete set null,
  add foreign key (parent_id) references posts (id),
  add foreign key (accepted_answer_id) references posts (id) deferrable initially deferred,
  add foreign key (close_reason_id) references close_reason_types (id);
alter table comments
  add foreign key (post_id) references posts (id) on delete cascade,
  add foreign key (user_id) references users (id);
alter table votes
  add check (bounty_amount is null or bounty_amount > 0),
  add foreign key (post_id) references posts (id),
  add foreign key (vote_type_id) references vote_types (id),
  add foreign key (user_id) references users (id);
alter table post_history
  add foreign key (post_id) references posts (id),
  add foreign key (post_history_type_id) references post_history_types (id),
  add foreign key (user_id) references users (id);
alter table post_links
  add foreign key (post_id) references posts (id),
  add foreign key (related_post_id) references posts (id),
  add foreign key (link_type_id) references link_types (id);
alter table tags
  add foreign key (excerpt_post_id) references posts (id);
alter table post_tags
  add foreign key (post_id) references posts (id) on update cascade on delete cascade,
  add foreign key (tag_id) references tags (id);
alter table review_tasks
  add foreign key (post_id) references posts (id),
  add foreign key (reviewer_id) references users (id);

select
  setval(pg_get_serial_sequence('users', 'id'), (select max(id) from users)),
  setval(pg_get_serial_sequence('badges', 'id'), (select max(id) from badges)),
  setval(pg_get_serial_sequence('posts', 'id'), (select max(id) from posts)),
  setval(pg_get_serial_sequence('comments', 'id'), (select max(id) from comments)),
  setval(pg_get_serial_sequence('votes', 'id'), (select max(id) from votes)),
  setval(pg_get_serial_sequence('post_history', 'id'), (select max(id) from post_history)),
  setval(pg_get_serial_sequence('post_links', 'id'), (select max(id) from post_links)),
  setval(pg_get_serial_sequence('tags', 'id'), (select max(id) from tags));
create sequence ticket_numbers start with 1000 increment by 10 minvalue 1000 maxvalue 999990 cache 5 cycle;
select nextval('ticket_numbers');
