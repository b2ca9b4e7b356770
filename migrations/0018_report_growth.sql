-- What dashboards may ask about persons: by their own coach, one person at a time but for the caseload, which holds no figure of
-- what anybody made. Every row has its worker, by whom the engine bounds it.

-- A person's own rows of a period, without reading those of everybody.
create index tally_worker on tally (worker, day) where worker <> '';

-- Net time counts for a pace only where pieces are one person's: at an individual station, while nothing was counted there that
-- nobody can say whose it is. A norm is told while its purpose is on, and never one that was guessed or made of the past.
create view report_growth as
select t.worker as worker_id, t.day, c.week, c.month, t.station as station_id, s.name as station, t.task as task_id,
       k.name as task, l.name as line_name,
       case when s.attribution = 'individual' and not exists (
                select 1 from tally o
                 where o.station = t.station and o.day = t.day and o.task = t.task and o.worker = ''
                   and o.good + o.rejected_material + o.rejected_work + o.rejected_dirt + o.rejected_broken + o.rejected_unknown > 0)
            then 1 else 0 end as attributable,
       t.good, t.rejected_material, t.rejected_work, t.net_seconds,
       case when (select p.is_on from purpose p where p.name = 'individual_tempo' order by p.changed_at desc limit 1) then
           (select case when n.basis in ('historical', 'estimate') then null
                        else cast(n.per_hour_milli as double precision) / 1000 end
              from norm n where n.task_id = t.task and n.valid_from <= t.day order by n.valid_from desc limit 1)
       end as norm_per_hour,
       case when (select p.is_on from purpose p where p.name = 'individual_tempo' order by p.changed_at desc limit 1) then
           (select n.basis from norm n where n.task_id = t.task and n.valid_from <= t.day order by n.valid_from desc limit 1)
       end as norm_basis,
       case when (select p.is_on from purpose p where p.name = 'individual_tempo' order by p.changed_at desc limit 1) then
           (select n.valid_from from norm n where n.task_id = t.task and n.valid_from <= t.day order by n.valid_from desc limit 1)
       end as norm_from
  from tally t
  left join calendar c on c.day = t.day
  left join station s on s.code = t.station
  left join task k on k.id = t.task
  left join order_line l on l.id = k.line_id
 where t.worker <> '';

-- A goal is on course when the way that is left is no longer than the time that is left, both in their own measure.
create view report_goals as
select g.worker_id, g.id as goal_id, g.words, g.kind, g.unit,
       cast(g.baseline as double precision) / 1000 as baseline, cast(g.target as double precision) / 1000 as target,
       g.from_day, g.due_day, g.closed_day, g.outcome, m.day as measured_day,
       cast(m.value as double precision) / 1000 as measured,
       case when g.closed_day is not null then 'goal_closed'
            when m.day is null then 'goal_unmeasured'
            when (m.value - g.baseline) * (g.target - g.baseline) * (d.workday - f.workday)
              >= (g.target - g.baseline) * (g.target - g.baseline) * (w.workday - f.workday) then 'goal_on_course'
            else 'goal_behind' end as course
  from coaching_goal g
  left join goal_measurement m on m.goal_id = g.id
   and m.day = (select max(n.day) from goal_measurement n where n.goal_id = g.id)
  left join calendar f on f.day = g.from_day
  left join calendar d on d.day = g.due_day
  left join calendar w on w.day = m.day;

create view report_measurements as
select g.worker_id, g.id as goal_id, g.words, g.kind, g.unit, m.day, cast(m.value as double precision) / 1000 as value
  from coaching_goal g
  join goal_measurement m on m.goal_id = g.id;

create view report_agreements as
select a.worker_id, a.id as agreement_id, a.made_day, a.words, a.due_day, a.done_day
  from agreement a;

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
       -- The Monday from which somebody makes clearly more or fewer an hour than in the ten weeks before, at one task, where both
       -- parts have ten net hours in three weeks; until two weeks after the last day of work it is worth asking about.
       (select min(case when c.workday > e.workday - 15 then c.week end)
          from calendar e
          join calendar b on b.day = (select min(x.day) from calendar x where x.workday = e.workday - 65)
          join tally t on t.worker = w.id and t.worker <> '' and t.day >= b.day and t.day <= e.day
          join calendar c on c.day = t.day
          join station s on s.code = t.station and s.attribution = 'individual'
         where e.day = (select max(m.day) from tally m where m.worker = w.id and m.worker <> '')
           and not exists (select 1 from tally o where o.station = t.station and o.day = t.day and o.task = t.task
                              and o.worker = '' and o.good > 0)
         group by t.task, e.workday
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
         where e.day = (select max(m.day) from tally m where m.worker = w.id and m.worker <> ''))) as pace_until_day
  from worker w
  join work_group g on g.id = w.group_id
  join hall h on h.id = g.hall_id
 where w.active and w.name <> '';
