-- The same work across orders. A task belongs to one order line, and a line lasts some days: whoever packs the same article for
-- the same client again does the same work again, and grows at that.

-- Room orders. Client, article and step in one text, the same in every order that asks for them; kept in step by the program.
-- Null only where nobody told the program of the task yet: then the task is a work of its own.
alter table task add column work text;
create index task_work on task (work);
update task set work = (
    select o.client_id || '/' || l.name || '/' || task.name
      from order_line l
      join client_order o on o.id = l.order_id
     where l.id = task.line_id
);

-- The norm's work, with which the latest one is found however many orders had one; of a task without a work its id.
alter table norm add column work text;
create index norm_work on norm (work, valid_from);
update norm set work = (select coalesce(x.work, x.id) from task x where x.id = norm.task_id);

drop view report_caseload;
drop view report_growth;

-- As before, and with the work. A norm is the work's: the latest that any of its orders got counts, until the next.
create view report_growth as
select t.worker as worker_id, t.day, c.week, c.month, t.station as station_id, s.name as station, t.task as task_id,
       k.name as task, l.name as line_name, coalesce(k.work, t.task) as work_id,
       case when substr(k.name, 1, length(l.name)) = l.name then k.name else l.name || ': ' || k.name end as work,
       case when s.attribution = 'individual' and not exists (
                select 1 from tally o
                 where o.station = t.station and o.day = t.day and o.task = t.task and o.worker = ''
                   and o.good + o.rejected_material + o.rejected_work + o.rejected_dirt + o.rejected_broken + o.rejected_unknown > 0)
            then 1 else 0 end as attributable,
       t.good, t.rejected_material, t.rejected_work, t.net_seconds,
       case when (select p.is_on from purpose p where p.name = 'individual_tempo' order by p.changed_at desc limit 1) then
           (select case when n.basis in ('historical', 'estimate') then null
                        else cast(n.per_hour_milli as double precision) / 1000 end
              from norm n
             where n.work = coalesce(k.work, t.task) and n.valid_from <= t.day
             order by n.valid_from desc, n.task_id desc limit 1)
       end as norm_per_hour,
       case when (select p.is_on from purpose p where p.name = 'individual_tempo' order by p.changed_at desc limit 1) then
           (select n.basis
              from norm n
             where n.work = coalesce(k.work, t.task) and n.valid_from <= t.day
             order by n.valid_from desc, n.task_id desc limit 1)
       end as norm_basis,
       case when (select p.is_on from purpose p where p.name = 'individual_tempo' order by p.changed_at desc limit 1) then
           (select n.valid_from
              from norm n
             where n.work = coalesce(k.work, t.task) and n.valid_from <= t.day
             order by n.valid_from desc, n.task_id desc limit 1)
       end as norm_from
  from tally t
  left join calendar c on c.day = t.day
  left join station s on s.code = t.station
  left join task k on k.id = t.task
  left join order_line l on l.id = k.line_id
 where t.worker <> '';

-- Every open goal of the people on a caseload, with its own day: how far it is, and nothing of what was made.
create view report_caseload_goals as
select g.worker_id, w.name as worker, g.goal_id, g.words, g.due_day, g.measured_day, g.course
  from report_goals g
  join worker w on w.id = g.worker_id
 where g.closed_day is null and w.active and w.name <> '';

-- A signal is the first day of three weeks that differ from the ten weeks before, and null where they do not: no measure of how
-- much, so that nobody can be put in a row by it. Weeks are counted in Mondays to Fridays, up to the last day of which the house
-- knows anything; of the pace, up to the person's own last day.
create view report_caseload as
select w.id as worker_id, w.name as worker, w.group_id, g.name as group_name, h.name as hall,
       (select k.name from caseload l join coach k on k.id = l.coach_id
         where l.worker_id = w.id order by l.from_day desc, k.id limit 1) as coach,
       (select min(a.due_day) from agreement a where a.worker_id = w.id and a.done_day is null) as next_agreement_day,
       (select max(t.day) from contact t where t.worker_id = w.id) as last_contact_day,
       -- Six weeks after it.
       (select min(e.day) from calendar e where e.workday = (select b.workday + 30 from calendar b
         where b.day = (select max(t.day) from contact t where t.worker_id = w.id))) as talk_due_day,
       (select count(*) from coaching_goal o where o.worker_id = w.id and o.closed_day is null) as open_goals,
       (select count(*) from report_goals o where o.worker_id = w.id and o.course = 'goal_on_course') as goals_on_course,
       (select count(*) from report_goals o where o.worker_id = w.id and o.course = 'goal_behind') as goals_behind,
       (select min(o.due_day) from coaching_goal o where o.worker_id = w.id and o.closed_day is null) as next_goal_day,
       -- The Monday from which somebody makes clearly more or fewer an hour than in the ten weeks before, at the same work, where
       -- both parts have ten net hours in three weeks; until two weeks after the last day of work it is worth asking about.
       (select min(case when c.workday > e.workday - 15 then c.week end)
          from calendar e
          join calendar b on b.day = (select min(x.day) from calendar x where x.workday = e.workday - 64)
          join tally t on t.worker = w.id and t.worker <> '' and t.day >= b.day and t.day <= e.day
          join calendar c on c.day = t.day
          join station s on s.code = t.station and s.attribution = 'individual'
          left join task k on k.id = t.task
         where e.day = (select max(m.day) from tally m where m.worker = w.id and m.worker <> '')
           and not exists (select 1 from tally o where o.station = t.station and o.day = t.day and o.task = t.task
                              and o.worker = ''
                              and o.good + o.rejected_material + o.rejected_work + o.rejected_dirt + o.rejected_broken
                                + o.rejected_unknown > 0)
         group by coalesce(k.work, t.task), e.workday
        having count(distinct case when c.workday > e.workday - 15 and t.net_seconds > 0 then c.week end) >= 3
           and count(distinct case when c.workday <= e.workday - 15 and t.net_seconds > 0 then c.week end) >= 3
           and sum(case when c.workday > e.workday - 15 then t.net_seconds else 0 end) >= 36000
           and sum(case when c.workday <= e.workday - 15 then t.net_seconds else 0 end) >= 36000
           and (sum(case when c.workday > e.workday - 15 then t.good else 0 end) * 100.0
                  * sum(case when c.workday <= e.workday - 15 then t.net_seconds else 0 end)
                < sum(case when c.workday <= e.workday - 15 then t.good else 0 end) * 85.0
                  * sum(case when c.workday > e.workday - 15 then t.net_seconds else 0 end)
             or sum(case when c.workday > e.workday - 15 then t.good else 0 end) * 100.0
                  * sum(case when c.workday <= e.workday - 15 then t.net_seconds else 0 end)
                > sum(case when c.workday <= e.workday - 15 then t.good else 0 end) * 115.0
                  * sum(case when c.workday > e.workday - 15 then t.net_seconds else 0 end))
         order by 1 limit 1) as pace_changed_week,
       (select min(x.day) from calendar x where x.workday = (select e.workday + 10 from calendar e
         where e.day = (select max(m.day) from tally m where m.worker = w.id and m.worker <> ''))) as pace_until_day,
       -- Here half as often or less, or half as often again or more, of somebody who was here twenty days before.
       (select min(f.day)
          from calendar e
          join calendar f on f.workday = e.workday - 14
         where e.day = (select max(m.day) from tally m)
           and exists (
               select count(*)
                 from tally t
                 join calendar c on c.day = t.day
                where t.worker = w.id and t.worker <> '' and t.net_seconds > 0 and t.day <= e.day
                  and t.day >= (select min(x.day) from calendar x where x.workday = e.workday - 64)
               having count(distinct case when c.workday <= e.workday - 15 then c.workday end) >= 20
                  and (count(distinct case when c.workday > e.workday - 15 then c.workday end) * 20
                         <= count(distinct case when c.workday <= e.workday - 15 then c.workday end) * 3
                    or count(distinct case when c.workday > e.workday - 15 then c.workday end) * 20
                         >= count(distinct case when c.workday <= e.workday - 15 then c.workday end) * 9)))
           as presence_changed_day,
       -- Called for help four times or more, and more than twice as often: at a station where nobody else was that day.
       (select min(f.day)
          from calendar e
          join calendar f on f.workday = e.workday - 14
         where e.day = (select max(m.day) from tally m)
           -- Mostly there were not that many, and then nothing else has to be read. The day of a tally has another kind in
           -- SQLite than the ledger's, where it must be looked up; that is lost in an expression.
           and (select count(*)
                  from tally t
                  join ledger a on a.station = t.station and a.day = coalesce(t.day, null) and a.kind = 'help' and a.outcome = 'counted'
                 where t.worker = w.id and t.worker <> '' and t.net_seconds > 0 and t.day >= f.day and t.day <= e.day) >= 4
           and exists (
               select count(*)
                 from tally t
                 join calendar c on c.day = t.day
                 join station s on s.code = t.station and s.attribution = 'individual'
                 join ledger a on a.station = t.station and a.day = coalesce(t.day, null) and a.kind = 'help' and a.outcome = 'counted'
                where t.worker = w.id and t.worker <> '' and t.net_seconds > 0 and t.day <= e.day
                  and t.day >= (select min(x.day) from calendar x where x.workday = e.workday - 64)
                  and not exists (select 1 from tally o where o.station = t.station and o.day = t.day
                                     and o.worker <> w.id and o.worker <> '')
                  and not exists (select 1 from ledger u
                                   where u.of_terminal = a.terminal and u.of_epoch = a.epoch and u.of_seq = a.seq
                                     and u.of_seq is not null and u.kind = 'undo' and u.outcome = 'counted')
               having count(distinct case when c.workday > e.workday - 15 then a.at end) >= 4
                  and count(distinct case when c.workday > e.workday - 15 then a.at end) * 10
                        > count(distinct case when c.workday <= e.workday - 15 then a.at end) * 6))
           as help_changed_day,
       -- At four stations or more, and at more of them than in all of the ten weeks before.
       (select min(f.day)
          from calendar e
          join calendar f on f.workday = e.workday - 14
         where e.day = (select max(m.day) from tally m)
           and exists (
               select count(*)
                 from tally t
                 join calendar c on c.day = t.day
                where t.worker = w.id and t.worker <> '' and t.net_seconds > 0 and t.day <= e.day
                  and t.day >= (select min(x.day) from calendar x where x.workday = e.workday - 64)
               having count(distinct case when c.workday <= e.workday - 15 then c.workday end) >= 20
                  and count(distinct case when c.workday > e.workday - 15 then t.station end) >= 4
                  and count(distinct case when c.workday > e.workday - 15 then t.station end)
                        > count(distinct case when c.workday <= e.workday - 15 then t.station end)))
           as stations_changed_day
  from worker w
  join work_group g on g.id = w.group_id
  join hall h on h.id = g.hall_id
 where w.active and w.name <> '';
