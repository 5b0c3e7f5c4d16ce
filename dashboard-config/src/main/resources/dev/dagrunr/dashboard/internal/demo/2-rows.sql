-- The number of rows of each table is in the parameter dagrunr_demo.<table>; the seed was set before. Values come from
-- random(), always in a select over one generate_series, so that the same seed gives the same rows.

-- What migrations get wrong: now and then, one of these in place of an ordinary text.
create function pg_temp.odd_text(i bigint) returns text immutable language sql as $$
  select (array[
    '', '\N', E'\\.', 'C:\temp\new', E'two\nlines', E'carriage\r\nreturn', E'tab\there', 'say "hi", ''ok''; -- no',
    'Zürich 東京 👩‍🚀 e' || U&'\0301', ' padded ', E'\x01\x7f', 'NULL', '{"not": "json', U&'\FEFFbyte order mark'
  ])[1 + i % 14]
$$;
create function pg_temp.any_date() returns timestamp language sql volatile as $$
  select timestamp '2013-01-01' + random() * interval '4000 days'
$$;

create temporary table word as
select
  n,
  (array['the', 'a', 'query', 'index', 'server', 'null', 'thread', 'loop', 'class', 'array', 'string', 'error', 'value',
    'table', 'join', 'method', 'object', 'function', 'return', 'list', 'with', 'from', 'where', 'is', 'not', 'when',
    'my', 'how', 'can', 'I', 'get', 'it', 'to', 'work', 'in', 'PostgreSQL', 'Java', 'Straße', 'naïve', 'λ'])[n] as text
from generate_series(1, 40) as n;

create temporary table paragraph as
select
  words.n,
  string_agg(word.text, ' ' order by words.place) as text
from (
  select
    n,
    place,
    1 + floor(random() * 40)::integer as word
  from generate_series(0, 1023) as n, generate_series(1, 60) as place
) as words
join word on word.n = words.word
group by words.n;

insert into post_types (id, name)
select
  id,
  name
from unnest(array['Question', 'Answer', 'Wiki', 'TagWikiExcerpt', 'TagWiki', 'ModeratorNomination', 'WikiPlaceholder',
  'PrivilegeWiki']) with ordinality as type(name, id);

insert into vote_types (id, name, is_moderator_only)
select
  id,
  name,
  id > 10
from unnest(array['AcceptedByOriginator', 'UpMod', 'DownMod', 'Offensive', 'Favorite', 'Close', 'Reopen', 'BountyStart',
  'BountyClose', 'Deletion', 'Undeletion', 'Spam', 'InformModerator', 'ModeratorReview', 'ApproveEditSuggestion'])
  with ordinality as type(name, id);

insert into link_types (id, name) values (1, 'Linked'), (3, 'Duplicate');

insert into close_reason_types (id, name, description)
select
  id,
  name,
  nullif('Closed because: ' || name, 'Closed because: other')
from unnest(array['duplicate', 'off topic', 'subjective', 'not a real question', 'too localized', 'general reference',
  'noise', 'needs details', 'opinion based', 'other']) with ordinality as type(name, id);

insert into post_history_types (id, name)
select
  id,
  name
from unnest(array['Initial Title', 'Initial Body', 'Initial Tags', 'Edit Title', 'Edit Body', 'Edit Tags',
  'Rollback Title', 'Rollback Body', 'Rollback Tags', 'Post Closed', 'Post Reopened', 'Post Deleted', 'Post Undeleted',
  'Post Locked', 'Post Unlocked', 'Community Owned', 'Post Migrated', 'Question Merged', 'Question Protected',
  'Question Unprotected', 'Post Disassociated', 'Question Unmerged', 'Suggested Edit Applied', 'Post Tweeted',
  'Comment Discussion Moved to Chat']) with ordinality as type(name, id);

insert into users (id, reputation, creation_date, display_name, location, website_url, about_me, views, up_votes,
  down_votes, acceptance_rate, balance, preferences, email_hash, last_access_ip, born_on)
select
  i,
  1 + floor(power(random(), 8) * 900000)::integer,
  case when i % 4001 = 7 then 'infinity' else pg_temp.any_date() end,
  case when i % 997 = 3 then coalesce(nullif(pg_temp.odd_text(i), ''), 'nobody') else 'user' || i end,
  case when i % 997 = 5 then pg_temp.odd_text(i / 997) when random() < 0.6 then null else 'Town ' || i % 400 end,
  case when random() < 0.2 then 'https://example.org/~user' || i end,
  case when i % 997 = 9 then pg_temp.odd_text(i / 997) when random() < 0.3 then (
    select text from paragraph where n = i % 1024
  ) end,
  floor(power(random(), 6) * 40000)::integer,
  floor(power(random(), 5) * 9000)::integer,
  floor(power(random(), 7) * 2000)::integer,
  case when i % 1999 = 2 then 'NaN' when i % 1999 = 4 then 'Infinity' when i % 1999 = 6 then '-Infinity'
    when random() < 0.5 then random()::numeric end,
  round((random() * 1000)::numeric, 2),
  jsonb_build_object('theme', (array['light', 'dark'])[1 + i % 2], 'mails', i % 3 = 0, 'big', 12345678901234567890::numeric + i),
  md5('user' || i),
  case when i % 3 > 0 then '10.0.0.0'::inet + i else ('2001:db8::/64'::inet + i) end,
  case when i % 2503 = 1 then '0044-03-15 BC'::date when i % 2503 = 2 then '-infinity'::date
    when random() < 0.3 then date '1950-01-01' + floor(random() * 20000)::integer end
from generate_series(1, current_setting('dagrunr_demo.users')::integer) as i;

insert into tags (id, tag_name, count, synonyms, is_required)
select
  i,
  (array['java', 'sql', 'c++', 'python', 'f#', 'jobs', 'größe', 'node.js'])[1 + i % 8] || '-' || i,
  floor(power(random(), 4) * 100000)::integer,
  case i % 5 when 0 then null when 1 then '{}' when 2 then array['alias-' || i, null, 'with,comma "and" \quote'] else
    array['alias-' || i] end,
  i % 100 = 0
from generate_series(1, current_setting('dagrunr_demo.tags')::integer) as i;

insert into posts (id, post_type_id, parent_id, accepted_answer_id, creation_date, score, view_count, body,
  owner_user_id, last_editor_user_id, last_activity_date, title, tags, answer_count, comment_count, close_reason_id,
  metadata, heat)
select
  i,
  case when is_question then 1 when i % 50 = 0 then 1 + i % 8 else 2 end,
  case when not is_question and i > 3 then i - i % 3 end,
  case when is_question and i % 2 = 0 then least(i + 1, current_setting('dagrunr_demo.posts')::integer) end,
  created,
  floor(power(luck, 9) * 3000)::integer - 2,
  case when is_question then floor(power(luck, 4) * 100000)::integer end,
  case when i % 1499 = 1 then pg_temp.odd_text(i / 1499) else
    '<p>' || first.text || '</p>' || E'\n<pre><code>select * from t where id = ' || i || E';\n</code></pre>\n'
    || case when i % 3 > 0 then '<p>' || second.text || '</p>' else '' end
    || case when i % 400 = 0 then repeat('<p>' || second.text || E'</p>\r\n', 40) else '' end
  end,
  case when luck < 0.98 then 1 + floor(power(owner, 3) * current_setting('dagrunr_demo.users')::integer)::integer end,
  case when owner < 0.3 then 1 + floor(luck * current_setting('dagrunr_demo.users')::integer)::integer end,
  created + luck * interval '900 days',
  case when is_question then initcap(left(second.text, 20 + i % 60)) end,
  case when is_question then array['tag-' || i % 70, 'tag-' || i % 31] else '{}' end,
  case when is_question then i % 4 end,
  i % 7,
  case when i % 60 = 0 then 1 + i % 10 end,
  case when i % 10 = 0 then jsonb_build_object('editor', 'web', 'revision', i % 5, 'notes', pg_temp.odd_text(i)) end,
  case i % 3001 when 1 then 'NaN' when 2 then 'Infinity' when 3 then '-Infinity' else luck * 100 / 3 end
from (
  select
    i,
    i % 3 = 0 as is_question,
    pg_temp.any_date() as created,
    random() as luck,
    random() as owner
  from generate_series(1, current_setting('dagrunr_demo.posts')::integer) as i
) as post
join paragraph as first on first.n = (i::bigint * 7919) % 1024
join paragraph as second on second.n = (i::bigint * 104729 + 11) % 1024
order by i;

insert into post_tags (post_id, tag_id, weight)
select
  1 + (i - 1) % posts,
  1 + ((i - 1) / posts + (1 + (i - 1) % posts) * 31) % tags,
  case when random() < 0.5 then random()::real end
from
  generate_series(1, current_setting('dagrunr_demo.post_tags')::integer) as i,
  (select current_setting('dagrunr_demo.posts')::integer as posts, current_setting('dagrunr_demo.tags')::integer as tags) as sizes;

insert into comments (id, post_id, score, text, creation_date, user_display_name, user_id)
select
  i,
  1 + floor(post * current_setting('dagrunr_demo.posts')::integer)::integer,
  floor(power(luck, 8) * 200)::integer,
  case when i % 4999 = 1 then pg_temp.odd_text(i / 4999) else left(paragraph.text, 30 + i % 250) end,
  created,
  case when luck < 0.02 then 'user' || i end,
  case when luck > 0.02 then
    1 + floor(power(commenter, 2) * current_setting('dagrunr_demo.users')::integer)::integer end
from (
  select
    i,
    random() as post,
    random() as luck,
    random() as commenter,
    timestamp with time zone '2013-01-01 00:00:00Z' + random() * interval '4000 days' as created
  from generate_series(1, current_setting('dagrunr_demo.comments')::integer) as i
) as comment
join paragraph on n = (i::bigint * 613) % 1024;

insert into votes (id, post_id, vote_type_id, user_id, creation_date, bounty_amount)
overriding system value
select
  i,
  1 + floor(power(random(), 2) * current_setting('dagrunr_demo.posts')::integer)::integer,
  case when i % 10 < 7 then 2 when i % 10 = 7 then 3 else 1 + i % 15 end,
  case when i % 10 = 9 then 1 + floor(random() * current_setting('dagrunr_demo.users')::integer)::integer end,
  timestamp '2013-01-01' + floor(random() * 4000) * interval '1 day',
  case when i % 1000 = 0 then 50 * (1 + i % 10) end
from generate_series(1, current_setting('dagrunr_demo.votes')::integer) as i;

insert into badges (id, user_id, name, awarded_at, class, is_tag_based)
select
  i,
  1 + floor(power(random(), 2) * current_setting('dagrunr_demo.users')::integer)::integer,
  (array['Teacher', 'Student', 'Editor', 'Critic', 'Autobiographer', 'Nice Answer', 'Popular Question', 'Yearling'])[1 + i % 8],
  pg_temp.any_date(),
  1 + i % 3,
  i % 40 = 0
from generate_series(1, current_setting('dagrunr_demo.badges')::integer) as i;

insert into post_history (id, post_id, post_history_type_id, revision_guid, creation_date, user_id, comment, text,
  attachment)
select
  i,
  1 + floor(random() * current_setting('dagrunr_demo.posts')::integer)::integer,
  1 + i % 25,
  md5('revision' || i)::uuid,
  pg_temp.any_date(),
  case when i % 5 > 0 then 1 + floor(random() * current_setting('dagrunr_demo.users')::integer)::integer end,
  case when i % 1009 = 1 then pg_temp.odd_text(i / 1009) when i % 6 = 0 then 'edited body' end,
  paragraph.text,
  case when i % 200 = 0 then '\x005c4e000d0a275c00ff'::bytea || decode(md5(i::text), 'hex') when i % 200 = 1 then '' end
from generate_series(1, current_setting('dagrunr_demo.post_history')::integer) as i
join paragraph on n = (i::bigint * 331) % 1024
order by i;

insert into post_links (id, post_id, related_post_id, link_type_id, creation_date)
select
  i,
  1 + floor(random() * current_setting('dagrunr_demo.posts')::integer)::integer,
  1 + floor(random() * current_setting('dagrunr_demo.posts')::integer)::integer,
  case when i % 5 = 0 then 3 else 1 end,
  date '2013-01-01' + floor(random() * 4000)::integer
from generate_series(1, current_setting('dagrunr_demo.post_links')::integer) as i;

insert into review_tasks (id, post_id, reviewer_id, queue, opened_at, took, lines_changed, outcome)
select
  md5('review' || i)::uuid,
  1 + floor(random() * current_setting('dagrunr_demo.posts')::integer)::integer,
  case when i % 9 > 0 then 1 + floor(random() * current_setting('dagrunr_demo.users')::integer)::integer end,
  (array['close votes', 'first posts', 'low quality', 'suggested edits'])[1 + i % 4],
  pg_temp.any_date(),
  case when i % 3 > 0 then random() * interval '3 hours' + i % 2 * interval '1 month 2 days' end,
  case i % 4 when 0 then 'empty'::int4range when 1 then int4range(i, i + 10) when 2 then int4range(i, null) end,
  case when i % 5 > 0 then (array['approved', 'rejected', 'skipped'])[1 + i % 3] end
from generate_series(1, current_setting('dagrunr_demo.review_tasks')::integer) as i;

insert into access_log (occurred_at, user_id, path, user_agent, response_ms, bytes_sent, body_hash)
select
  pg_temp.any_date(),
  case when i % 4 = 0 then 1 + floor(random() * current_setting('dagrunr_demo.users')::integer)::integer end,
  '/questions/' || 1 + floor(random() * current_setting('dagrunr_demo.posts')::integer)::integer,
  case when i % 3 > 0 then 'Mozilla/5.0 (compatible; agent ' || i % 50 || ')' end,
  case when i % 701 = 1 then 'NaN' else (random() * 900)::real end,
  floor(power(random(), 3) * 5000000000)::bigint,
  case when i % 2 = 0 then decode(md5(i::text), 'hex') end
from generate_series(1, current_setting('dagrunr_demo.access_log')::integer) as i;
