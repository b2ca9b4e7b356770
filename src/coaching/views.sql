-- What dashboards may ask about persons: by their own coach, one person at a time but for the caseload, which holds no
-- figure of what anybody made. Every row has its worker, by whom the engine bounds it.

-- The signals of the caseload. Days are Mondays to Fridays.
-- Number recent_days = 15. What is new: three weeks.
-- Number before_days = 50. What it is set against: the ten weeks before them.
-- Number known_days = 20. Of those, on so many days somebody was here, to be set against anything.
-- Number pace_weeks = 3. In so many different weeks somebody worked at it, in both parts.
-- Number pace_seconds = 36000. So long somebody worked at it, in both parts: ten net hours.
-- Number pace_slower = 85.0. Fewer pieces an hour than this, in hundredths of before.
-- Number pace_faster = 115.0. More pieces an hour than this, in hundredths of before.
-- Number pace_asked_days = 10. So long after the last day of work it is worth asking about.
-- Number presence_less = 50. Here so often or less, in hundredths of before.
-- Number presence_more = 150. Here so often or more, in hundredths of before.
-- Number help_calls = 4. Called so many times or more.
-- Number help_times = 2. And more than so many times as often as before.
-- Number stations = 4. At so many different stations or more.
-- Number talk_days = 30. The next talk is due so long after the last contact: six weeks.

-- Net time counts for a pace only where pieces are one person's: at an individual station, while nothing was counted
-- there that nobody can say whose it is. A norm is told while its purpose is on, and never one that was guessed or made
-- of the past; it is the work's: the latest that any of its orders got counts, until the next.
create view report_growth as
select t.worker as worker_id, t.day, c.week, c.month, t.station as station_id, s.name as station, t.task as task_id,
       k.name as task, l.name as line_name, coalesce(k.work, t.task) as work_id,
       case when substr(k.name, 1, length(l.name)) = l.name then k.name else l.name || ': ' || k.name end as work,
       case when s.attribution = 'individual' and not exists (
                select 1 from tally o
                 where o.station = t.station and o.day = t.day and o.task = t.task and o.worker = ''
                   and o.good + o.rejected_material + o.rejected_work + o.rejected_dirt + o.rejected_broken
                     + o.rejected_unknown > 0)
            then 1 else 0 end as attributable,
       t.good, t.rejected_material, t.rejected_work, t.net_seconds,
       case when (select p.is_on from purpose p
                   where p.name = 'individual_tempo' order by p.changed_at desc limit 1) then
           (select case when n.basis in ('historical', 'estimate') then null
                        else cast(n.per_hour_milli as double precision) / 1000 end
              from norm n
             where n.work = coalesce(k.work, t.task) and n.valid_from <= t.day
             order by n.valid_from desc, n.task_id desc limit 1)
       end as norm_per_hour,
       case when (select p.is_on from purpose p
                   where p.name = 'individual_tempo' order by p.changed_at desc limit 1) then
           (select n.basis
              from norm n
             where n.work = coalesce(k.work, t.task) and n.valid_from <= t.day
             order by n.valid_from desc, n.task_id desc limit 1)
       end as norm_basis,
       case when (select p.is_on from purpose p
                   where p.name = 'individual_tempo' order by p.changed_at desc limit 1) then
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

-- Every open goal of the people on a caseload, with its own day: how far it is, and nothing of what was made.
create view report_caseload_goals as
select g.worker_id, w.worker, g.goal_id, g.words, g.due_day, g.measured_day, g.course
  from report_goals g
  join present_worker w on w.worker_id = g.worker_id
 where g.closed_day is null;

-- A signal is the first day of three weeks that differ from the ten weeks before, and null where they do not: no
-- measure of how much, so that nobody can be put in a row by it. Weeks are counted in Mondays to Fridays, up to the
-- last day of which the house knows anything; of the pace, up to the person's own last day.
create view report_caseload as
select w.worker_id, w.worker, w.group_id, g.name as group_name, h.name as hall,
       (select k.name from caseload l join coach k on k.id = l.coach_id
         where l.worker_id = w.worker_id order by l.from_day desc, k.id limit 1) as coach,
       (select min(a.due_day) from agreement a where a.worker_id = w.worker_id and a.done_day is null)
           as next_agreement_day,
       (select max(t.day) from contact t where t.worker_id = w.worker_id) as last_contact_day,
       (select min(e.day) from calendar e where e.workday = (select b.workday + :talk_days from calendar b
         where b.day = (select max(t.day) from contact t where t.worker_id = w.worker_id))) as talk_due_day,
       (select count(*) from coaching_goal o where o.worker_id = w.worker_id and o.closed_day is null) as open_goals,
       (select count(*) from report_goals o where o.worker_id = w.worker_id and o.course = 'goal_on_course')
           as goals_on_course,
       (select count(*) from report_goals o where o.worker_id = w.worker_id and o.course = 'goal_behind')
           as goals_behind,
       (select min(o.due_day) from coaching_goal o where o.worker_id = w.worker_id and o.closed_day is null)
           as next_goal_day,
       -- The Monday from which somebody makes clearly more or fewer an hour than before, at the same work, where both
       -- parts have enough hours in enough weeks.
       (select min(case when c.workday > e.workday - :recent_days then c.week end)
          from calendar e
          join calendar b
            on b.day = (select min(x.day) from calendar x where x.workday = e.workday - :recent_days - :before_days + 1)
          join tally t on t.worker = w.worker_id and t.worker <> '' and t.day >= b.day and t.day <= e.day
          join calendar c on c.day = t.day
          join station s on s.code = t.station and s.attribution = 'individual'
          left join task k on k.id = t.task
         where e.day = (select max(m.day) from tally m where m.worker = w.worker_id and m.worker <> '')
           and not exists (select 1 from tally o where o.station = t.station and o.day = t.day and o.task = t.task
                              and o.worker = ''
                              and o.good + o.rejected_material + o.rejected_work + o.rejected_dirt + o.rejected_broken
                                + o.rejected_unknown > 0)
         group by coalesce(k.work, t.task), e.workday
        having count(distinct case when c.workday > e.workday - :recent_days and t.net_seconds > 0 then c.week end)
                 >= :pace_weeks
           and count(distinct case when c.workday <= e.workday - :recent_days and t.net_seconds > 0 then c.week end)
                 >= :pace_weeks
           and sum(case when c.workday > e.workday - :recent_days then t.net_seconds else 0 end) >= :pace_seconds
           and sum(case when c.workday <= e.workday - :recent_days then t.net_seconds else 0 end) >= :pace_seconds
           and (sum(case when c.workday > e.workday - :recent_days then t.good else 0 end) * 100.0
                  * sum(case when c.workday <= e.workday - :recent_days then t.net_seconds else 0 end)
                < sum(case when c.workday <= e.workday - :recent_days then t.good else 0 end) * :pace_slower
                  * sum(case when c.workday > e.workday - :recent_days then t.net_seconds else 0 end)
             or sum(case when c.workday > e.workday - :recent_days then t.good else 0 end) * 100.0
                  * sum(case when c.workday <= e.workday - :recent_days then t.net_seconds else 0 end)
                > sum(case when c.workday <= e.workday - :recent_days then t.good else 0 end) * :pace_faster
                  * sum(case when c.workday > e.workday - :recent_days then t.net_seconds else 0 end))
         order by 1 limit 1) as pace_changed_week,
       (select min(x.day) from calendar x where x.workday = (select e.workday + :pace_asked_days from calendar e
         where e.day = (select max(m.day) from tally m where m.worker = w.worker_id and m.worker <> '')))
           as pace_until_day,
       -- Here much less often or much more often, of somebody who was here before.
       (select min(f.day)
          from calendar e
          join calendar f on f.workday = e.workday - :recent_days + 1
         where e.day = (select max(m.day) from tally m)
           and exists (
               select count(*)
                 from tally t
                 join calendar c on c.day = t.day
                where t.worker = w.worker_id and t.worker <> '' and t.net_seconds > 0 and t.day <= e.day
                  and t.day >= (select min(x.day) from calendar x
                                 where x.workday = e.workday - :recent_days - :before_days + 1)
               having count(distinct case when c.workday <= e.workday - :recent_days then c.workday end) >= :known_days
                  and (count(distinct case when c.workday > e.workday - :recent_days then c.workday end)
                            * :before_days * 100
                         <= count(distinct case when c.workday <= e.workday - :recent_days then c.workday end)
                            * :recent_days * :presence_less
                    or count(distinct case when c.workday > e.workday - :recent_days then c.workday end)
                            * :before_days * 100
                         >= count(distinct case when c.workday <= e.workday - :recent_days then c.workday end)
                            * :recent_days * :presence_more)))
           as presence_changed_day,
       -- Called for help often, and far more often than before: at a station where nobody else was that day.
       (select min(f.day)
          from calendar e
          join calendar f on f.workday = e.workday - :recent_days + 1
         where e.day = (select max(m.day) from tally m)
           -- Mostly there were not that many, and then nothing else has to be read. The day of a tally has another kind
           -- in SQLite than the ledger's, where it must be looked up; that is lost in an expression.
           and (select count(*)
                  from tally t
                  join ledger a on a.station = t.station and a.day = coalesce(t.day, null)
                   and a.kind = 'help' and a.outcome = 'counted'
                 where t.worker = w.worker_id and t.worker <> '' and t.net_seconds > 0
                   and t.day >= f.day and t.day <= e.day) >= :help_calls
           and exists (
               select count(*)
                 from tally t
                 join calendar c on c.day = t.day
                 join station s on s.code = t.station and s.attribution = 'individual'
                 join ledger a on a.station = t.station and a.day = coalesce(t.day, null)
                   and a.kind = 'help' and a.outcome = 'counted'
                where t.worker = w.worker_id and t.worker <> '' and t.net_seconds > 0 and t.day <= e.day
                  and t.day >= (select min(x.day) from calendar x
                                 where x.workday = e.workday - :recent_days - :before_days + 1)
                  and not exists (select 1 from tally o where o.station = t.station and o.day = t.day
                                     and o.worker <> w.worker_id and o.worker <> '')
                  and not exists (select 1 from ledger u
                                   where u.of_terminal = a.terminal and u.of_epoch = a.epoch and u.of_seq = a.seq
                                     and u.of_seq is not null and u.kind = 'undo' and u.outcome = 'counted')
               having count(distinct case when c.workday > e.workday - :recent_days then a.at end) >= :help_calls
                  and count(distinct case when c.workday > e.workday - :recent_days then a.at end) * :before_days
                        > count(distinct case when c.workday <= e.workday - :recent_days then a.at end)
                          * :recent_days * :help_times))
           as help_changed_day,
       -- At many stations, and at more of them than in all of the time before.
       (select min(f.day)
          from calendar e
          join calendar f on f.workday = e.workday - :recent_days + 1
         where e.day = (select max(m.day) from tally m)
           and exists (
               select count(*)
                 from tally t
                 join calendar c on c.day = t.day
                where t.worker = w.worker_id and t.worker <> '' and t.net_seconds > 0 and t.day <= e.day
                  and t.day >= (select min(x.day) from calendar x
                                 where x.workday = e.workday - :recent_days - :before_days + 1)
               having count(distinct case when c.workday <= e.workday - :recent_days then c.workday end) >= :known_days
                  and count(distinct case when c.workday > e.workday - :recent_days then t.station end) >= :stations
                  and count(distinct case when c.workday > e.workday - :recent_days then t.station end)
                        > count(distinct case when c.workday <= e.workday - :recent_days then t.station end)))
           as stations_changed_day
  from present_worker w
  join work_group g on g.id = w.group_id
  join hall h on h.id = g.hall_id;
