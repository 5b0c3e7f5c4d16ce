alter table task_instance
    add column resumed_done bigint not null default 0,
    add column resumed_bytes bigint not null default 0;
comment on column task_instance.resumed_done is 'What earlier attempts did of progress_done';
comment on column task_instance.resumed_bytes is 'What earlier attempts moved of progress_bytes';
