-- The engine's truth. JobRunr's tables, beside it, hold only dispatch tokens.

create table dag_structure (
    hash text primary key,
    dag_id text not null,
    structure json not null,
    created_at timestamptz not null
);
comment on table dag_structure is 'Each shape that a DAG had when a run of it started';

create table dag (
    dag_id text primary key,
    description text not null,
    structure_hash text not null references dag_structure,
    params_defaults json,
    paused boolean not null default false,
    max_active_runs int not null,
    schedule text,
    next_run_after timestamptz,
    next_interval_start timestamptz,
    next_interval_end timestamptz,
    last_interval_start timestamptz,
    last_interval_end timestamptz,
    registered_at timestamptz not null
);
comment on column dag.next_run_after is 'When the next scheduled run is to be created; null for never';
comment on column dag.last_interval_start is 'The data interval of the last scheduled run, which may be deleted by now';
create index dag_next on dag (next_run_after) where next_run_after is not null;

create table node (
    id uuid primary key,
    name text not null,
    parallelism int not null,
    started_at timestamptz not null,
    lease_until timestamptz not null
);
comment on column node.lease_until is 'By the clock of this server; past it the node counts as lost';

create table pool (
    name text primary key,
    slots int not null,
    include_deferred boolean not null default false,
    description text not null default ''
);
comment on column pool.slots is 'What instances that are queued or running take in all runs together; -1 for no limit';
insert into pool (name, slots, description) values ('default_pool', -1, 'Of tasks that name no pool');

create table backfill (
    id bigint generated always as identity primary key,
    dag_id text not null,
    from_date timestamptz not null,
    to_date timestamptz not null,
    reprocess text not null,
    backwards boolean not null,
    max_active_runs int not null,
    created_at timestamptz not null
);
create index backfill_of_dag on backfill (dag_id);

create table dag_run (
    id bigint generated always as identity primary key,
    dag_id text not null,
    run_id text not null,
    run_type text not null,
    state text not null,
    structure_hash text not null references dag_structure,
    logical_date timestamptz,
    interval_start timestamptz,
    interval_end timestamptz,
    run_after timestamptz not null,
    conf json not null,
    max_active_tasks int not null,
    open_tasks int not null,
    live_instances int not null,
    failed_leaves int not null,
    occupied_slots int not null,
    admitted boolean not null,
    reason text not null default '',
    parent_instance bigint,
    parent_reads text,
    queued_at timestamptz not null,
    started_at timestamptz,
    backfill bigint references backfill,
    backfill_ordinal int not null default 0,
    timeout_millis bigint,
    timeout_at timestamptz,
    ended_at timestamptz,
    expired boolean not null default false,
    unique (dag_id, run_id),
    unique (dag_id, logical_date)
) with (fillfactor = 50);
comment on column dag_run.occupied_slots is 'Instances that are queued or running; at most max_active_tasks';
comment on column dag_run.run_after is 'When it could start; queued runs start in this order';
comment on column dag_run.admitted is 'Whether more than the slots of the run decides which of its instances are queued';
comment on column dag_run.backfill is 'The last backfill that created it or ran it again';
comment on column dag_run.backfill_ordinal is 'Its place in the order of the backfill, from 1; 0 outside';
comment on column dag_run.parent_instance is 'The task instance of another run that waits for this one';
comment on column dag_run.parent_reads is 'The task whose value the waiting instance gets; null for dag, run and state';
create index dag_run_by_parent on dag_run (parent_instance) where parent_instance is not null;
create index dag_run_queued on dag_run (dag_id, backfill, backfill_ordinal, run_after, id) where state = 'queued';
create index dag_run_running on dag_run (dag_id, backfill) where state = 'running';
create index dag_run_timeout on dag_run (timeout_at) where state = 'running' and timeout_at is not null;
create index dag_run_admitted on dag_run (id) where admitted and state = 'running';
comment on column dag_run.expired is 'Whether it is being deleted: nobody locks it any more';
create index dag_run_expired on dag_run (id) where expired;
create index dag_run_latest on dag_run (dag_id, id desc);

create table task_progress (
    run bigint not null references dag_run on delete cascade,
    task_id text not null,
    scope int not null,
    width int not null,
    waiting int not null,
    results int not null default 0,
    elements int not null default 0,
    upstream_total int not null,
    upstream_success int not null default 0,
    upstream_skipped int not null default 0,
    upstream_failed int not null default 0,
    upstream_upstream_failed int not null default 0,
    upstream_removed int not null default 0,
    own_total int not null,
    own_success int not null default 0,
    own_skipped int not null default 0,
    own_failed int not null default 0,
    own_upstream_failed int not null default 0,
    own_removed int not null default 0,
    setups_total int not null,
    setups_success int not null default 0,
    setups_skipped int not null default 0,
    setups_failed int not null default 0,
    setups_upstream_failed int not null default 0,
    setups_removed int not null default 0,
    left_out boolean not null default false,
    max_active int,
    max_active_in_run int,
    primary key (run, task_id, scope)
) with (fillfactor = 50);
comment on table task_progress is 'Counters by which trigger rules are decided without looking at instances';
comment on column task_progress.scope is 'The instance of the mapped groups around the task; -1 for the whole task';
comment on column task_progress.results is 'Values that instances returned';
comment on column task_progress.elements is 'Elements of the lists that instances returned';
comment on column task_progress.setups_total is 'Instances of the setups that the task needs beside what its rule says';
comment on column task_progress.max_active is 'How many instances may be queued or running in all runs together';
comment on column task_progress.left_out is 'Whether a branch or a short circuit left the task out';

create table task_instance (
    id bigint generated always as identity primary key,
    run bigint not null references dag_run on delete cascade,
    task_id text not null,
    map_index int not null,
    label text not null default '',
    state text not null,
    try_number int not null default 0,
    max_tries int not null,
    epoch int not null default 0,
    priority int not null,
    pool text not null default 'default_pool',
    pool_slots int not null default 1,
    node uuid,
    job_id uuid,
    due_at timestamptz,
    resumes boolean not null default false,
    waits_for_past boolean not null default false,
    queued_at timestamptz,
    started_at timestamptz,
    ended_at timestamptz,
    progress_done bigint not null default 0,
    progress_expected bigint not null default 0,
    reason text not null default '',
    unique (run, task_id, map_index)
-- whoever looks for the next scheduled instance steps over those that have gone since the last vacuum
) with (fillfactor = 70, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0.01);
comment on column task_instance.map_index is 'Negative for a task that is not mapped or not expanded yet; of one that is mapped more than once all its indexes in one number';
comment on column task_instance.waits_for_past is 'Scheduled, but held until the run before lets it start';
comment on column task_instance.epoch is 'Grows with every attempt; an attempt with a lower one is fenced off';
comment on column task_instance.resumes is 'Whether the next attempt goes on with the same try';
create index task_instance_scheduled on task_instance (run, priority desc, id)
    where state = 'scheduled' and not waits_for_past;
create index task_instance_held on task_instance (run) where waits_for_past;
create index task_instance_queued on task_instance (queued_at) where state = 'queued';
create index task_instance_running on task_instance (node) where state in ('running', 'restarting');
create index task_instance_due on task_instance (due_at) where due_at is not null;
create index task_instance_waiting on task_instance (run) where state = 'up_for_reschedule';

create table task_wait (
    instance bigint primary key references task_instance on delete cascade,
    try_number int not null,
    since timestamptz not null,
    looks int not null
);
comment on table task_wait is 'Since when an instance waits for something outside, and how often it has looked';

create table task_try (
    instance bigint not null references task_instance on delete cascade,
    epoch int not null,
    try_number int not null,
    state text not null,
    node_name text not null,
    started_at timestamptz,
    ended_at timestamptz not null,
    reason text not null,
    primary key (instance, epoch)
);
comment on table task_try is 'Every attempt that has ended, also those of nodes that were lost';

create table callback (
    id bigint generated always as identity primary key,
    run bigint not null references dag_run on delete cascade,
    dag_id text not null,
    instance bigint references task_instance on delete cascade,
    epoch int not null,
    try_number int not null,
    moment text not null,
    reason text not null,
    node uuid
);
comment on table callback is 'What is still to be told to callbacks; deleted once it was';
comment on column callback.node is 'Who is telling it';

create table xcom (
    run bigint not null references dag_run on delete cascade,
    task_id text not null,
    map_index int not null,
    part int not null,
    value json not null,
    primary key (run, task_id, map_index, part)
);
comment on column xcom.part is 'Position in a list that tasks can be expanded over, -1 for a value that is not such a list';

create table list_order (
    run bigint not null references dag_run on delete cascade,
    task_id text not null,
    first_index int not null,
    of_lists boolean not null,
    position int not null,
    map_index int not null,
    part int not null,
    primary key (run, task_id, first_index, of_lists, position)
);
comment on table list_order is 'Which instance returned the n-th value, where some returned none; by which map index the list begins';
comment on column list_order.of_lists is 'Whether the elements are those of the lists that the instances returned';

create table task_log (
    instance bigint not null references task_instance on delete cascade,
    epoch int not null,
    line int not null,
    logged_at timestamptz not null,
    level text not null,
    message text not null,
    primary key (instance, epoch, line)
);

create table cleaned_run (
    run bigint not null references dag_run on delete cascade,
    part text not null,
    ended_at timestamptz not null,
    primary key (run, part)
);
comment on table cleaned_run is 'Runs without their logs, values or attempts, which were deleted after the end given';
