-- What dashboards may ask about people by municipality, and about calls for help. Each theme has one grain, and what would be
-- about fewer than ten people is not in the tables that the views read: no query can bring it back.

-- Room municipalities. People of a municipality by scheme on a quarter's last day; small schemes are joined in 'other'.
create table owner_places (
    -- First day of the quarter.
    quarter date not null,
    municipality_id text not null,
    scheme text not null,
    -- Null where a whole municipality has fewer than ten.
    people bigint check (people >= 10),
    -- Of their contracts together.
    week_minutes bigint,
    -- The places it has to provide that year; null where nobody said.
    places bigint,
    primary key (quarter, municipality_id, scheme)
);

-- Who came, took a step and left in a year; small reasons are joined in 'other'.
create table owner_movement (
    -- First day of the year.
    year date not null,
    municipality_id text not null,
    kind text not null check (kind in ('inflow', 'step_up', 'outflow')),
    -- Of an outflow; '' of the others, and of one that is withheld.
    reason text not null,
    -- Null where there were fewer than ten.
    people bigint check (people >= 10),
    primary key (year, municipality_id, kind, reason)
);

-- Days present of contracted working days in a quarter.
create table owner_attendance (
    quarter date not null,
    municipality_id text not null,
    -- Thousandths; null where it would be about fewer than ten people.
    present_permille bigint,
    primary key (quarter, municipality_id)
);

-- What was seen when these were last reckoned.
create table owner_reckoned (
    one bigint not null primary key check (one = 1),
    company_version bigint not null,
    day date
);
insert into owner_reckoned (one, company_version, day) values (1, -1, null);

-- Room output. Calls for help of a group on a day by local hour.
create table help_hour (
    day date not null,
    group_id text not null,
    hour bigint not null check (hour between 0 and 23),
    calls bigint not null,
    primary key (day, group_id, hour)
);

-- Room ledger. Calls for help are few among millions of events.
create index ledger_help on ledger (station, day) where kind = 'help';

-- Calls of before this table was there are reckoned with the days they belong to.
insert into unreckoned (station, day, version)
select distinct station, day, cast(1 as bigint) from tally where true
on conflict (station, day) do update set version = unreckoned.version + 1;

create view report_places as
select p.quarter, c.year, p.municipality_id, m.name as municipality, p.scheme, p.people, p.week_minutes / 2160.0 as fte,
       p.places
  from owner_places p
  left join calendar c on c.day = p.quarter
  left join municipality m on m.id = p.municipality_id;

create view report_movement as
select v.year, v.municipality_id, m.name as municipality, v.kind, v.reason, v.people
  from owner_movement v
  left join municipality m on m.id = v.municipality_id;

create view report_attendance as
select a.quarter, c.year, a.municipality_id, m.name as municipality, a.present_permille / 1000.0 as present,
       (1000 - a.present_permille) / 1000.0 as absent
  from owner_attendance a
  left join calendar c on c.day = a.quarter
  left join municipality m on m.id = a.municipality_id;

create view report_help as
select x.day, c.week, c.month, c.quarter, c.year, h.site_id, s.name as site, x.hall_id, h.name as hall, x.hour, x.calls
  from (
      select e.day, e.hour, g.hall_id, cast(sum(e.calls) as bigint) as calls
        from help_hour e
        join work_group g on g.id = e.group_id
       group by e.day, e.hour, g.hall_id
  ) x
  left join calendar c on c.day = x.day
  left join hall h on h.id = x.hall_id
  left join site s on s.id = h.site_id;
