-- Who works here now. Whoever was erased has no name.

create view present_worker as
select w.id as worker_id, w.name as worker, w.group_id
  from worker w
 where w.active and w.name <> '';
