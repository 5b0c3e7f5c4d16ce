alter table task_instance add column progress_bytes bigint not null default 0;
comment on column task_instance.progress_bytes is 'What was moved, for a task that moves data and says so';
