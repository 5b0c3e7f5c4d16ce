-- Only instances that failed stand in it: no other update has to maintain it, and ended_at changes only with the state.
create index task_instance_failed on task_instance (run, ended_at, id) where state = 'failed';
